// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts the distribution that the build has just made.
class LauncherIT {
  private static final Path LAUNCHER = Path.of("target", "mozaiks", "mozaiks").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void startsThroughSymbolicLinks_fromAnotherFolder_withSpacesInThePath() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("with a space"));
    Path link = Files.createSymbolicLink(inner.resolve("mz"), LAUNCHER);
    Path relative = Files.createSymbolicLink(folder.resolve("mz 2"), Path.of("with a space", "mz"));

    assertThat(run(link.toString(), "--version")).startsWith("0: mozaiks 0.");
    assertThat(run(relative.toString(), "--version")).startsWith("0: mozaiks 0.");
  }

  @Test
  void passesArgumentsAndTheExitStatusOn() throws Exception {
    assertThat(run(LAUNCHER.toString(), "serve", "--data", "a b", "--port", "no number"))
        .startsWith("2: The configuration has a mistake:")
        .contains("no number");
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of(command));
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().remove("JAVA_OPTS");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
      return process.exitValue() + ": " + output;
    } finally {
      process.destroyForcibly();
    }
  }
}
