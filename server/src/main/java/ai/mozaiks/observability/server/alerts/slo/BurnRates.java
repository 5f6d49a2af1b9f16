// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.measure.Quantiles;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/// Reads how fast error budgets are spent.
public final class BurnRates {
  private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

  private BurnRates() {}

  /// What happened in a window.
  ///
  /// @param bad of [Indicator.Spending]: US dollars spent
  /// @param total of [Indicator.Spending]: US dollars that may be spent in that time
  public record Outcome(double bad, double total) {
    /// The share that was bad; NaN when nothing happened.
    public double badShare() {
      return total == 0 ? Double.NaN : bad / total;
    }
  }

  /// The groups of which anything is known.
  public static Set<Group> groups(Slo slo, Window window, Measures measures) {
    Set<Group> groups = new HashSet<>();
    for (Measurement each : slo.indicator().measurements(window)) {
      measures.forEach(each, (group, _) -> groups.add(group));
    }
    return groups;
  }

  /// What happened in a sliding window.
  public static Outcome outcome(Slo slo, Group group, Window.Sliding window, Measures measures) {
    return outcome(
        slo.indicator(),
        window.length(),
        selection -> measures.sums(new Measurement(selection, window), group));
  }

  /// What happened between two times.
  ///
  /// @param keptFor as [Measures#between] takes it
  static Outcome between(
      Slo slo, Group group, Window keptFor, Instant from, Instant until, Measures measures) {
    return outcome(
        slo.indicator(),
        Duration.between(from, until),
        selection -> measures.between(new Measurement(selection, keptFor), group, from, until));
  }

  private static Outcome outcome(
      Indicator indicator, Duration length, Function<Selection, long[]> sums) {
    return switch (indicator) {
      case Indicator.BadRatio ratio ->
          new Outcome(sums.apply(ratio.bad())[0], sums.apply(ratio.total())[0]);
      case Indicator.GoodRatio ratio -> {
        long good = sums.apply(ratio.good())[0];
        long total = sums.apply(ratio.total())[0];
        yield new Outcome(Math.max(0, total - good), total); // what is good may be told first
      }
      case Indicator.Latency latency -> {
        long[] buckets = sums.apply(latency.of());
        long total = Quantiles.count(buckets);
        yield new Outcome(total - Quantiles.atMost(latency.atMostSeconds(), buckets), total);
      }
      case Indicator.Spending spending ->
          new Outcome(
              (double) sums.apply(spending.cost())[0] / Usd.PICO,
              (double) spending.picoUsdPerDay()
                  / Usd.PICO
                  * (length.toSeconds() / SECONDS_PER_DAY));
    };
  }

  /// How many times faster than allowed the budget is spent: 1 spends it exactly within the
  /// objective's window. NaN when nothing happened.
  public static double rate(Slo slo, Outcome outcome) {
    return slo.indicator() instanceof Indicator.Spending
        ? outcome.badShare()
        : outcome.badShare() / slo.budget();
  }
}
