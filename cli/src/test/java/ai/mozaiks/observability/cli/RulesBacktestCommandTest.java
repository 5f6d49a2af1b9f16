// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command against a real server with events of an hour ago, in a store on disk.
class RulesBacktestCommandTest {
  private final Instant then =
      Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.HOURS);

  @TempDir Path folder;
  private final CommandRuns mozaiks = new CommandRuns();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.on(folder.resolve("data"), Map.of());
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      events.append(
          """
          {"type":"agent_turn","event_id":"e%d","chat_id":"c","app_id":"shop","agent_name":"planner",\
          "event_ts":"%s","duration_sec":1.5}
          """
              .formatted(i, then.plusSeconds(i)));
    }
    server.sendEvents(events.toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String rules(String text) throws Exception {
    return Files.writeString(folder.resolve("rules.yml"), text).toString();
  }

  @Test
  void shows_whenRulesWouldHaveFired_andThatTheyDidNot() throws Exception {
    String file =
        rules(
            """
            rules:
              - {name: Many, kind: threshold, of: turns, window: 5m, by: [app], above: 5}
              - {name: Disk, kind: server, figure: disk_free, below: 1GiB}
            """);
    String from = then.minus(Duration.ofHours(1)).toString();
    Instant limit = Instant.now().plusSeconds(60);
    do { // until what was accepted is stored
      assertThat(mozaiks.runAt(server, "rules backtest", file, "--from", from))
          .as(mozaiks.err())
          .isZero();
    } while (!mozaiks.out().contains(": 6 events") && Instant.now().isBefore(limit));

    assertThat(mozaiks.out())
        .contains(": 6 events", then.plusSeconds(60) + "  Many  app=shop", "not in the history")
        .contains("at worst: ", "Many: fires once, 0 times only pending")
        .contains(file + ":3: Disk is left out, since disk_free is about this server");

    assertThat(mozaiks.runAt(server, "rules backtest", file, "--from", from, "--format", "json"))
        .isZero();
    assertThat(mozaiks.out()).startsWith("{\"from\":\"" + from).contains("\"in_history\":null");
  }

  @Test
  void mistakes_areSaidWithFileAndLine() throws Exception {
    String file = rules("rules:\n  - {name: Mine}\n");
    assertThat(mozaiks.runAt(server, "rules backtest", file, "--from", "2h")).isEqualTo(1);
    assertThat(mozaiks.err()).contains("400: ", file + ":2: rules[0].kind: missing");
    assertThat(mozaiks.runAt(server, "rules backtest", "nowhere.yml", "--from", "2h")).isEqualTo(1);
    assertThat(mozaiks.err()).contains("nowhere.yml does not exist");
    assertThat(mozaiks.runAt(server, "rules backtest", "--from", "99d")).isEqualTo(1);
    assertThat(mozaiks.err()).contains("at most 31 days after from");
  }
}
