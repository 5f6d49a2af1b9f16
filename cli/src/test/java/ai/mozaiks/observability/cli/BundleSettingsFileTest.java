// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of `bundle.yml`, and of parts that were written before.
class BundleSettingsFileTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Mozaiks.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void remembersWhatItIsTold_whenItWasChangedByHand() throws IOException {
    String target = folder.toString();
    assertThat(run("bundle", target, "--only", "prometheus")).isZero();
    String mine = "# ours\nprometheus: {job: mine}\n";
    Files.writeString(folder.resolve("bundle.yml"), mine);

    assertThat(run("bundle", target, "--only", "prometheus", "--set", "mozaiks.address=mon1:8000"))
        .isZero();
    assertThat(run("bundle", target, "--only", "prometheus")).isZero();

    assertThat(text("prometheus/prometheus.yml")).contains("\"mine\"", "mon1:8000");
    assertThat(text("bundle.yml.old")).isEqualTo(mine);
    assertThat(out.toString()).contains("bundle.yml was changed by hand; as it was, it is");
  }

  @Test
  void aMistakeLeavesItAsItIs() throws IOException {
    String target = folder.toString();
    Files.writeString(folder.resolve("bundle.yml"), "prometheus: {job: mine}\n");

    assertThat(run("bundle", target, "--set", "prometheus.job=", "--only", "prometheus"))
        .isEqualTo(2);
    assertThat(run("bundle", target, "--set", "prometheus.job=x", "--only", "nagios")).isEqualTo(2);

    assertThat(folder.toFile().list()).containsExactly("bundle.yml");
  }

  @Test
  void thePageLeadsToPartsThatWereWrittenBefore() throws IOException {
    assertThat(run("bundle", folder.toString(), "--only", "prometheus")).isZero();
    assertThat(run("bundle", folder.toString(), "--only", "nginx")).isZero();

    assertThat(text("README.md")).contains("(prometheus/)", "(nginx/)").doesNotContain("(helm/)");
  }

  @Test
  void wantsAFolder() {
    assertThat(run("bundle", "")).isEqualTo(2);
    assertThat(err.toString()).contains("FOLDER: empty (expected: a folder)");
  }
}
