// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command against a real server.
class ReportCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(
            new ConfigSources(
                    Map.of("port", "0", "otlp_port", "off", "grpc_port", "off"),
                    Map.of("MOZAIKS_STORAGE_KIND", "memory"),
                    null)
                .read());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... options) {
    CommandLine mozaiks = Mozaiks.commandLine();
    mozaiks.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> line = new ArrayList<>(List.of("report"));
    line.addAll(List.of(options));
    line.addAll(List.of("--url", "http://localhost:" + server.port()));
    return mozaiks.execute(line.toArray(String[]::new));
  }

  @Test
  void showsTheLastWeek() {
    assertThat(run("--week")).as(err.toString()).isZero();
    assertThat(out.toString())
        .startsWith("Weekly review ")
        .contains("Nothing was recorded in this week.");
  }

  @Test
  void writesANamedWeekToAFile(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("week.html");
    assertThat(
            run(
                "--week",
                "2026-W10",
                "--zone",
                "Europe/Berlin",
                "--format",
                "html",
                "--out",
                page.toString()))
        .as(err.toString())
        .isZero();
    assertThat(Files.readString(page)).contains("Weekly review 2026-W10", "Europe/Berlin");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void saysWhyNot() {
    assertThat(run("--week", "2026-W99")).isEqualTo(1);
    assertThat(err.toString()).contains("week: 2026-W99 (expected: a week of ISO 8601");
    assertThat(run("--send")).isEqualTo(1);
    assertThat(err.toString()).contains("one of type email in alerts.channels");
    assertThat(run("--send", "--format", "html")).isEqualTo(2);
  }
}
