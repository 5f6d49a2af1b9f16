// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.slo.BurnRates.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How an error budget came to be what it is: the window of its level in parts, and what was left
/// after each. The last part ends after now; what is left after it is what [ErrorBudget#leftShare]
/// says.
///
/// @param budget how it stands now
/// @param parts the earliest first, one after the other; of a level about days, its days
public record BudgetHistory(ErrorBudget budget, List<Part> parts) {

  /// What happened in a part of the window.
  ///
  /// @param until not included
  /// @param good how many were good
  /// @param total how many there were; 0 on days before the first with costs
  /// @param leftShare of the budget of the whole window, after this part: 1 while nothing was bad,
  ///   0 when all is spent, below 0 when more is; NaN when nothing happened in the window
  /// @param picoUsd what was spent, in 1e-12 US dollars; null where the level is about something
  ///   else
  public record Part(
      Instant from,
      Instant until,
      long good,
      long total,
      double leftShare,
      @Nullable Long picoUsd) {
    public long bad() {
      return total - good;
    }
  }

  /// How long parts may be, the shortest that makes no more of a window than [#MOST].
  private static final List<Duration> LENGTHS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12));

  private static final int MOST = 62;

  public BudgetHistory {
    Objects.requireNonNull(budget, "budget");
    parts = List.copyOf(parts);
  }

  /// The past of a budget.
  ///
  /// @param measures with [ErrorBudgets#measurements], advanced to `now`
  static BudgetHistory of(ErrorBudget budget, Measures measures, Instant now) {
    return switch (budget.slo().indicator()) {
      case Indicator.Spending spending -> ofDays(budget, spending, measures, now);
      case Indicator.BadRatio _, Indicator.GoodRatio _, Indicator.Latency _ ->
          ofEvents(budget, measures, now);
    };
  }

  private static BudgetHistory ofEvents(ErrorBudget budget, Measures measures, Instant now) {
    Slo slo = budget.slo();
    long seconds = lengthOf(slo.window()).toSeconds();
    List<Part> parts = new ArrayList<>();
    long bad = 0;
    Instant from = now.minus(slo.window()).truncatedTo(ChronoUnit.SECONDS);
    while (!from.isAfter(now)) {
      Instant until = Instant.ofEpochSecond((from.getEpochSecond() / seconds + 1) * seconds);
      Outcome outcome =
          BurnRates.between(
              slo, budget.group(), new Window.Sliding(slo.window()), from, until, measures);
      long total = Math.max(0, Math.round(outcome.total()));
      long badHere = Math.clamp(Math.round(outcome.bad()), 0, total);
      bad += badHere;
      parts.add(new Part(from, until, total - badHere, total, leftShare(budget, bad), null));
      from = until;
    }
    return new BudgetHistory(budget, parts);
  }

  private static Duration lengthOf(Duration window) {
    return LENGTHS.stream()
        .filter(length -> window.dividedBy(length) <= MOST)
        .findFirst()
        .orElse(LENGTHS.getLast());
  }

  private static BudgetHistory ofDays(
      ErrorBudget budget, Indicator.Spending spending, Measures measures, Instant now) {
    ZoneId zone = spending.zone();
    LocalDate today = now.atZone(zone).toLocalDate();
    List<Part> parts = new ArrayList<>();
    long bad = 0;
    for (long ago = Math.max(1, budget.slo().window().toDays()) - 1; ago >= 0; ago--) {
      LocalDate day = today.minusDays(ago);
      long spent = ErrorBudgets.spentOn(day, spending, budget.group(), measures);
      boolean known = ago < budget.total();
      boolean within = spent <= spending.picoUsdPerDay();
      bad += known && !within ? 1 : 0;
      parts.add(
          new Part(
              day.atStartOfDay(zone).toInstant(),
              day.plusDays(1).atStartOfDay(zone).toInstant(),
              known && within ? 1 : 0,
              known ? 1 : 0,
              leftShare(budget, bad),
              spent));
    }
    return new BudgetHistory(budget, parts);
  }

  /// What is left of the budget that all the window allows, after so many bad ones.
  private static double leftShare(ErrorBudget budget, long bad) {
    return budget.total() == 0 ? Double.NaN : 1 - bad / budget.allowed();
  }
}
