// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.openapi.DescribedApi;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The review of a week by a running server.
class WeeklyReportApiTest {
  private static final Instant NOW = Instant.parse("2026-03-09T08:00:00Z");
  private static final String EVENTS =
      """
      {"type":"llm_call","event_ts":"2026-03-03T10:00:00Z","chat_id":"c","app_id":"shop","agent_name":"planner",\
      "model":"gpt-4o","prompt_tokens":10,"completion_tokens":3,"cost_usd":"0.000000000001"}
      {"type":"agent_turn","event_ts":"2026-03-03T10:00:00Z","chat_id":"c","app_id":"shop",\
      "agent_name":"planner","duration_sec":1.5,"error_type":"Refused"}
      {"type":"agent_turn","event_ts":"2026-02-24T10:00:00Z","chat_id":"c","app_id":"shop",\
      "agent_name":"planner","duration_sec":1.5}
      """;

  private Server server;
  private HttpPeer peer;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server =
        Server.start(
            ServerConfig.defaults(folder).toBuilder()
                .port(0)
                .grpcPort(ServerConfig.OFF)
                .otlpPort(ServerConfig.OFF)
                .storage(new StorageConfig.Memory(Duration.ofDays(30)))
                .build(),
            () -> NOW);
    peer = new HttpPeer(server.port());
    assertThat(
            peer.post("/api/events", "application/x-ndjson", EVENTS.getBytes(UTF_8), true)
                .statusCode())
        .isEqualTo(200);
    awaitStored();
  }

  /// What was folded is not stored at once.
  private void awaitStored() throws Exception {
    Instant deadline = Instant.now().plusSeconds(30);
    long pending = 1;
    while (pending > 0 && Instant.now().isBefore(deadline)) {
      Thread.sleep(20);
      pending = peer.json("/api/balance").get("events").get("pending").asLong();
    }
    assertThat(pending).isZero();
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  @Test
  void tellsOfTheLastWeek_inThreeForms() throws Exception {
    JsonNode report = peer.json("/api/report/week");
    assertThat(report.get("week").asString()).isEqualTo("2026-W10");
    assertThat(report.get("complete").asBoolean()).isTrue();
    assertThat(report.get("totals").get("errors").asInt()).isEqualTo(1);
    assertThat(report.get("week_before").get("agent_turns").asInt()).isEqualTo(1);
    assertThat(report.get("week_before").get("turn_p95_sec").asDouble()).isEqualTo(1.5);
    assertThat(report.get("totals").get("completion_tokens").asInt()).isEqualTo(3);
    assertThat(report.get("slowest_agents")).as("fewer than five turns").isEmpty();

    assertThat(report.get("cost_movers")).isNotEmpty();
    assertThat(report.get("new_models")).isNotEmpty();
    DescribedApi api = DescribedApi.ofTheServer();
    assertThat(api.mistakes(api.schema("WeeklyReview"), report)).isEmpty();

    HttpResponse<String> json = peer.get("/api/report/week?week=2026-W10&zone=Europe/Berlin");
    assertThat(json.body()).contains("\"cost\":0.000000000001");

    HttpResponse<String> page = peer.get("/api/report/week?format=html");
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(page.body()).startsWith("<!DOCTYPE html>").contains("Weekly review 2026-W10");

    assertThat(peer.get("/api/report/week?format=text").body())
        .startsWith("Weekly review 2026-W10\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "week=2026-W54 | week: 2026-W54 (expected: a week of ISO 8601 such as 2026-W10)",
        "week=2026-W12 | week: 2026-W12 (expected: at most 2026-W11, this week)",
        "zone=Berlin | zone: Berlin (expected: a time zone such as Europe/Berlin)",
        "format=pdf | format: pdf (expected: json, html or text)",
        "weak=1 | weak: unknown query parameter (did you mean week?)",
      })
  void whatIsNotRight_isRefused(String query, String detail) throws Exception {
    HttpResponse<String> answer = peer.get("/api/report/week?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JsonMapper.shared().readTree(answer.body()).get("detail").asString())
        .isEqualTo(detail);
  }

  @Test
  void withoutAChannelForIt_cannotBeSent() throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/api/report/week", "application/json", "{}".getBytes(UTF_8), false);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(new String(answer.body(), UTF_8)).contains("one of type email in alerts.channels");
  }
}
