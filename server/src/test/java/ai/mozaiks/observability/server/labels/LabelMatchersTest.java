// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelMatchersTest {
  private static final Map<String, String> LABELS =
      Map.of("severity", "critical", "app", "shop-eu", "flag", "a=\"b\"");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "severity=critical ; true",
        "severity=\"critical\" ; true",
        "severity = \"critical\" ; true",
        "severity=warning ; false",
        "severity!=warning ; true",
        "severity!=critical ; false",
        "app=~\"shop.*\" ; true",
        "app=~shop ; false", // all of the value
        "app!~shop ; true",
        "app!~\"shop-(eu|us)\" ; false",
        "absent=\"\" ; true",
        "absent!=\"\" ; false",
        "absent=~\".*\" ; true",
        "absent=~\".+\" ; false",
        "flag=\"a=\\\"b\\\"\" ; true",
      })
  void compare(String matcher, boolean matches) {
    assertThat(LabelMatchers.of(matcher).match(LABELS)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "severity",
        "1a=b",
        "a-b=c",
        "app=~\"(\"",
        "=x",
        "app=~(?=x)y", // not of RE2
        "app=~((x{100}){100}){100}", // a million
      })
  void textsThatAreNone_areRefused(String text) {
    assertThatThrownBy(() -> LabelMatchers.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a matcher");
  }

  @Test
  void all_mustMatch_andNoneMatchesAnything() {
    assertThat(LabelMatchers.of("severity=critical", "app=~shop.*").match(LABELS)).isTrue();
    assertThat(LabelMatchers.of("severity=critical", "app=bank").match(LABELS)).isFalse();
    assertThat(LabelMatchers.ANY.match(Map.of())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a|aa)+b", "(x|y|a)*b", "(.*a){12}b"})
  void noRegularExpression_takesLong(String regex) {
    Map<String, String> labels = Map.of("app", "a".repeat(50_000));
    assertThat(
            assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> LabelMatchers.of("app=~" + regex).match(labels)))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "app=~.*, false",
    "app!=shop, false",
    "app!~shop, false",
    "app=, false",
    "app=shop, true",
    "app=~.+, true",
  })
  void thoseThatMatchWhatHasNoSuchLabel_areOfEverything(String matcher, boolean ofSomething) {
    assertThat(LabelMatchers.of(matcher).isOfSomething()).isEqualTo(ofSomething);
    assertThat(LabelMatchers.of(matcher, "severity=info").isOfSomething()).isTrue();
  }

  @Test
  void writtenForm_isReadBack() {
    LabelMatchers matchers =
        LabelMatchers.of("a=\"say \\\"x\\\" \\\\ back\"", "b=~c.*", "d!~e", "f!=");
    assertThat(LabelMatchers.of(matchers.texts())).isEqualTo(matchers);
    assertThat(matchers.text()).startsWith("{a=\"say").endsWith(", f!=\"\"}");
  }
}
