// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.slo.BurnWindow;
import ai.mozaiks.observability.server.alerts.slo.Indicator;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// The recording rules that alerts on burn rates look at: how fast a budget is spent over each
/// window, and how many were bad. Long windows are dear to evaluate, and several alerts and panels
/// look at the same.
final class BurnRecords {

  private BurnRecords() {}

  /// A recording rule.
  record Recording(String name, String slo, String expression) {}

  /// The name of the series that says how fast budgets are spent over a window.
  static String rate(Duration window) {
    return "mozaiks_slo:burn_rate:" + Promql.duration(window);
  }

  /// The name of the series that says how many were bad in a window.
  static String bad(Duration window) {
    return "mozaiks_slo:bad:" + Promql.duration(window);
  }

  /// What the rules about a service level look at.
  static List<Recording> of(Slo slo, List<Rule.BurnRate> rules) throws NotExportableException {
    SortedSet<Duration> windows = new TreeSet<>();
    SortedSet<Duration> counted = new TreeSet<>();
    for (Rule.BurnRate rule : rules) {
      for (BurnWindow pair : rule.windows()) {
        windows.add(pair.longWindow());
        windows.add(pair.shortWindow());
        if (rule.minBad() > 1) {
          counted.add(pair.longWindow());
        }
      }
    }
    List<Recording> recordings = new ArrayList<>();
    for (Duration window : windows) {
      recordings.add(new Recording(rate(window), slo.name(), rateOf(slo, window)));
    }
    for (Duration window : counted) {
      recordings.add(new Recording(bad(window), slo.name(), badOf(slo.indicator(), window)));
    }
    return recordings;
  }

  private static String rateOf(Slo slo, Duration window) throws NotExportableException {
    String budget = Promql.number(slo.budget());
    return switch (slo.indicator()) {
      case Indicator.Spending spending -> {
        BigDecimal allowed =
            BigDecimal.valueOf(spending.picoUsdPerDay())
                .multiply(BigDecimal.valueOf(window.toSeconds()))
                .divide(
                    BigDecimal.valueOf(Usd.PICO)
                        .multiply(BigDecimal.valueOf(Duration.ofDays(1).toSeconds())),
                    MathContext.DECIMAL64)
                .stripTrailingZeros();
        yield Promql.increase(Series.of(spending.cost()), window) + " / " + allowed.toPlainString();
      }
      case Indicator.BadRatio _, Indicator.GoodRatio _, Indicator.Latency _ ->
          badOf(slo.indicator(), window)
              + "\n/ ("
              + Promql.increase(total(slo.indicator()), window)
              + " > 0)\n/ "
              + budget;
    };
  }

  private static Series total(Indicator indicator) throws NotExportableException {
    return switch (indicator) {
      case Indicator.BadRatio ratio -> Series.of(ratio.total());
      case Indicator.GoodRatio ratio -> Series.of(ratio.total());
      case Indicator.Latency latency -> Series.of(latency.of()).part("_count");
      case Indicator.Spending spending -> Series.of(spending.cost());
    };
  }

  private static String badOf(Indicator indicator, Duration window) throws NotExportableException {
    String all = Promql.increase(total(indicator), window);
    return switch (indicator) {
      case Indicator.BadRatio ratio -> Promql.increaseOrZero(Series.of(ratio.bad()), all, window);
      case Indicator.GoodRatio ratio ->
          "(" + all + " - " + Promql.increaseOrZero(Series.of(ratio.good()), all, window) + ")";
      case Indicator.Latency latency -> {
        Series good =
            Series.of(latency.of())
                .part("_bucket")
                .with("le", Double.toString(latency.atMostSeconds()));
        yield "(" + all + " - " + Promql.increase(good, window) + ")";
      }
      case Indicator.Spending spending -> Promql.increase(Series.of(spending.cost()), window);
    };
  }
}
