// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command against a real server.
class ReportCommandTest {
  private final CommandRuns mozaiks = new CommandRuns();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.inMemory();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsTheLastWeek() {
    assertThat(mozaiks.runAt(server, "report", "--week")).as(mozaiks.err()).isZero();
    assertThat(mozaiks.out())
        .startsWith("Weekly review ")
        .contains("Nothing was recorded in this week.");
  }

  @Test
  void writesANamedWeekToAFile(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("week.html");
    assertThat(
            mozaiks.runAt(
                server,
                "report",
                "--week",
                "2026-W10",
                "--zone",
                "Europe/Berlin",
                "--format",
                "html",
                "--out",
                page.toString()))
        .as(mozaiks.err())
        .isZero();
    assertThat(Files.readString(page)).contains("Weekly review 2026-W10", "Europe/Berlin");
    assertThat(mozaiks.out()).isEmpty();
  }

  @Test
  void saysWhyNot() {
    assertThat(mozaiks.runAt(server, "report", "--week", "2026-W99")).isEqualTo(1);
    assertThat(mozaiks.err()).contains("week: 2026-W99 (expected: a week of ISO 8601");
    assertThat(mozaiks.runAt(server, "report", "--send")).isEqualTo(1);
    assertThat(mozaiks.err()).contains("one of type email in alerts.channels");
    assertThat(mozaiks.runAt(server, "report", "--send", "--format", "html")).isEqualTo(2);
  }
}
