// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactCommandTest {
  private static final String KEY_LINE = "-----BEGIN RSA PRIVATE" + " KEY-----";
  private static final String KEY_END = "-----END RSA PRIVATE" + " KEY-----";

  @TempDir Path folder;
  private final CommandRuns mozaiks = new CommandRuns();
  private Path config = Path.of("");

  @BeforeEach
  void writeConfig() throws Exception {
    config = file("server.yml", "redaction:\n  patterns: ['BADGE-\\d+']\n");
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void tellsWhatWouldBeMasked_andNeverTheSecret() throws Exception {
    Path log =
        file(
            "app.log",
            """
            starting, 120 prompt_tokens
            login with password=swordfish1 failed
            {"ts":"2025-10-02","extra":{"api_key":"swordfish2","n":1.50},"msg":"ok"}
            see BADGE-123
            """);

    int status = mozaiks.run("redact", "--dry-run", "--config", config.toString(), log.toString());

    assertThat(status).isEqualTo(RedactCommand.SOMETHING_FOUND);
    assertThat(mozaiks.out().lines())
        .containsExactly(
            log + ":2: assignment  login with password=***REDACTED*** failed",
            log + ":3: secret-key-name  /extra/api_key",
            log + ":4: configured-1  see ***REDACTED***",
            "3 secrets in 3 of 4 lines",
            "  assignment  1",
            "  configured-1  1",
            "  secret-key-name  1");
    assertThat(mozaiks.err()).isEmpty();
  }

  @Test
  void nothingToMask_isStatusZero() throws Exception {
    Path log = file("app.log", "author=jane\n{\"max_tokens\":5}\n");

    assertThat(mozaiks.run("redact", "--dry-run", log.toString())).isZero();
    assertThat(mozaiks.out()).isEqualTo("0 secrets in 0 of 2 lines" + System.lineSeparator());
  }

  @Test
  void writesTheMaskedText_andOtherLinesAsTheyWere() throws Exception {
    Path log =
        file(
            "app.log",
            "a  b\n{ \"n\" : 1.50 }\n{\"password\":\"x\",\"n\":1.50}\n"
                + KEY_LINE
                + "\nMIIEabc\n"
                + KEY_END
                + "\nend\n");

    assertThat(mozaiks.run("redact", log.toString())).isZero();
    assertThat(mozaiks.out().lines())
        .containsExactly(
            "a  b",
            "{ \"n\" : 1.50 }",
            "{\"password\":\"***REDACTED***\",\"n\":1.50}",
            "***REDACTED***",
            "end");
  }

  @Test
  void keyOverSeveralLines_isOneSecret() throws Exception {
    Path log = file("key.pem", "x\n" + KEY_LINE + "\nMIIEabc\nabc\n" + KEY_END + "\n");

    assertThat(mozaiks.run("redact", "--dry-run", log.toString())).isEqualTo(3);
    assertThat(mozaiks.out())
        .contains(log + ":2: private-key  ***REDACTED***", "1 secret in 1 of 5 lines")
        .doesNotContain("MIIE");
  }

  @Test
  void missingFile_isOneSentence() {
    assertThat(mozaiks.run("redact", folder.resolve("none.log").toString())).isEqualTo(1);
    assertThat(mozaiks.err()).contains("none.log does not exist").doesNotContain("\tat ");
  }
}
