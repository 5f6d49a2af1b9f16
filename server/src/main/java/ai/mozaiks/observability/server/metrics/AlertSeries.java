// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine.RuleHealth;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;

/// Alerts as Prometheus shows its own (`ALERTS`), and how their evaluation goes. Thread-safe.
public final class AlertSeries implements MultiCollector {
  private static final int MOST_ALERTS = 2_000;

  private final AlertService alerts;

  public AlertSeries(AlertService alerts) {
    this.alerts = alerts;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    int shown = 0;
    for (Alert alert : alerts.alerts()) {
      if (alert.state() != AlertState.RESOLVED && shown++ < MOST_ALERTS) {
        families.gauge(
            "mozaiks_alerts",
            "1 for each alert that is pending or firing, with its labels.",
            labels(alert),
            1);
      }
    }
    AlertService.Status status = alerts.status();
    families.gauge(
        "mozaiks_alerts_ready",
        "1 while all alert rules are evaluated, else 0.",
        Labels.EMPTY,
        status.ready() && status.failure() == null ? 1 : 0);
    families.gauge(
        "mozaiks_alerts_waiting_rules",
        "Alert rules that are not evaluated yet, since what they look at is not read yet.",
        Labels.EMPTY,
        status.waiting().size());
    if (status.evaluatedAt() != null) {
      families.gauge(
          "mozaiks_alerts_evaluated_timestamp_seconds",
          "When alert rules were evaluated last; seconds since 1970.",
          Labels.EMPTY,
          status.evaluatedAt().toEpochMilli() / 1e3);
      families.gauge(
          "mozaiks_alerts_evaluation_seconds",
          "How long the last evaluation of all alert rules took.",
          Labels.EMPTY,
          status.took().toNanos() / 1e9);
    }
    families.gauge(
        "mozaiks_alerts_rules_outdated",
        "1 while changed rule files are not in force because of mistakes, else 0.",
        Labels.EMPTY,
        status.rulesMistake() == null ? 0 : 1);
    long failing =
        alerts.health().values().stream()
            .map(RuleHealth::failure)
            .filter(each -> each != null)
            .count();
    families.gauge(
        "mozaiks_alerts_failing_rules",
        "Alert rules that could not be evaluated the last time.",
        Labels.EMPTY,
        failing);
    families.counter(
        "mozaiks_alerts_crowded_out",
        "Amounts that were counted in a group for all others, for want of room.",
        Labels.EMPTY,
        status.crowdedOut());
    return families.build();
  }

  private static Labels labels(Alert alert) {
    Labels.Builder labels = Labels.builder();
    Map<String, String> sorted = new TreeMap<>(alert.labels());
    sorted.put("alertstate", alert.state().word());
    sorted.forEach((name, value) -> {
      if (!value.isEmpty()) {
        labels.label(name, value);
      }
    });
    return labels.build();
  }
}
