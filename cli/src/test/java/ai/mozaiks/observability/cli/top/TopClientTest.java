// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.cli.ServerClient;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Answers as they are rare from a server in good health.
@Timeout(120)
class TopClientTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:05.250Z");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(
        "/metrics/perf/aggregate",
        200,
        """
        {"total_agent_turns":3,"total_tool_calls":2,"total_errors":1,"total_prompt_tokens":5,"total_completion_tokens":6,
         "total_cost":0.5,"total_unpriced_calls":1,"chats":[
          {"chat_id":"1","app_id":"shop","agent_turns":7,"tool_calls":0,"errors":0,"prompt_tokens":4,"completion_tokens":null,
           "cost":0.25,"unpriced_calls":2}]}\
        """);
    answer(
        "/health/active-runs",
        200,
        """
        {"active_runs":1200,"chats":[
          {"chat_id":"1","app_id":"bank","started_at":"2026-03-01T11:00:00Z","flags":[]},
          {"chat_id":"1","app_id":"shop","started_at":"2026-03-01T11:30:00Z","flags":[]},
          {"chat_id":"2","app_id":"bank","started_at":"2026-03-01T11:00:00Z",
           "flags":[{"flag":"stalled","reason":"no news"},{"flag":"looping","reason":"again"}]}]}\
        """);
    answer(
        "/api/percentiles",
        200,
        """
        {"groups":[{"agent":"planner","samples":11,"seconds":{"0.95":12.3456}}]}\
        """);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private Screen ask() throws CommandFailure, InterruptedException {
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (TopClient client = new TopClient(url, InstantSource.fixed(NOW))) {
      return client.ask();
    }
  }

  @Test
  void tellsChatsOfTwoAppsApart_andLeavesUnknownWhatIsNotListed() throws Exception {
    answer("/api/alerts", 200, "{\"ready\":true,\"left_out\":0,\"alerts\":[]}");
    answer("/api/series", 200, "{\"points\":[]}");

    Screen screen = ask();

    assertThat(screen.runningChats()).isEqualTo(1200);
    assertThat(screen.chats())
        .extracting(Screen.RunningChat::app, Screen.RunningChat::id, Screen.RunningChat::turns)
        .containsExactly(
            tuple("bank", "1", null), tuple("shop", "1", 7L), tuple("bank", "2", null));
    assertThat(screen.chats().getLast().flags()).containsExactly("stalled", "looping");
    assertThat(screen.chats().get(1).tokens()).isEqualTo(4);
    assertThat(screen.chats().get(1).unpriced()).isTrue();
    assertThat(screen.alertsTrouble()).isNull();
    assertThat(screen.agentsTrouble()).isNull();
  }

  @Test
  void sumsAnAgentsBuckets_ofTheLastQuarterOfAnHour() throws Exception {
    answer("/api/alerts", 200, "{\"ready\":true,\"left_out\":0,\"alerts\":[]}");
    answer(
        "/api/series",
        200,
        """
        {"points":[
          {"agent":"planner","agent_turns":1,"tool_calls":2,"errors":3,"prompt_tokens":4,"completion_tokens":5,"cost":0.1,"unpriced_calls":0},
          {"agent":"critic","agent_turns":1,"tool_calls":0,"errors":0,"prompt_tokens":1,"completion_tokens":1,"cost":0.25,"unpriced_calls":0},
          {"agent":"planner","agent_turns":10,"tool_calls":20,"errors":30,"prompt_tokens":40,"completion_tokens":50,"cost":0.2,"unpriced_calls":1}]}\
        """);

    assertThat(ask().agents())
        .containsExactlyInAnyOrder(
            new Screen.Agent(
                "planner", 11, 22, 33, 99L, new BigDecimal("0.3"), true, Duration.ofMillis(12_346)),
            new Screen.Agent("critic", 1, 0, 0, 2L, new BigDecimal("0.25"), false, null));
    assertThat(asked)
        .containsExactly(
            "/metrics/perf/aggregate?limit=1000",
            "/health/active-runs?limit=1000",
            "/api/alerts?state=firing&limit=100",
            "/api/series?group_by=agent&from=2026-03-01T11:45:06Z&to=2026-03-01T12:00:06Z&step=900",
            "/api/percentiles?group_by=agent&from=2026-03-01T11:45:06Z&to=2026-03-01T12:00:06Z&quantiles=0.95");
  }

  @Test
  void showsTheRest_whenAlertsAndAgentsAreRefused() throws Exception {
    answer("/api/alerts", 404, "{\"detail\":\"alerts are off\"}");
    answer("/api/series", 504, "{\"detail\":\"it took too long\"}");

    Screen screen = ask();

    assertThat(screen.alertsTrouble()).isEqualTo("the server answered 404: alerts are off");
    assertThat(screen.agentsTrouble()).isEqualTo("the server answered 504: it took too long");
    assertThat(screen.totals().turns()).isEqualTo(3);
  }

  @Test
  void readsAlerts_andThatNotAllRulesAreEvaluated() throws Exception {
    answer(
        "/api/alerts",
        200,
        """
        {"ready":false,"waiting_rules":4,"left_out":9,"failure":null,"rules_mistake":null,"alerts":[
          {"rule":"HighErrorRate","severity":"warning","firing_since":"2026-03-01T11:53:00Z","muted_by":"a silence",
           "labels":{"alertname":"HighErrorRate","app":"shop","severity":"warning","workflow":"orders"}}]}\
        """);
    answer("/api/series", 200, "{\"points\":[]}");

    Screen screen = ask();

    assertThat(screen.alerts())
        .containsExactly(
            new Screen.FiringAlert(
                "HighErrorRate",
                "warning",
                "app=shop workflow=orders",
                Instant.parse("2026-03-01T11:53:00Z"),
                true));
    assertThat(screen.alertsLeftOut()).isEqualTo(9);
    assertThat(screen.alertsTrouble()).isEqualTo("rules not evaluated yet: 4");
  }

  @Test
  void fails_whenItIsNotTold_ofChats() {
    server.removeContext("/health/active-runs");
    answer("/health/active-runs", 503, "{\"detail\":\"too much under way\"}");

    assertThatThrownBy(this::ask)
        .isInstanceOf(ServerClient.Refusal.class)
        .hasMessage("the server answered 503: too much under way");
  }
}
