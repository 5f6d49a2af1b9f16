// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotingTest {
  private final Quoting quoting = new Quoting(new MarkedSecrets());

  @Test
  void leavesHarmlessTextAsItIs() {
    assertThat(quoting.value("grüße, 日本 😀 \"x\"")).isEqualTo("grüße, 日本 😀 \"x\"");
  }

  @Test
  void escapesWhatIsMoreThanText() {
    assertThat(quoting.value("a\n\u001b[31m\u0085\u2028\u202e\ufeff\0\ud83d"))
        .isEqualTo("a\\u000a\\u001b[31m\\u0085\\u2028\\u202e\\ufeff\\u0000\\ud83d");
  }

  @Test
  void masksBeforeItCuts_soThatNoHalfOfASecretIsLeft() {
    assertThat(quoting.value("x".repeat(78) + "SECRET")).doesNotContain("SE").endsWith("**...");
  }

  @Test
  void shortens_neverInTheMiddleOfACharacter() {
    assertThat(quoting.value("x".repeat(79) + "😀y")).isEqualTo("x".repeat(79) + "...");
    assertThat(quoting.value("x".repeat(80))).isEqualTo("x".repeat(80));
    assertThat(quoting.message("y".repeat(1_000_000))).hasSize(1_003);
  }
}
