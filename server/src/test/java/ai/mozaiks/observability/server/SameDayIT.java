// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.peers.PrometheusProcess;
import ai.mozaiks.observability.server.alerts.EngineRun;
import ai.mozaiks.observability.server.alerts.EngineRun.Firing;
import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our engine and a real Prometheus are given the same day, the one as events and the other as what
/// scrapes would have seen of them, and tell of the same alerts.
class SameDayIT {
  private static final Duration EVALUATIONS = Duration.ofSeconds(30);

  private static Path promtool = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void needsPrometheus() {
    PrometheusProcess.program();
    promtool = Programs.required("prometheus", "promtool");
  }

  @Test
  void bothFireTheSameAlerts_atTheSameTimes() throws Exception {
    RuleSet rules =
        RuleFiles.read(
            List.of(),
            List.of(
                Files.writeString(
                    folder.resolve("rules.yml"),
                    """
                    rules:
                      - {name: SilentApp, kind: absence, of: turns, by: app, window: 10m, lookback: 6h, for: 1m}
                      - {name: FewTurns, kind: threshold, of: turns, by: app, window: 5m, below: 20, for: 5m}
                      - {name: DearModel, kind: threshold, of: cost_usd, by: [model], window: 10m, above: 20}
                    """)));
    TroubledDay day = new TroubledDay();
    Instant end = TroubledDay.START.plus(Duration.ofDays(1)).minus(EVALUATIONS);

    List<Firing> ours =
        new EngineRun(rules, day.events())
            .chats(TroubledDay::runningChats)
            .ready(TroubledDay::isUp)
            .run(TroubledDay.START, end, EVALUATIONS);
    assertThat(ours.stream().map(Firing::name).distinct())
        .contains(
            "HighErrorRate",
            "SlowAgentTurns",
            "SLOAvailabilityViolation",
            "SLOAvailabilityBudgetBurn",
            "SLOErrorRateViolation",
            "DailyCostExceeded",
            "SLOCostViolation",
            "SLOCostBurn",
            "UnpricedModel",
            "HighConcurrency",
            "ServiceDown",
            "SilentApp",
            "FewTurns",
            "DearModel");

    List<Firing> theirs = inPrometheus(rules, day, end);

    assertThat(text(theirs, rules, ours)).isEqualTo(text(ours, rules, ours));
  }

  private List<Firing> inPrometheus(RuleSet rules, TroubledDay day, Instant end) throws Exception {
    Path samples = day.writeSamples(folder.resolve("day.om"));
    Path blocks = folder.resolve("tsdb");
    Programs.Outcome imported =
        Programs.run(
            folder,
            promtool,
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            "-q",
            samples.toString(),
            blocks.toString());
    assertThat(imported.status()).as(imported.output()).isZero();
    PrometheusExport export = PrometheusExport.of(rules, PrometheusExport.USUAL_JOB);
    assertThat(export.leftOut()).isEmpty();
    try (PrometheusProcess prometheus =
        PrometheusProcess.start(
            folder,
            Files.writeString(folder.resolve("prometheus.yml"), "scrape_configs: []\n"),
            "--storage.tsdb.retention.time=10y")) {
      return new ExportedAlerts(export.rules(), prometheus)
          .firings(TroubledDay.START, end, EVALUATIONS);
    }
  }

  /// One line for each firing, with its times as far as sampling lets them be known: where one of
  /// ours of the same alert began or ended so near, with the times of that one.
  private static String text(List<Firing> firings, RuleSet rules, List<Firing> ours) {
    List<String> lines = new ArrayList<>();
    for (Firing firing : firings) {
      Duration tolerance = tolerance(rules, firing.name());
      Firing like =
          ours.stream()
              .filter(each -> each.labels().equals(firing.labels()))
              .filter(each -> isNear(each.from(), firing.from(), tolerance))
              .filter(each ->
                  (each.until() == null || firing.until() == null)
                      ? Objects.equals(each.until(), firing.until())
                      : isNear(each.until(), firing.until(), tolerance))
              .findFirst()
              .orElse(firing);
      lines.add(like.from() + " to " + like.until() + " " + new TreeMap<>(firing.labels()));
    }
    lines.sort(Comparator.naturalOrder());
    return String.join("\n", lines);
  }

  private static boolean isNear(Instant one, Instant other, Duration tolerance) {
    return Duration.between(one, other).abs().compareTo(tolerance) <= 0;
  }

  /// A scrape, an evaluation, and the bucket of time that our windows are cut to.
  private static Duration tolerance(RuleSet rules, String name) {
    Rule rule =
        rules.rules().stream()
            .filter(each -> each.head().name().equals(name))
            .findFirst()
            .orElseThrow();
    Duration longest =
        rule.measurements().stream()
            .map(Measurement::window)
            .map(window -> window.longest())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Duration bucket =
        longest.compareTo(Duration.ofHours(1)) <= 0
            ? Duration.ofSeconds(10)
            : longest.compareTo(Duration.ofHours(12)) <= 0
                ? Duration.ofMinutes(1)
                : Duration.ofMinutes(15);
    return TroubledDay.SCRAPES.plus(EVALUATIONS).plus(bucket);
  }

  /// What differs would be seen: a firing that is missing, one that is longer, one more.
  @Test
  void theComparisonKnowsDifferences() throws Exception {
    RuleSet rules = RuleFiles.read(List.of(), List.of());
    Map<String, String> labels = Map.of("alertname", "HighConcurrency", "severity", "warning");
    Instant at = TroubledDay.START;
    Firing one = new Firing(labels, at, at.plusSeconds(600));

    assertThat(
            text(
                List.of(new Firing(labels, at.plusSeconds(60), at.plusSeconds(540))),
                rules,
                List.of(one)))
        .isEqualTo(text(List.of(one), rules, List.of(one)));
    for (List<Firing> other :
        List.of(
            List.<Firing>of(),
            List.of(one, one),
            List.of(new Firing(labels, at.plusSeconds(90), at.plusSeconds(600))),
            List.of(new Firing(labels, at, null)),
            List.of(new Firing(Map.of("alertname", "HighConcurrency"), at, at.plusSeconds(600))))) {
      assertThat(text(other, rules, List.of(one)))
          .isNotEqualTo(text(List.of(one), rules, List.of(one)));
    }
  }
}
