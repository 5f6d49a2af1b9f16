// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Runs the unit tests of the pages' sources, `src/test/web/*.test.ts`, with the runner that Node
/// brings along.
class WebUnitsTest {
  private static final Path TESTS = Path.of("src/test/web").toAbsolutePath();
  private static final Path BUNDLED = Path.of("target/web-tests").toAbsolutePath();
  private static final Path ESBUILD =
      Path.of(System.getProperty("esbuild.program", "target/node_modules/esbuild/bin/esbuild"))
          .toAbsolutePath();

  @Test
  void theyPass() throws Exception {
    Path node = Programs.required("nodejs", "node");
    List<String> tests = tests();
    String[] bundling =
        Stream.concat(
                tests.stream(),
                Stream.of(
                    "--bundle",
                    "--platform=node",
                    "--format=esm",
                    "--jsx=automatic",
                    "--jsx-import-source=preact",
                    "--tsconfig=../../main/web/tsconfig.json",
                    "--log-level=warning",
                    "--out-extension:.js=.mjs",
                    "--outdir=" + BUNDLED))
            .toArray(String[]::new);

    Programs.Outcome bundled = Programs.run(TESTS, ESBUILD, bundling);
    assertThat(bundled.output()).isEmpty();

    String[] running =
        Stream.concat(
                Stream.of("LC_ALL=en_US.UTF-8", node.toString(), "--test"),
                tests.stream().map(name -> name.replaceAll("ts$", "mjs")))
            .toArray(String[]::new);
    Programs.Outcome ran = Programs.run(BUNDLED, Path.of("/usr/bin/env"), running);
    assertThat(ran.status()).as(ran.output()).isZero();
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> files = Files.list(TESTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".test.ts"))
          .sorted()
          .toList();
    }
  }
}
