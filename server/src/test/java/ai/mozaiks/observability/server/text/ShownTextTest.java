// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTextTest {

  @Test
  void escapesWhatIsMoreThanText() {
    assertThat(ShownText.of("a\r\n2026-01-01 ERROR\u202e", 80))
        .isEqualTo("a\\u000d\\u000a2026-01-01 ERROR\\u202e");
  }

  @Test
  void shortens_neverInTheMiddleOfACharacter() {
    assertThat(ShownText.of("abc", 3)).isEqualTo("abc");
    assertThat(ShownText.of("ab😀", 3)).isEqualTo("ab...");
    assertThat(ShownText.head("ab😀", 3)).isEqualTo("ab");
  }
}
