// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":[1,2]}|{ \"b\" : [1, 2],\t\"a\":1 }",
        "{\"a\":{\"x\":1,\"y\":2}}|{\"a\":{\"y\":2,\"x\":1}}",
        "{\"a\":1}|{\"a\":1.0}",
        "{\"a\":100}|{\"a\":1e2}",
        "{\"a\":0}|{\"a\":0.00}",
        "{\"a\":\"é\"}|{\"a\":\"\\u00e9\"}",
        "[]|  [ ] ",
      })
  void whatSaysTheSame_isSpelledTheSame(String one, String other) {
    assertThat(CanonicalJson.of(one)).isEqualTo(CanonicalJson.of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1,2]|[2,1]",
        "{\"a\":1}|{\"a\":\"1\"}",
        "{\"a\":1}|{\"b\":1}",
        "{\"a\":null}|{}",
        "{\"a\":\"x y\"}|{\"a\":\"xy\"}",
        "[[1],2]|[1,[2]]",
      })
  void whatSaysSomethingElse_isSpelledInAnotherWay(String one, String other) {
    assertThat(CanonicalJson.of(one)).isNotEqualTo(CanonicalJson.of(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Paris", "{\"city\":\"Par", "{} {}", "{'city': 'Paris'}", "12", ""})
  void textThatIsNoJson_staysAsItIs(String text) {
    assertThat(CanonicalJson.of(" " + text + "\n")).isEqualTo(text);
  }

  @Test
  void aHugeExponent_costsNothing() {
    assertThat(CanonicalJson.of("{\"a\":1e400000000}")).hasSizeLessThan(40);
  }
}
