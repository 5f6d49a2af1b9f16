// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.slo.BurnRates.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Works out how service levels stand, from what is measured and the time alone.
public final class ErrorBudgets {
  /// Over which times it is told how fast budgets are spent.
  static final List<Duration> RATES =
      List.of(Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1), Duration.ofDays(3));

  /// Whose pace is taken to go on: long enough to be no blip, short enough to be news.
  private static final Duration PACE = Duration.ofHours(6);

  private static final Window.Sliding MONTH = new Window.Sliding(Duration.ofDays(30));
  private static final Window.Sliding WEEK = new Window.Sliding(Duration.ofDays(7));
  private static final int DAYS_OF_MONTH = 30;
  private static final int DAYS_OF_WEEK = 7;

  private static final List<BigDecimal> USUAL_TARGETS =
      List.of(
          new BigDecimal("0.9999"),
          new BigDecimal("0.9995"),
          new BigDecimal("0.999"),
          new BigDecimal("0.998"),
          new BigDecimal("0.995"),
          new BigDecimal("0.99"),
          new BigDecimal("0.98"),
          new BigDecimal("0.97"),
          new BigDecimal("0.95"),
          new BigDecimal("0.9"),
          new BigDecimal("0.8"),
          new BigDecimal("0.75"),
          new BigDecimal("0.5"));

  private ErrorBudgets() {}

  /// What has to be counted for [#of].
  public static Set<Measurement> measurements(Slo slo) {
    Set<Measurement> all = new LinkedHashSet<>();
    RATES.forEach(window -> all.addAll(slo.indicator().measurements(new Window.Sliding(window))));
    switch (slo.indicator()) {
      case Indicator.Spending spending -> all.add(daysOf(spending));
      case Indicator.BadRatio _, Indicator.GoodRatio _, Indicator.Latency _ -> {
        all.addAll(slo.indicator().measurements(new Window.Sliding(slo.window())));
        all.addAll(slo.indicator().measurements(MONTH));
        all.addAll(slo.indicator().measurements(WEEK));
      }
    }
    return all;
  }

  /// How a service level stands now, by group; the one of all also when nothing happened.
  ///
  /// @param measures with [#measurements], advanced to that time
  public static List<ErrorBudget> of(Slo slo, Measures measures, Instant now) {
    Set<Group> groups = new LinkedHashSet<>();
    if (slo.by().isEmpty()) {
      groups.add(Group.ALL);
    } else {
      groups.addAll(BurnRates.groups(slo, new Window.Sliding(RATES.getLast()), measures));
    }
    List<ErrorBudget> budgets = new ArrayList<>();
    for (Group group : groups) {
      budgets.add(
          switch (slo.indicator()) {
            case Indicator.Spending spending -> ofDays(slo, spending, group, measures, now);
            case Indicator.BadRatio _, Indicator.GoodRatio _, Indicator.Latency _ ->
                ofEvents(slo, group, measures, now);
          });
    }
    return List.copyOf(budgets);
  }

  private static ErrorBudget ofEvents(Slo slo, Group group, Measures measures, Instant now) {
    Counted counted = counted(slo, group, new Window.Sliding(slo.window()), measures);
    Counted month = counted(slo, group, MONTH, measures);
    boolean olderThanAWeek = month.total > counted(slo, group, WEEK, measures).total;
    List<ErrorBudget.Rate> rates = rates(slo, group, measures);
    ErrorBudget budget =
        new ErrorBudget(
            slo,
            group,
            counted.good(),
            counted.total,
            rates,
            null,
            olderThanAWeek ? supported(month.good(), month.total) : null,
            null);
    return exhausted(budget, now);
  }

  private record Counted(long bad, long total) {
    long good() {
      return total - bad;
    }
  }

  /// What was withdrawn after it had left a short window, or is told in parts, may leave more bad
  /// ones than there are.
  private static Counted counted(Slo slo, Group group, Window.Sliding window, Measures measures) {
    Outcome outcome = BurnRates.outcome(slo, group, window, measures);
    long total = Math.max(0, Math.round(outcome.total()));
    return new Counted(Math.clamp(Math.round(outcome.bad()), 0, total), total);
  }

  private static List<ErrorBudget.Rate> rates(Slo slo, Group group, Measures measures) {
    List<ErrorBudget.Rate> rates = new ArrayList<>();
    for (Duration window : RATES) {
      Outcome outcome = BurnRates.outcome(slo, group, new Window.Sliding(window), measures);
      rates.add(new ErrorBudget.Rate(window, BurnRates.rate(slo, outcome)));
    }
    return rates;
  }

  private static ErrorBudget exhausted(ErrorBudget budget, Instant now) {
    double left = budget.leftShare();
    double pace =
        budget.rates().stream()
            .filter(rate -> rate.window().equals(PACE))
            .mapToDouble(ErrorBudget.Rate::rate)
            .findFirst()
            .orElse(Double.NaN);
    Instant at = null;
    if (left <= 0) {
      at = now;
    } else if (left > 0 && pace > 1) {
      // As fast as 1, bad ones leave the window as fast as others come.
      double seconds = budget.slo().window().toSeconds() * left / pace;
      at = now.plusSeconds((long) seconds);
    }
    return new ErrorBudget(
        budget.slo(),
        budget.group(),
        budget.good(),
        budget.total(),
        budget.rates(),
        at,
        budget.supportedTarget(),
        budget.today());
  }

  private static Measurement daysOf(Indicator.Spending spending) {
    return new Measurement(spending.cost(), new Window.Month(spending.zone()));
  }

  private static ErrorBudget ofDays(
      Slo slo, Indicator.Spending spending, Group group, Measures measures, Instant now) {
    long[] spent = new long[DAYS_OF_MONTH + 1];
    LocalDate today = now.atZone(spending.zone()).toLocalDate();
    int known = 0;
    for (int ago = 0; ago < spent.length; ago++) {
      spent[ago] = spentOn(today.minusDays(ago), spending, group, measures);
      if (spent[ago] != 0) {
        known = ago + 1; // days before the first that is known are no good ones
      }
    }
    int days = Math.min(known, Math.max(1, (int) slo.window().toDays()));
    int ofMonth = Math.min(known, DAYS_OF_MONTH);
    ErrorBudget budget =
        new ErrorBudget(
            slo,
            group,
            within(spent, days, spending.picoUsdPerDay()),
            days,
            rates(slo, group, measures),
            null,
            ofMonth > DAYS_OF_WEEK
                ? supported(within(spent, ofMonth, spending.picoUsdPerDay()), ofMonth)
                : null,
            new ErrorBudget.Spent(spent[0], spending.picoUsdPerDay()));
    // How fast dollars go says nothing of how many days will be over the limit.
    return budget.leftShare() <= 0 ? exhausted(budget, now) : budget;
  }

  /// What was spent on a day of the last month, in 1e-12 US dollars.
  static long spentOn(LocalDate day, Indicator.Spending spending, Group group, Measures measures) {
    return measures
        .between(
            daysOf(spending),
            group,
            day.atStartOfDay(spending.zone()).toInstant(),
            day.plusDays(1).atStartOfDay(spending.zone()).toInstant())[0];
  }

  private static long within(long[] spent, int days, long limit) {
    long within = 0;
    for (int ago = 0; ago < days; ago++) {
      within += spent[ago] <= limit ? 1 : 0;
    }
    return within;
  }

  /// The highest usual target that so many good ones kept. With fewer than would allow a single bad
  /// one, a target is kept by luck: 10 good ones of 10 support 90 %, not 99.9 %.
  static @Nullable BigDecimal supported(long good, long total) {
    for (BigDecimal target : USUAL_TARGETS) {
      BigDecimal all = BigDecimal.valueOf(total);
      boolean kept = all.multiply(target).compareTo(BigDecimal.valueOf(good)) <= 0;
      boolean enough = all.multiply(BigDecimal.ONE.subtract(target)).compareTo(BigDecimal.ONE) >= 0;
      if (kept && enough) {
        return target;
      }
    }
    return null;
  }
}
