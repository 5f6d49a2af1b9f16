// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLogTest {
  @TempDir Path folder;
  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  /// What is on standard error after the command logged.
  private String logged(Map<String, String> environment) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      context.setMDCAdapter(new LogbackMDCAdapter());
      assertThat(new CommandLog(environment).configure(context))
          .isEqualTo(Configurator.ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
      context.getLogger("ai.mozaiks.observability.server.Server").info("password=hunter22");
      context.getLogger("ai.mozaiks.observability.server.Server").debug("a detail");
      context.getLogger("org.eclipse.jetty").info("chatter of a library");
      context.stop(); // writes what is waiting
      return err.toString(StandardCharsets.UTF_8);
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void isTextWithADate_onStandardErrorOnly_byDefault() {
    assertThat(logged(Map.of()))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\S+ \\[INFO\\] \\S+ ai\\.mozaiks\\.observability\\.server\\.Server"
                + " - password=\\S+ \\(.*\\)\n")
        .doesNotContain("hunter22");
  }

  @Test
  void isJsonWhenAskedFor() {
    JsonNode line = JsonMapper.builder().build().readTree(logged(Map.of("LOGS_AS_JSON", "true")));
    assertThat(line.path("msg").asString()).startsWith("password=").doesNotContain("hunter22");
    assertThat(line.path("file").asString()).isEqualTo("CommandLogTest.java");
  }

  @Test
  void isInFilesTooWhereAFolderIsNamed() throws Exception {
    logged(Map.of("LOGS_BASE_DIR", folder.toString(), "LOGS_AS_JSON", "true"));
    assertThat(Files.readString(folder.resolve("core.log")))
        .contains("ai.mozaiks.observability.server.Server")
        .doesNotContain("hunter22");
  }

  @Test
  void hearsLibrariesFromWarnOn_whateverTheLevel() {
    assertThat(logged(Map.of("LOG_LEVEL", "DEBUG"))).contains("a detail").doesNotContain("chatter");
  }

  @Test
  void saysWhatItDoesNotUnderstand() {
    assertThat(logged(Map.of("LOG_LEVEL", "LOUD")))
        .contains("environment variable LOG_LEVEL: LOUD (expected: DEBUG");
  }
}
