// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.redaction.CorpusFile.SecretText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every text of the corpus with a secret is masked in the right places, and no other is touched.
class RedactionCorpusTest {
  private final Redactor redactor = Redactor.standard();

  static List<SecretText> secrets() {
    return CorpusFile.secrets();
  }

  static List<String> harmless() {
    return CorpusFile.harmless();
  }

  private static String inJson(String text) {
    String escaped =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t");
    return "{\"n\":1,\"message\":\"" + escaped + "\"}";
  }

  @Test
  void isLargeEnough() {
    assertThat(CorpusFile.secrets()).hasSizeGreaterThanOrEqualTo(200);
    assertThat(CorpusFile.harmless()).hasSizeGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void masksTheSecretAndNothingElse_byItsRule(SecretText secret) {
    List<String> rules = new ArrayList<>();

    String redacted = redactor.redact(secret.text(), rules::add);

    assertThat(redacted).isEqualTo(secret.expected());
    assertThat(rules).contains(secret.rule());
    assertThat(redactor.ruleNames()).containsAll(rules);
    assertThat(redactor.redact(redacted)).isSameAs(redacted);
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void masksItInsideOfJson(SecretText secret) {
    String once = inJson(secret.text());

    assertThat(redactor.redact(once)).isEqualTo(inJson(secret.expected()));
    assertThat(redactor.redact(inJson(once))).isEqualTo(inJson(inJson(secret.expected())));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void masksItAmongOtherText(SecretText secret) {
    String before = "2025-10-02 10:00:00 ERROR chat " + "could not call the tool: ";

    assertThat(redactor.redact(before + "\n" + secret.text() + "\nnext line"))
        .isEqualTo(before + "\n" + secret.expected() + "\nnext line");
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void touchesNoOtherText(String text) {
    assertThat(redactor.redact(text)).isSameAs(text);
    String json = inJson(text);
    assertThat(redactor.redact(json)).isSameAs(json);
    String twice = inJson(json);
    assertThat(redactor.redact(twice)).isSameAs(twice);
  }
}
