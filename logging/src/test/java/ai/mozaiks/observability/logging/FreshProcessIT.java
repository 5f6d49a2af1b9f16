// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A program with the library on its class path, and nothing else done.
@Timeout(120)
class FreshProcessIT {
  @TempDir Path folder;

  /// Runs it, without the configuration that this module's tests have.
  private String run(Map<String, String> environment) throws Exception {
    String name = HelloAgent.class.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve("classes").resolve(name);
    Files.createDirectories(copy.getParent());
    try (InputStream in = HelloAgent.class.getResourceAsStream("/" + name)) {
      assertThat(in).isNotNull();
      Files.write(copy, in.readAllBytes());
    }
    String classPath =
        folder.resolve("classes")
            + File.pathSeparator
            + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(each -> Path.of(each).toAbsolutePath())
                .filter(each -> !Files.exists(each.resolve("logback-test.xml")))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                HelloAgent.class.getName()));
    builder
        .environment()
        .keySet()
        .removeIf(each -> each.startsWith("LOG") || each.equals("ENVIRONMENT"));
    builder.environment().putAll(environment);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static long count(Path file) throws IOException {
    return Files.readAllLines(file).size();
  }

  @Test
  void logsTextAndFiles_withoutAnyCall_andLosesNothingAtItsEnd() throws Exception {
    String output = run(Map.of());
    Path logs = folder.resolve("logs").resolve("logs");
    assertThat(output).contains("[INFO] ℹ️ com.acme.Hello - hello (HelloAgent.java:");
    assertThat(output.lines().count()).isEqualTo(102);
    assertThat(count(logs.resolve("core.log"))).isEqualTo(101);
    assertThat(count(logs.resolve("tools.log"))).isEqualTo(1);
    assertThat(count(logs.resolve("combined").resolve("app.log"))).isEqualTo(102);
  }

  @Test
  void logsJsonEverywhere_inProduction() throws Exception {
    Path logs = folder.resolve("mine");
    String output = run(Map.of("ENVIRONMENT", "production", "LOGS_BASE_DIR", logs.toString()));
    assertThat(output.lines()).hasSize(102).allMatch(line -> line.startsWith("{\"ts\":\""));
    assertThat(Files.readAllLines(logs.resolve("core.log")))
        .hasSize(101)
        .allMatch(line -> line.startsWith("{\"ts\":\""));
  }
}
