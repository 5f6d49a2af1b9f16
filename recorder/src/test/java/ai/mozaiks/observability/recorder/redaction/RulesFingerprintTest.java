// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The same rules have the same fingerprint, other rules another one.
class RulesFingerprintTest {
  /// Of what the rules of [Redactor#RULES_VERSION] make of the corpus.
  private static final String OF_CORPUS = "55ef234114e47bcd";

  private static final int OF_VERSION = 1;

  @Test
  void sameRules_haveTheSame() {
    assertThat(Redactor.standard().fingerprint())
        .matches("[0-9a-f]{32}")
        .isEqualTo(Redactor.standard().fingerprint());
    assertThat(
            Redactor.builder()
                .secretKey("x-internal-token")
                .secretKey("Other")
                .personalData(PersonalData.Kind.EMAIL)
                .personalData(PersonalData.Kind.CARD)
                .build()
                .fingerprint())
        .isEqualTo(
            Redactor.builder()
                .personalData(PersonalData.Kind.CARD)
                .personalData(PersonalData.Kind.EMAIL)
                .secretKey("other")
                .secretKey("X_Internal_Token")
                .build()
                .fingerprint());
  }

  @Test
  void otherRules_haveAnother() {
    Set<String> fingerprints = new HashSet<>();
    List<Redactor> redactors =
        List.of(
            Redactor.standard(),
            Redactor.builder().secretKey("badge").build(),
            Redactor.builder().secretKey("badges").build(),
            Redactor.builder().personalData(PersonalData.Kind.EMAIL).build(),
            Redactor.builder().personalData(PersonalData.Kind.PHONE).build(),
            Redactor.builder().pattern("configured-1", Pattern.compile("badge")).build(),
            Redactor.builder()
                .pattern("configured-1", Pattern.compile("badge", Pattern.CASE_INSENSITIVE))
                .build(),
            Redactor.builder()
                .pattern("configured-1", Pattern.compile("bad"))
                .pattern("configured-2", Pattern.compile("ge"))
                .build());
    redactors.forEach(redactor -> fingerprints.add(redactor.fingerprint()));
    assertThat(fingerprints).hasSameSizeAs(redactors);
  }

  /// Whoever changes what the built-in rules mask raises [Redactor#RULES_VERSION], so that stored
  /// data is scanned again, and puts the digest that this test finds here.
  @Test
  void changeOfTheBuiltInRules_raisesTheirVersion() throws Exception {
    Redactor redactor = Redactor.standard();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    redactor.ruleNames().forEach(rule -> update(digest, rule));
    CorpusFile.secrets().forEach(secret -> update(digest, redactor.redact(secret.text())));
    CorpusFile.harmless().forEach(text -> update(digest, redactor.redact(text)));
    assertThat(Redactor.RULES_VERSION).isEqualTo(OF_VERSION);
    assertThat(HexFormat.of().formatHex(digest.digest(), 0, 8))
        .as("rules of version %d and the corpus that they are tried on", OF_VERSION)
        .isEqualTo(OF_CORPUS);
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
