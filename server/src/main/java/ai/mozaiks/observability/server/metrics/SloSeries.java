// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.alerts.slo.ErrorBudget;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.config.DurationText;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// How service levels stand, exact to the event: what the recording rules of a Prometheus can only
/// estimate between its scrapes. Thread-safe.
public final class SloSeries implements MultiCollector {
  private static final int MOST_GROUPS = 1_000;

  private final SloBoard board;

  public SloSeries(SloBoard board) {
    this.board = board;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    board
        .read()
        .budgets()
        .forEach((slo, budgets) -> {
          families.gauge(
              "mozaiks_slo_target_ratio",
              "The share that a service level promises, 0 to 1.",
              Labels.of("slo", slo.name()),
              slo.target());
          budgets.stream().limit(MOST_GROUPS).forEach(budget -> add(families, budget));
        });
    return families.build();
  }

  private static void add(Families families, ErrorBudget budget) {
    Labels labels = labels(budget);
    families.gauge(
        "mozaiks_slo_achieved_ratio",
        "The share that was good over the service level's window, 0 to 1; NaN when nothing happened.",
        labels,
        budget.achieved());
    families.gauge(
        "mozaiks_slo_budget_left_ratio",
        "The share of the error budget that is left: 1 all, 0 none, less than 0 overspent.",
        labels,
        budget.leftShare());
    for (ErrorBudget.Rate rate : budget.rates()) {
      families.gauge(
          "mozaiks_slo_burn_rate",
          "How many times faster than allowed the budget was spent; NaN when nothing happened.",
          labels.merge(Labels.of("window", DurationText.write(rate.window()))),
          rate.rate());
    }
  }

  private static Labels labels(ErrorBudget budget) {
    Labels.Builder labels = Labels.builder();
    for (int i = 0; i < budget.slo().by().size(); i++) {
      String value = budget.group().values().get(i);
      if (!value.isEmpty()) {
        labels.label(Words.of(budget.slo().by().get(i)), value);
      }
    }
    return labels.label("slo", budget.slo().name()).build();
  }
}
