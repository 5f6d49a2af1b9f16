// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedactorCorpusTest {
  private static final String MASK = Redactor.MASK;

  private final Redactor redactor = Redactor.standard();

  static Stream<String> keys() {
    return SecretCorpus.keys();
  }

  static Stream<Arguments> texts() {
    return SecretCorpus.texts();
  }

  static List<String> harmless() {
    return SecretCorpus.harmless();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void masksKeys_whereverTheyStand(String key) {
    assertThat(redactor.redact(key)).isEqualTo(MASK);
    assertThat(redactor.redact("a " + key + ", b\nc")).isEqualTo("a " + MASK + ", b\nc");
    assertThat(redactor.redact("{\"a\":\"\\n" + key + "\"}"))
        .isEqualTo("{\"a\":\"\\n" + MASK + "\"}");
    assertThat(redactor.redact("x=" + key + "&y=1")).isEqualTo("x=" + MASK + "&y=1");
    assertThat(redactor.redact("x%3D" + key + "%26y")).isEqualTo("x%3D" + MASK + "%26y");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void masksSecretsInTexts(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
    assertThat(redactor.redact(expected)).isSameAs(expected);
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void leavesAlone_whatIsNoSecret(String text) {
    assertThat(redactor.redact(text)).isSameAs(text);
  }
}
