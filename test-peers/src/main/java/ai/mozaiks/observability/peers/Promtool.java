// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The real promtool.
public final class Promtool {
  private final Path program;
  private final Path folder;

  private Promtool(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /// The one on the search path, run in a folder. Without one the test is skipped, but not in CI.
  public static Promtool in(Path folder) {
    return new Promtool(Programs.required("prometheus", "promtool"), folder);
  }

  public Programs.Outcome run(String... arguments) throws IOException, InterruptedException {
    return Programs.run(folder, program, arguments);
  }

  /// Expects that promtool has nothing to say against it.
  public void passes(String... arguments) throws IOException, InterruptedException {
    Programs.Outcome outcome = run(arguments);
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  public Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
