// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The real promtool.
final class Promtool {
  private final Path program;
  private final Path folder;

  private Promtool(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /// The one on the search path, run in a folder. Without one the test is skipped, but not in CI.
  static Promtool in(Path folder) {
    return new Promtool(required("promtool"), folder);
  }

  /// A program of Prometheus; without it the test is skipped, but not in CI.
  static Path required(String name) {
    Optional<Path> program =
        List.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)).stream()
            .map(entry -> Path.of(entry, name))
            .filter(Files::isExecutable)
            .findFirst();
    String missing =
        name + " is not on the PATH (expected: the Debian package prometheus, or 2.42 or later)";
    if (System.getenv("CI") != null) {
      assertThat(program).as(missing).isPresent();
    }
    assumeTrue(program.isPresent(), missing);
    return program.orElseThrow();
  }

  /// What a run ended with.
  ///
  /// @param status 0 when nothing is wrong
  record Outcome(int status, String output) {}

  Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  /// Expects that promtool has nothing to say against it.
  void passes(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = run(arguments);
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
