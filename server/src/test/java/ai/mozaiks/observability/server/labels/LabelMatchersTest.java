// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  @ValueSource(strings = {"", "severity", "1a=b", "a-b=c", "app=~\"(\"", "=x"})
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

  @Test
  void writtenForm_isReadBack() {
    LabelMatchers matchers =
        LabelMatchers.of("a=\"say \\\"x\\\" \\\\ back\"", "b=~c.*", "d!~e", "f!=");
    assertThat(LabelMatchers.of(matchers.texts())).isEqualTo(matchers);
    assertThat(matchers.text()).startsWith("{a=\"say").endsWith(", f!=\"\"}");
  }
}
