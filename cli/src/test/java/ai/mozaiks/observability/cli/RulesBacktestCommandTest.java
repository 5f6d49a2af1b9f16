// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command against a real server with events of an hour ago, in a store on disk.
class RulesBacktestCommandTest {
  private final Instant then =
      Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.HOURS);

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(
            new ConfigSources(
                    Map.of(
                        "port", "0",
                        "otlp_port", "off",
                        "grpc_port", "off",
                        "data", folder.resolve("data").toString()),
                    Map.of(),
                    null)
                .read());
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      events.append(
          """
          {"type":"agent_turn","event_id":"e%d","chat_id":"c","app_id":"shop","agent_name":"planner",\
          "event_ts":"%s","duration_sec":1.5}
          """
              .formatted(i, then.plusSeconds(i)));
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> sent =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://localhost:" + server.port() + "/api/events"))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(HttpRequest.BodyPublishers.ofString(events.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... options) {
    CommandLine mozaiks = Mozaiks.commandLine();
    mozaiks.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> line =
        new ArrayList<>(List.of("rules", "backtest", "--url", "http://localhost:" + server.port()));
    line.addAll(List.of(options));
    return mozaiks.execute(line.toArray(String[]::new));
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
      out.getBuffer().setLength(0);
      assertThat(run(file, "--from", from)).as(err.toString()).isZero();
    } while (!out.toString().contains(": 6 events") && Instant.now().isBefore(limit));

    assertThat(out.toString())
        .contains(": 6 events", then.plusSeconds(60) + "  Many  app=shop", "not in the history")
        .contains("at worst: ", "Many: fires once, 0 times only pending")
        .contains(file + ":3: Disk is left out, since disk_free is about this server");

    out.getBuffer().setLength(0);
    assertThat(run(file, "--from", from, "--format", "json")).isZero();
    assertThat(out.toString()).startsWith("{\"from\":\"" + from).contains("\"in_history\":null");
  }

  @Test
  void mistakes_areSaidWithFileAndLine() throws Exception {
    String file = rules("rules:\n  - {name: Mine}\n");
    assertThat(run(file, "--from", "2h")).isEqualTo(1);
    assertThat(err.toString()).contains("400: ", file + ":2: rules[0].kind: missing");
    assertThat(run("nowhere.yml", "--from", "2h")).isEqualTo(1);
    assertThat(err.toString()).contains("nowhere.yml does not exist");
    assertThat(run("--from", "99d")).isEqualTo(1);
    assertThat(err.toString()).contains("at most 31 days after from");
  }
}
