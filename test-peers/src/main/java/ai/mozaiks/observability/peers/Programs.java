// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.peers;

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
import java.util.stream.Stream;

/// Programs of this machine that tests run.
public final class Programs {
  private Programs() {}

  /// A program of the search path, or of the folders of administrators, which it often lacks.
  public static Optional<Path> find(String name) {
    String path = System.getenv("PATH");
    return Stream.concat(
            Stream.of((path == null ? "" : path).split(File.pathSeparator, -1)),
            Stream.of("/usr/sbin", "/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A program without which the test cannot be: it is skipped, and says why; in CI it fails.
  ///
  /// @param debianPackage what to install
  /// @param names the program's name, and others under which it is known
  public static Path required(String debianPackage, String... names) {
    Optional<Path> program = Stream.of(names).flatMap(name -> find(name).stream()).findFirst();
    String missing =
        "%s is not on the PATH (expected: the Debian package %s, or a later version)"
            .formatted(String.join(" or ", names), debianPackage);
    if (System.getenv("CI") != null) {
      assertThat(program).as(missing).isPresent();
    }
    assumeTrue(program.isPresent(), missing);
    return program.orElseThrow();
  }

  /// What a run ended with.
  ///
  /// @param status 0 when nothing is wrong
  /// @param output what it wrote, to whichever stream
  public record Outcome(int status, String output) {}

  /// Runs a program to its end.
  public static Outcome run(Path folder, Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
