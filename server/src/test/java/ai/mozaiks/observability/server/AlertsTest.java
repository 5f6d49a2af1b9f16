// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Alerts of a server that runs: from a span to an alert, over a restart, with rules that change.
class AlertsTest {
  private static final String MANY_ERRORS =
      """
      rules:
        - name: ManyErrors
          kind: ratio
          of: errors
          to: turns
          window: 1h
          by: [agent]
          above: 5%
          min_count: 4
          severity: critical
      """;

  @TempDir Path folder;
  private final AgentRuns runs = new AgentRuns();
  private Path rules;

  @BeforeEach
  void write() throws IOException {
    rules = Files.writeString(folder.resolve("rules.yml"), MANY_ERRORS);
  }

  private Server serve() throws IOException {
    return serve(InstantSource.system());
  }

  private Server serve(InstantSource clock) throws IOException {
    return Server.start(
        ServerConfig.defaults(folder.resolve("data")).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .alerts(
                new AlertsConfig(
                    true, false, List.of(rules), List.of(), Duration.ofSeconds(1), 1_000))
            .build(),
        clock);
  }

  private void send(HttpPeer peer, String agent, int good, int failed) throws Exception {
    for (int i = 0; i < good + failed; i++) {
      ExportTraceServiceRequest turn = runs.turn(agent, Duration.ofSeconds(1), i < failed);
      assertThat(peer.send(turn, false).statusCode()).isEqualTo(200);
    }
  }

  private static JsonNode await(HttpPeer peer, String path, Predicate<JsonNode> condition)
      throws Exception {
    Instant end = Instant.now().plusSeconds(60);
    JsonNode answer = peer.json(path);
    while (!condition.test(answer) && Instant.now().isBefore(end)) {
      Thread.sleep(50);
      answer = peer.json(path);
    }
    assertThat(condition.test(answer)).as(answer.toString()).isTrue();
    return answer;
  }

  private static Optional<JsonNode> alertOf(JsonNode answer, String agent) {
    for (JsonNode alert : answer.get("alerts")) {
      if (alert.path("labels").path("agent").asString("").equals(agent)) {
        return Optional.of(alert);
      }
    }
    return Optional.empty();
  }

  private static Predicate<JsonNode> fires(String agent) {
    return answer ->
        alertOf(answer, agent)
            .filter(each -> each.get("state").asString().equals("firing"))
            .isPresent();
  }

