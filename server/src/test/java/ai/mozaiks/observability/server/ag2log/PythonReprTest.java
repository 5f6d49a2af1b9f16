// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonReprTest {

  @Test
  void takesFieldsOfTheObject_notOfThoseWithin() {
    PythonRepr repr = PythonRepr.of("A(id='x', inner=B(id='y', list=[1, (2, 3)]), n=4)");

    assertThat(repr.fields())
        .isEqualTo(Map.of("id", "'x'", "inner", "B(id='y', list=[1, (2, 3)])", "n", "4"));
    assertThat(repr.complete()).isTrue();
  }

  @Test
  void takesFieldsSetApartBySpaces_whenTheNameIsLeftOut() {
    PythonRepr repr = PythonRepr.of("id='x y' choices=[C(a=1, b='z')] model='m' usage=U(t=1, p=2)");

    assertThat(repr.fields())
        .isEqualTo(
            Map.of(
                "id", "'x y'",
                "choices", "[C(a=1, b='z')]",
                "model", "'m'",
                "usage", "U(t=1, p=2)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          A(t='it is usage=U(p=9)', usage=U(p=1))           | U(p=1)
          A(t="it's usage=U(p=9), x=(", usage=U(p=1))       | U(p=1)
          A(t='a\\' usage=U(p=9)', usage=U(p=1))            | U(p=1)
          A(t='ends with \\\\', usage=U(p=1))               | U(p=1)
          A(usage=U(p=9), usage=U(p=1))                     | U(p=1)
          """)
  void isNotMisledByWhatStandsInQuotes(String text, String usage) {
    assertThat(PythonRepr.of(text).fields()).containsEntry("usage", usage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A(t='never closed",
        "A(t=[1, 2",
        "A(",
        "A(=1)",
        "A(a=1, 'b')",
        "A(a",
        "some text"
      })
  void saysThatSomethingIsMissing(String text) {
    assertThat(PythonRepr.of(text).complete()).isFalse();
  }

  @Test
  void takesApartAList() {
    assertThat(PythonRepr.elements("[C(a=1, b=[2, 3]), D(c='],')]"))
        .containsExactly("C(a=1, b=[2, 3])", "D(c='],')");
    assertThat(PythonRepr.elements("[]")).isEmpty();
    assertThat(PythonRepr.elements("None")).isEmpty();
  }

  @Test
  @Timeout(10)
  void takesTimeInProportionToTheLength() {
    for (String piece : List.of("(", "a=", "'", "[{(", "usage=(", "\\'", " ,=")) {
      assertThat(PythonRepr.of("A(x=" + piece.repeat(2_000_000)).complete())
          .as(piece)
          .isIn(true, false);
    }
  }

  @Test
  void readsTheUsageThatStandsLast_whenTheTextIsCutOffBefore() {
    ModelAnswer answer =
        ModelAnswer.ofRepr(
            "…content='usage=U(prompt_tokens=1)')], usage=CompletionUsage(completion_tokens=48,"
                + " prompt_tokens=120)");

    assertThat(answer.usage().promptTokens()).isEqualTo(120);
    assertThat(answer.usage().completionTokens()).isEqualTo(48);
  }

  @Test
  void takesNoLookAlikeForUsage_whenTheAnswerHasNone() {
    ModelAnswer answer =
        ModelAnswer.ofRepr("A(id='x', text='usage=U(prompt_tokens=1)', usage=None)");

    assertThat(answer.usage().isUnknown()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"None", "-5", "1.5", "99999999999999", "True"})
  void takesWhatIsNoCountForUnknown(String count) {
    ModelAnswer answer =
        ModelAnswer.ofRepr("A(usage=U(prompt_tokens=" + count + ", completion_tokens=3))");

    assertThat(answer.usage().promptTokens()).isNull();
    assertThat(answer.usage().completionTokens()).isEqualTo(3);
  }

  @Test
  void readsDurations() {
    assertThat(
            RuntimeLogLine.length(
                LogTimes.read("2026-05-06 15:20:21.263231"),
                LogTimes.read("2026-05-06 15:20:22.083169")))
        .isEqualTo(Duration.ofNanos(819_938_000));
    assertThat(LogTimes.read("2026-05-06T17:20:21+02:00"))
        .isEqualTo(LogTimes.read("2026-05-06 15:20:21"));
    assertThat(LogTimes.read("yesterday")).isNull();
    assertThat(LogTimes.read("9999-01-01 00:00:00")).isNull();
  }
}
