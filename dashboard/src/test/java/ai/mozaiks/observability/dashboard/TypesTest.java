// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The types of the pages' sources, which the bundler does not look at.
class TypesTest {

  @Test
  void theTypesFit() throws Exception {
    Path node = Programs.required("nodejs", "node");

    Programs.Outcome checked =
        Programs.run(
            Path.of("src/main/web"),
            node,
            "../../../target/node_modules/typescript/lib/tsc.js",
            "--noEmit",
            "--project",
            ".");

    assertThat(checked.output()).isEmpty();
    assertThat(checked.status()).isZero();
  }
}
