// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCommandTest {
  @TempDir Path folder;
  private final CommandRuns mozaiks = new CommandRuns();

  @Test
  void remembersWhatItWasTold() throws IOException {
    String target = folder.resolve("deploy").toString();

    assertThat(mozaiks.run("bundle", target, "--set", "prometheus.scrape_interval=7s")).isZero();
    assertThat(mozaiks.run("bundle", target, "--set", "mozaiks.address=mon1:8000")).isZero();

    assertThat(Files.readString(folder.resolve("deploy/prometheus/prometheus.yml")))
        .contains("scrape_interval: 7s", "mon1:8000");
    assertThat(mozaiks.out()).contains("files written", "README.md");
  }

  @Test
  void writesOnlyWhatIsAskedFor() {
    assertThat(mozaiks.run("bundle", folder.toString(), "--only", "alertmanager")).isZero();

    assertThat(folder.resolve("alertmanager")).exists();
    assertThat(folder.resolve("prometheus")).doesNotExist();
  }

  @Test
  void saysWhichPartsThereAre_whenOneIsUnknown() {
    assertThat(mozaiks.run("bundle", folder.toString(), "--only", "prometheus,nagios"))
        .isEqualTo(2);
    assertThat(mozaiks.err())
        .contains("--only nagios: no such part (expected: prometheus, alertmanager");
  }

  @Test
  void writesNothing_whenASettingIsWrong() {
    assertThat(
            mozaiks.run(
                "bundle", folder.resolve("deploy").toString(), "--set", "prometheus.job=a b"))
        .isEqualTo(2);
    assertThat(mozaiks.err()).contains("--set prometheus.job=a b: prometheus.job: a b (expected:");
    assertThat(folder.resolve("deploy")).doesNotExist();
  }

  @Test
  void lists() {
    assertThat(mozaiks.run("bundle", "--list")).isZero();
    assertThat(mozaiks.out()).contains("prometheus", "alertmanager");
    assertThat(mozaiks.out().lines())
        .allMatch(line -> line.matches("\\S+ {2,}\\S.*"))
        .extracting(line -> line.replaceFirst("(?<= {2})\\S.*", "").length())
        .as("where what they are begins")
        .containsOnly("opensearch-dashboards  ".length());
  }
}
