// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What holds for any text, tried with random ones from fixed seeds.
class RedactorPropertiesTest {
  private static final String PIECES =
      " \n\t\"'`\\/:=@?#&%;,.-_+*<>{}[]()$nuApsk01aZ\u200B\u00ADé日";

  private final Redactor redactor = Redactor.standard();

  private static List<String> pieces() {
    List<String> pieces = new ArrayList<>(SecretCorpus.harmless());
    SecretCorpus.keys().forEach(pieces::add);
    SecretCorpus.texts().forEach(row -> pieces.add((String) row.get()[0]));
    pieces.addAll(
        List.of(
            "password",
            "api_key",
            "token",
            "Authorization: ",
            "Bearer ",
            "Basic ",
            "Cookie: ",
            "curl ",
            "mysql ",
            " -u ",
            " -p",
            "--user ",
            "--password ",
            "://",
            "sk-",
            "sk-ant-",
            "%3A",
            "%2F",
            "%40",
            "%3D",
            "%22",
            "%25",
            "\\n",
            "\\\"",
            "\\u200b",
            "\\/",
            "null",
            "-----BEGIN ",
            "PRIVATE KEY-----",
            "-----END",
            "${",
            "***",
            "eyJ",
            "AKIA",
            "Bot "));
    return pieces;
  }

  private static String text(Random random, List<String> pieces) {
    StringBuilder text = new StringBuilder();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      String piece = pieces.get(random.nextInt(pieces.size()));
      int from = random.nextInt(4) == 0 ? random.nextInt(piece.length()) : 0;
      int to =
          random.nextInt(4) == 0
              ? from + random.nextInt(piece.length() - from + 1)
              : piece.length();
      text.append(piece, from, to);
      for (int j = random.nextInt(3); j > 0; j--) {
        text.append(PIECES.charAt(random.nextInt(PIECES.length())));
      }
    }
    return text.toString();
  }

  @Test
  void maskingTwice_changesNothingMore() {
    Random random = new Random(1);
    List<String> pieces = pieces();
    for (int i = 0; i < 50_000; i++) {
      String text = text(random, pieces);
      String once = redactor.redact(text);

      assertThat(redactor.redact(once)).as("%s", text).isEqualTo(once);
    }
  }

  @Test
  void textOfAnyCharacters_isNoError() {
    Random random = new Random(2);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(24); j >= 0; j--) {
        text.append(PIECES.charAt(random.nextInt(PIECES.length())));
      }
      String once = redactor.redact(text.toString());

      assertThat(redactor.redact(once)).as("%s", text).isEqualTo(once);
    }
  }

  @Test
  void textsWithoutSecrets_stayTheSame() {
    Random random = new Random(3);
    byte[] image = new byte[1 << 20];
    for (int i = 0; i < 8; i++) {
      random.nextBytes(image);
      String base64 = "data:image/png;base64," + Base64.getEncoder().encodeToString(image);
      assertThat(redactor.redact(base64)).isSameAs(base64);
      String escaped = base64.replace("/", "\\/");
      assertThat(redactor.redact(escaped)).isSameAs(escaped);
      String encoded = base64.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D");
      assertThat(redactor.redact(encoded)).isSameAs(encoded);
    }
    List<String> harmless = SecretCorpus.harmless();
    for (int i = 0; i < 5_000; i++) {
      String text =
          harmless.get(random.nextInt(harmless.size()))
              + "\n\n"
              + harmless.get(random.nextInt(harmless.size()));
      assertThat(redactor.redact(text)).isSameAs(text);
    }
  }
}
