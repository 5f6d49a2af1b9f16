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

class BundleCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Mozaiks.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void remembersWhatItWasTold() throws IOException {
    String target = folder.resolve("deploy").toString();

    assertThat(run("bundle", target, "--set", "prometheus.scrape_interval=7s")).isZero();
    assertThat(run("bundle", target, "--set", "mozaiks.address=mon1:8000")).isZero();

    assertThat(Files.readString(folder.resolve("deploy/prometheus/prometheus.yml")))
        .contains("scrape_interval: 7s", "mon1:8000");
    assertThat(out.toString()).contains("files written", "README.md");
  }

  @Test
  void writesOnlyWhatIsAskedFor() {
    assertThat(run("bundle", folder.toString(), "--only", "alertmanager")).isZero();

    assertThat(folder.resolve("alertmanager")).exists();
    assertThat(folder.resolve("prometheus")).doesNotExist();
  }

  @Test
  void saysWhichPartsThereAre_whenOneIsUnknown() {
    assertThat(run("bundle", folder.toString(), "--only", "prometheus,nagios")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--only nagios: no such part (expected: prometheus, alertmanager");
  }

  @Test
  void writesNothing_whenASettingIsWrong() {
    assertThat(run("bundle", folder.resolve("deploy").toString(), "--set", "prometheus.job=a b"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--set prometheus.job=a b: prometheus.job: a b (expected:");
    assertThat(folder.resolve("deploy")).doesNotExist();
  }

  @Test
  void lists() {
    assertThat(run("bundle", "--list")).isZero();
    assertThat(out.toString()).contains("prometheus", "alertmanager");
  }
}
