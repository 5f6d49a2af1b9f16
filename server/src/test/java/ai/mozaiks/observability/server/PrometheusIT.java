// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.peers.PrometheusProcess;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A real Prometheus scrapes the server and evaluates the monitoring guide's rules and queries;
/// what it says is compared with what was sent.
class PrometheusIT {
  private static final Path GUIDE =
      Path.of("..", "..", "shared", "reference", "monitoring-guide.md");
  private static final Path RULES =
      Path.of("src", "test", "resources", "prometheus", "guide-alerts.yml");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Remarks of `promtool check metrics` that stay, since the guide gives the names.
  private static final List<String> GUIDE_NAMES = List.of("mozaiks_chat_last_turn_duration_sec ");

  private static Path promtool = Path.of("");

  @TempDir Path folder;
  private final AgentRuns runs = new AgentRuns();

  @BeforeAll
  static void needsPrometheus() {
    PrometheusProcess.program();
    promtool = Programs.required("prometheus", "promtool");
  }

  private Server serve(int port) throws IOException {
    return Server.start(
        ServerConfig.defaults(folder.resolve("data")).toBuilder()
            .port(port)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .build());
  }

  /// Turns one after the other, every second one fails; 2 s, 4 s, 8 s and 16 s long in turn.
  private void sendTurns(HttpPeer peer, String agent, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      boolean failed = i % 2 == 1;
      assertThat(
              peer.send(runs.turn(agent, Duration.ofSeconds(2L << (i / 2 % 4)), failed), false)
                  .statusCode())
          .isEqualTo(200);
      Thread.sleep(400); // the data of this test is a course of time
    }
  }

  @Test
  void evaluatesTheGuidesRulesAndQueries_onTheTruth() throws Exception {
    Path quickRules = quickRules();
    try (Server server = serve(0);
        HttpPeer peer = new HttpPeer(server.port());
        PrometheusProcess prometheus =
            PrometheusProcess.start(
                folder,
                PrometheusProcess.configuration(
                    folder, server.port(), List.of(RULES, quickRules)))) {
      eventually(() -> prometheus.value("up{job=\"mozaiksai\"}"), 1.0);
      int sent = 24;
      sendTurns(peer, "planner", sent);
      eventually(() -> prometheus.value("sum(mozaiks_chat_agent_turns_total)"), (double) sent);

      JsonNode aggregate = peer.json("/metrics/perf/aggregate");
      assertThat(aggregate.get("total_agent_turns").asInt()).isEqualTo(sent);
      assertThat(aggregate.get("total_errors").asInt()).isEqualTo(sent / 2);
      expectTotals(prometheus, aggregate);
      expectGuideQueries(prometheus, aggregate);
      expectRules(prometheus);
      expectLint(peer);
    }
  }

  private static void expectTotals(PrometheusProcess prometheus, JsonNode aggregate)
      throws Exception {
    Map<String, String> sums =
        Map.of(
            "sum(mozaiks_chat_agent_turns_total)", "total_agent_turns",
            "sum(mozaiks_chat_tool_calls_total)", "total_tool_calls",
            "sum(mozaiks_chat_errors_total)", "total_errors",
            "sum(mozaiks_chat_prompt_tokens_total)", "total_prompt_tokens",
            "sum(mozaiks_chat_completion_tokens_total)", "total_completion_tokens",
            "sum(mozaiks_llm_calls_total)", "total_llm_calls",
            "mozaiks_active_chats", "active_chats",
            "mozaiks_tracked_chats", "tracked_chats");
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      assertThat(prometheus.value(sum.getKey()))
          .as(sum.getKey())
          .isEqualTo(aggregate.get(sum.getValue()).asDouble());
    }
    double cost = aggregate.get("total_cost").asDouble();
    assertThat(cost).isPositive();
    assertThat(prometheus.value("sum(mozaiks_chat_cost_usd_total)")).isCloseTo(cost, within(1e-9));
    assertThat(prometheus.value("sum(mozaiks_chat_cost_total)")).isCloseTo(cost, within(1e-9));
  }

  private static void expectGuideQueries(PrometheusProcess prometheus, JsonNode aggregate)
      throws Exception {
    // The counters lag by the same time, so that the ratio of their rates is the true one.
    assertThat(
            prometheus.value(
                "(sum(rate(mozaiks_chat_errors_total[5m]))"
                    + " / sum(rate(mozaiks_chat_agent_turns_total[5m]))) * 100"))
        .isCloseTo(50.0, within(5.0));
    // Exact but for the extrapolation of at most half a scrape interval at the end.
    double cost = aggregate.get("total_cost").asDouble();
    assertThat(prometheus.value("sum(increase(mozaiks_chat_cost_usd_total[24h]))"))
        .isCloseTo(cost, within(cost * 0.15));
    assertThat(prometheus.query("increase(mozaiks_chat_cost_usd_total[24h]) < 500").get("result"))
        .isNotEmpty();
    // Half of the turns take 8 s or more, the longest 16 s.
    assertThat(
            prometheus.value(
                "histogram_quantile(0.95, sum by (le)"
                    + " (rate(mozaiks_agent_turn_duration_seconds_bucket[1m])))"))
        .isBetween(10.0, 30.0);
    assertThat(
            prometheus.value(
                "sum(rate(mozaiks_agent_turn_duration_seconds_bucket{le=\"5.0\"}[1m]))"
                    + " / sum(rate(mozaiks_agent_turn_duration_seconds_count[1m]))"))
        .as("share of turns within 5 s")
        .isCloseTo(0.5, within(0.1));
    assertThat(prometheus.value("avg(mozaiks_chat_last_turn_duration_sec)")).isBetween(2.0, 16.0);
    assertThat(prometheus.value("avg_over_time(up{job=\"mozaiksai\"}[5m])")).isBetween(0.9, 1.0);
    assertThat(prometheus.value("rate(process_cpu_seconds_total{job=\"mozaiksai\"}[5m]) * 100"))
        .isPositive();
    assertThat(prometheus.value("process_resident_memory_bytes{job=\"mozaiksai\"} / 1024 / 1024"))
        .isGreaterThan(30.0);
    // A gauge is no histogram: the guide's expression is valid, and empty on any data.
    assertThat(
            prometheus
                .query("histogram_quantile(0.95, mozaiks_chat_last_turn_duration_sec)")
                .get("result"))
        .isEmpty();
  }

  /// The guide's rules as they are load and evaluate; with shorter times its alert on errors fires.
  private static void expectRules(PrometheusProcess prometheus) throws Exception {
    List<String> alerts = new ArrayList<>();
    for (JsonNode group : prometheus.ruleGroups()) {
      for (JsonNode rule : group.get("rules")) {
        alerts.add(rule.get("name").asString());
        assertThat(rule.path("lastError").asString("")).as(rule.toString()).isEmpty();
      }
    }
    assertThat(alerts)
        .contains(
            "HighErrorRate",
            "DailyCostExceeded",
            "ServiceDown",
            "HighConcurrency",
            "SlowAgentTurns",
            "SLOAvailabilityViolation");
    eventually(() -> state(prometheus, "mozaiksai_alerts_quick", "HighErrorRate"), "firing");
    eventually(() -> state(prometheus, "mozaiksai_alerts_quick", "ServiceDown"), "inactive");
    eventually(() -> state(prometheus, "mozaiksai_alerts_quick", "DailyCostExceeded"), "inactive");
    eventually(() -> state(prometheus, "mozaiksai_alerts_quick", "HighConcurrency"), "inactive");
  }

  private static String state(PrometheusProcess prometheus, String group, String alert)
      throws Exception {
    for (JsonNode each : prometheus.ruleGroups()) {
      for (JsonNode rule : each.get("rules")) {
        if (each.get("name").asString().equals(group)
            && rule.get("name").asString().equals(alert)) {
          return rule.get("state").asString();
        }
      }
    }
    return "absent";
  }

  /// The guide's rules with seconds for minutes, so that a test can wait for them.
  private Path quickRules() throws IOException {
    String rules =
        Files.readString(RULES)
            .replace("name: mozaiksai_alerts", "name: mozaiksai_alerts_quick")
            .replace("name: mozaiksai_slo", "name: mozaiksai_slo_quick")
            .replace("interval: 30s", "interval: 1s")
            .replaceAll("for: (\\d)m", "for: $1s")
            .replace("[5m]", "[1m]");
    return Files.writeString(folder.resolve("quick-alerts.yml"), rules);
  }

  private void expectLint(HttpPeer peer) throws Exception {
    Path metrics =
        Files.writeString(
            folder.resolve("metrics.txt"), peer.get("/metrics/prometheus").body(), UTF_8);
    Ran check = run(metrics, promtool.toString(), "check", "metrics");
    // 3: readable, with remarks.
    assertThat(check.status).as(check.output).isIn(0, 3);
    assertThat(check.output.lines())
        .allMatch(remark -> GUIDE_NAMES.stream().anyMatch(remark::startsWith));
  }

  @Test
  void countsAChatShorterThanAScrapeInterval_thatIsTheFirstOfItsSeries() throws Exception {
    try (Server server = serve(0);
        HttpPeer peer = new HttpPeer(server.port());
        PrometheusProcess prometheus =
            PrometheusProcess.start(
                folder, PrometheusProcess.configuration(folder, server.port(), List.of()))) {
      eventually(() -> prometheus.value("up"), 1.0);
      assertThat(peer.send(runs.turn("flash", Duration.ofMillis(300), true), false).statusCode())
          .isEqualTo(200);
      String turns = "mozaiks_chat_agent_turns_total{agent=\"flash\"}";
      eventually(() -> prometheus.value(turns), 1.0);

      assertThat(prometheus.value("min_over_time(" + turns + "[1m])")).isZero();
      for (String counter :
          List.of(
              "mozaiks_chat_agent_turns_total",
              "mozaiks_chat_errors_total",
              "mozaiks_agent_turn_duration_seconds_count")) {
        String increase = "increase(" + counter + "{agent=\"flash\",model=\"\"}[1m])";
        eventually(() -> prometheus.value(increase) >= 1.0, true);
        assertThat(prometheus.value(increase)).as(increase).isBetween(1.0, 1.7);
      }
      assertThat(prometheus.value("sum(increase(mozaiks_chat_cost_usd_total[1m]))"))
          .isGreaterThanOrEqualTo(
              peer.json("/metrics/perf/aggregate").get("total_cost").asDouble());
    }
  }

  @Test
  void neitherLosesNorDoublesACount_whenTheServerIsStartedAgain() throws Exception {
    int port = FreePort.any();
    int sent = 6;
    PrometheusProcess prometheus;
    Map<String, Double> before;
    String turns = "sum by (agent) (mozaiks_chat_agent_turns_total)";
    try (Server server = serve(port);
        HttpPeer peer = new HttpPeer(server.port())) {
      prometheus =
          PrometheusProcess.start(folder, PrometheusProcess.configuration(folder, port, List.of()));
      eventually(() -> prometheus.value("up"), 1.0);
      sendTurns(peer, "planner", sent);
      sendTurns(peer, "writer", sent);
      eventually(() -> prometheus.value("sum(" + turns + ")"), 2.0 * sent);
      before = prometheus.values(turns, "agent");
    }
    try (prometheus) {
      eventually(() -> prometheus.value("up"), 0.0);
      try (Server server = serve(port);
          HttpPeer peer = new HttpPeer(server.port())) {
        eventually(() -> prometheus.value("up"), 1.0);
        assertThat(prometheus.values(turns, "agent")).isEqualTo(before);

        sendTurns(peer, "planner", 1);
        before.merge("planner", 1.0, Double::sum);
        eventually(() -> prometheus.values(turns, "agent"), before);
        for (String counter :
            List.of(
                "mozaiks_chat_agent_turns_total",
                "mozaiks_chat_cost_usd_total",
                "mozaiks_chat_prompt_tokens_total",
                "mozaiks_agent_turn_duration_seconds_bucket")) {
          assertThat(prometheus.value("sum(resets(" + counter + "[5m]))")).as(counter).isZero();
        }
        assertThat(prometheus.value("sum(increase(mozaiks_chat_agent_turns_total[5m]))"))
            .isCloseTo(2.0 * sent + 1, within(2.0));
      }
    }
  }

  @Test
  void theGuidesOwnRuleFilePasses_andIsTheOneTestedHere() throws Exception {
    Ran check = run(null, promtool.toString(), "check", "rules", RULES.toString());
    assertThat(check.status).as(check.output).isZero();
    assertThat(check.output).contains("6 rules found");
    Path configuration =
        PrometheusProcess.configuration(folder, 8000, List.of(RULES.toAbsolutePath()));
    check = run(null, promtool.toString(), "check", "config", configuration.toString());
    assertThat(check.status).as(check.output).isZero();

    assumeTrue(Files.exists(GUIDE), "the monitoring guide is not beside this checkout: " + GUIDE);
    String guide = Files.readString(GUIDE);
    assertThat(alertsOf(Files.readString(RULES))).isEqualTo(alertsOf(guide));
  }

  /// Alert names with expression and duration, as written.
  private static List<List<String>> alertsOf(String text) {
    return Pattern.compile("- alert: (\\w+)\\s+expr: ([^\\n]+)\\s+for: (\\w+)")
        .matcher(text)
        .results()
        .map(alert -> List.of(alert.group(1), alert.group(2), alert.group(3)))
        .toList();
  }

  private record Ran(int status, String output) {}

  private Ran run(@Nullable Path input, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ran(process.waitFor(), output);
  }

  private static <T> void eventually(Callable<T> actual, T expected) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    T last = actual.call();
    while (!expected.equals(last) && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
      last = actual.call();
    }
    assertThat(last).isEqualTo(expected);
  }
}
