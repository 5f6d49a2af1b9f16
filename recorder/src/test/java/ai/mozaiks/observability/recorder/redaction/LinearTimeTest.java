// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.redaction.CorpusFile.SecretText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Four times the text takes about four times as long, for every rule: texts of 256 KiB and 1 MiB
/// are made of nothing but what a rule looks at, whole, cut off, and without its end.
///
/// Quadratic work would take sixteen times as long, and for these lengths minutes.
class LinearTimeTest {
  private static final int SHORT = 256 << 10;
  private static final int LONG = 1 << 20;

  /// Twice what is linear, and so much more as a busy machine may take away at once.
  private static final double MOST_TIMES = 8;

  private static final long SLACK_NANOS = 60_000_000;
  private static final int MOST_TRIES = 5;

  private final Redactor redactor =
      Redactor.builder()
          .personalData(PersonalData.Kind.EMAIL)
          .personalData(PersonalData.Kind.PHONE)
          .personalData(PersonalData.Kind.CARD)
          .pattern("bad", Pattern.compile("(z|zz)+y"))
          .build();

  static Stream<String> units() {
    Map<String, String> byRule = new LinkedHashMap<>();
    for (SecretText secret : CorpusFile.secrets()) {
      byRule.putIfAbsent(secret.rule(), secret.text());
    }
    Stream<String> cut =
        byRule.values().stream()
            .flatMap(text ->
                Stream.of(
                    text,
                    text.substring(0, Math.max(1, text.length() * 2 / 3)),
                    text.substring(0, Math.max(1, text.length() / 4))));
    return Stream.concat(
        cut,
        Stream.of(
            "{\"name\":\"password\",",
            "{\"name\":\"password\",\"a\":\"",
            "\"value\":\"a\",\"name\":\"password\"",
            "\"\"\"\"\"\"\"\"\"name\":\"password\",\"b\"",
            "name: password\n",
            "[\"password\",",
            "[[\"password\",\"",
            "[[",
            "[                                        ",
            "(\"password\", \"",
            "(",
            "@tcp(",
            "a:@tcp(",
            "thin:a/",
            "thin:",
            "<password>",
            "<password>a",
            "<password a=",
            "<password>              ",
            "<password><![CDATA[",
            "<password><![CDATA[<",
            "<password><![CDATA[a]]>",
            "<<<<",
            "&quot;",
            "&amp;",
            "&amp;amp;amp;amp;",
            "&amp;quot;password&amp;quot;:",
            "&#34;",
            "&#",
            "\\u0022",
            "\\\\u0022",
            "\\u0022password\\u0022:\\u0022",
            "?key=",
            "?key=a1b2",
            "&code=a1B2c3",
            "password=a,",
            "password=a,b,c;",
            "password=,",
            "\"password\":{",
            "\"password\":{\"value\":{",
            "\"password\":{\"value\":",
            "password[\"]=",
            "password.value",
            "JQQJ99",
            "JQQJ99AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "LS0tLS1CRUdJTi",
            "LTAI",
            "LTAIa1B2c3",
            "ATATT3x",
            "ABSK",
            "8Q~",
            "8Q~a",
            "~",
            "pat.",
            ".atlasv1.",
            "-us1",
            "AKIAABCDEFGH12345678,",
            "https://a1b2",
            "://a1b2@",
            "- --password\n",
            "[--password, ",
            "--password\\n\\n\\n",
            "eyJhbGciOiJ..",
            "-----BEGIN PRIVATE KEY\"",
            "-----BEGIN PRIVATE KEY-----\"-----END",
            "eyJhbGciOiJ.a.a.",
            // personal data and the operator's pattern
            "a@",
            "@a",
            "a@a.",
            "a.b@c.d",
            "1",
            "1 ",
            "1-",
            "4111 1111 1111 1111 ",
            "+1",
            "+1 2 3 4 ",
            "(555) ",
            "z",
            "zy"));
  }

  @ParameterizedTest
  @MethodSource("units")
  void fourTimesTheText_takesFourTimesAsLong(String unit) {
    String small = unit.repeat(SHORT / unit.length());
    String large = unit.repeat(LONG / unit.length());
    redactor.redact(small); // classes loaded, loops compiled
    double allowed = 0;
    long taken = 1;
    for (int i = 0; i < MOST_TRIES && taken > allowed; i++) {
      long start = System.nanoTime();
      redactor.redact(small);
      long half = System.nanoTime();
      redactor.redact(large);
      taken = System.nanoTime() - half;
      allowed = MOST_TIMES * (half - start) + SLACK_NANOS;
    }

    assertThat((double) taken).as("nanoseconds for 1 MiB of %s", unit).isLessThan(allowed);
  }
}
