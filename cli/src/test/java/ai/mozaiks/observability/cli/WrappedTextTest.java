// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTextTest {
  @Test
  void breaksBetweenWords() {
    assertThat(WrappedText.lines("one two  three four", 9))
        .containsExactly("one two", "three", "four");
    assertThat(WrappedText.lines("exactly nine", 12)).containsExactly("exactly nine");
    assertThat(WrappedText.lines("", 10)).containsExactly("");
  }

  @Test
  void breaksAWordThatIsWiderThanALine() {
    assertThat(WrappedText.lines("see http://monitoring.example.com now", 12))
        .containsExactly("see", "http://monit", "oring.exampl", "e.com now");
  }

  @Test
  void knowsHowWideLettersAre() {
    assertThat(WrappedText.lines("警告 警告 ab", 7)).containsExactly("警告", "警告 ab");
    assertThat(WrappedText.lines("警告警告", 5)).containsExactly("警告", "警告");
    assertThat(WrappedText.lines("a\u0301b\u0301c", 3)).containsExactly("a\u0301b\u0301c");
  }
}