  @Test
  void firesForTheAgentThatFails_andForNoOther() throws Exception {
    try (Server server = serve();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, "good", 6, 0);
      send(peer, "few", 0, 1);
      send(peer, "bad", 4, 2);

      JsonNode answer = await(peer, "/api/alerts", fires("bad"));

      JsonNode alert = alertOf(answer, "bad").orElseThrow();
      assertThat(alert.get("severity").asString()).isEqualTo("critical");
      assertThat(alert.get("value").asDouble()).isEqualTo(2 / 6.0);
      assertThat(alert.get("count").asInt()).isEqualTo(6);
      assertThat(alert.path("annotations").path("description").asString())
          .isEqualTo("errors per turns in the last 1h: 33.33 %, above 5 % (of 6)");
      assertThat(answer.get("alerts")).hasSize(1);
      assertThat(peer.get("/metrics/prometheus").body())
          .contains(
              "mozaiks_alerts{agent=\"bad\",alertname=\"ManyErrors\",alertstate=\"firing\",severity=\"critical\"} 1");
      assertThat(peer.json("/api/alerts/history").get("entries")).hasSize(1);
    }
  }

  @Test
  void afterARestart_itKnowsSinceWhen_andTheEventsOfThePast() throws Exception {
    JsonNode before;
    try (Server server = serve();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, "bad", 3, 3);
      before = alertOf(await(peer, "/api/alerts", fires("bad")), "bad").orElseThrow();
    }
    try (Server server = serve();
        HttpPeer peer = new HttpPeer(server.port())) {
      await(peer, "/api/alerts", answer -> answer.get("ready").asBoolean());
      send(peer, "bad", 14, 0);
      JsonNode after =
          alertOf(
                  await(
                      peer,
                      "/api/alerts",
                      answer -> alertOf(answer, "bad").orElseThrow().get("value").asDouble() < 0.2),
                  "bad")
              .orElseThrow();

      assertThat(after.get("firing_since")).isEqualTo(before.get("firing_since"));
      assertThat(after.get("value").asDouble()).as("of both processes").isEqualTo(3 / 20.0);
      assertThat(peer.json("/api/alerts/history").get("entries")).hasSize(1);
    }
  }

  @Test
  void changedRules_areTakenUp_andEventsOfThePastCount() throws Exception {
    try (Server server = serve();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, "good", 6, 0);
      send(peer, "bad", 4, 2);
      await(peer, "/api/alerts", fires("bad"));

      Files.writeString(rules, MANY_ERRORS.replace("above: 5%", "above: 5"));
      await(
          peer,
          "/api/alerts",
          answer ->
              alertOf(answer, "bad").orElseThrow().get("state").asString().equals("resolved"));
      Files.writeString(
          rules,
          """
          rules:
            - {name: AnyTurns, kind: threshold, of: turns, window: 1h, above: 11}
          """);
      JsonNode answer =
          await(
              peer,
              "/api/alerts",
              each -> each.get("alerts").size() == 1 && each.toString().contains("AnyTurns"));
      assertThat(answer.get("alerts").get(0).get("value").asInt()).isEqualTo(12);
    }
  }

  @Test
  void whenTheClockIsSetBack_alertsGoOn() throws Exception {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ofHours(5));
    try (Server server = serve(() -> Instant.now().plus(ahead.get()));
        HttpPeer peer = new HttpPeer(server.port())) {
      await(peer, "/api/alerts", answer -> answer.get("evaluated_at").isString());
      ahead.set(Duration.ZERO);
      send(peer, "bad", 4, 2);

      await(peer, "/api/alerts", fires("bad"));
    }
  }

  @Test
  void whateverGoesWrongInAnEvaluation_itIsSaid_andTheNextOneIsMade() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    InstantSource clock =
        () -> {
          if (Thread.currentThread().getName().equals("alerts")
              && broken.compareAndSet(true, false)) {
            throw new StackOverflowError("on purpose");
          }
          return Instant.now();
        };
    try (Server server = serve(clock);
        HttpPeer peer = new HttpPeer(server.port())) {
      await(peer, "/api/alerts", answer -> answer.get("evaluated_at").isString());
      broken.set(true);
      await(peer, "/api/alerts", _ -> !broken.get());
      send(peer, "bad", 4, 2);

      await(peer, "/api/alerts", fires("bad"));
    }
  }

  @Test
  void whatCannotBeRemembered_keepsNoRulesFromBeingTakenUp() throws Exception {
    serve().close();
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/alerts.db"));
        Statement statement = database.createStatement()) {
      statement.execute("DROP TABLE audit");
    }
    try (Server server = serve();
        HttpPeer peer = new HttpPeer(server.port())) {
      await(peer, "/api/alerts", answer -> answer.get("evaluated_at").isString());
      Files.writeString(rules, MANY_ERRORS.replace("ManyErrors", "Others"));
      send(peer, "bad", 4, 2);

      await(
          peer,
          "/api/alerts",
          answer -> fires("bad").test(answer) && answer.toString().contains("Others"));
    }
  }

  @Test
  void whatIsLeftOutOfTheList_isSaid() throws Exception {
    try (Server server = serve();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, "bad", 4, 2);
      send(peer, "worse", 4, 4);
      await(peer, "/api/alerts", answer -> fires("bad").and(fires("worse")).test(answer));

      JsonNode answer = peer.json("/api/alerts?limit=1");
      assertThat(answer.get("alerts")).hasSize(1);
      assertThat(answer.get("left_out").asInt()).isEqualTo(1);
      assertThat(peer.json("/api/alerts").get("left_out").asInt()).isZero();
    }
  }

  @Test
  void rulesWithMistakes_leaveTheOldOnesInForce_andSaySo() throws Exception {
    try (Server server = serve();
        HttpPeer peer = new HttpPeer(server.port())) {
      Files.writeString(rules, MANY_ERRORS.replace("kind: ratio", "kind: rate"));
      JsonNode answer = await(peer, "/api/rules", each -> each.get("rules_mistake").isString());

      assertThat(answer.get("rules_mistake").asString())
          .contains("rules.yml:3", "rules[0].kind: rate (expected: threshold, ");
      assertThat(answer.get("rules").get(0).get("kind").asString()).isEqualTo("ratio");
    }
  }

  @Test
  void atStart_rulesWithMistakes_areSaid() throws Exception {
    Files.writeString(rules, MANY_ERRORS.replace("above: 5%", "above: lots"));

    assertThatThrownBy(this::serve)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rules.yml:8: rules[0].above: lots (expected: a share such as 5%");
  }

  @Test
  void theFeed_tellsOfEachChange_andOfWhatWasMissed() throws Exception {
    try (Server server = serve();
        HttpPeer peer = new HttpPeer(server.port());
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest follow =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + server.port() + "/api/alerts/feed"))
              .header("Last-Event-ID", "0")
              .build();
      send(peer, "bad", 3, 3);
      await(peer, "/api/alerts", fires("bad"));

      try (Stream<String> lines = client.send(follow, HttpResponse.BodyHandlers.ofLines()).body()) {
        List<String> event = lines.limit(5).toList();
        assertThat(event.subList(2, 4)).containsExactly("id: 1", "event: alert");
        assertThat(event.get(4)).startsWith("data: {").contains("\"state\":\"firing\"");
      }
    }
  }
}
