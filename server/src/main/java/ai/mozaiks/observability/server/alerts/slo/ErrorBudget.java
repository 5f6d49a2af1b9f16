// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.server.alerts.measure.Group;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a service level stands for one group. What is counted are events, or days where the level is
/// about what may be spent in a day.
///
/// @param group values of [Slo#by]
/// @param good how many were good over the level's window
/// @param total how many there were
/// @param rates how fast the budget is spent
/// @param exhaustedAt when nothing will be left if it goes on as in the last six hours, now if
///   nothing is; null when some will be left, or too little is known
/// @param supportedTarget the highest usual target that the last 30 days would have kept; null when
///   they say too little, or less than half was good
/// @param today what was spent so far; null where the level is about something else
public record ErrorBudget(
    Slo slo,
    Group group,
    long good,
    long total,
    List<Rate> rates,
    @Nullable Instant exhaustedAt,
    @Nullable BigDecimal supportedTarget,
    @Nullable Spent today) {

  /// How many times faster than allowed the budget was spent over a window.
  ///
  /// @param rate 1 spends it exactly over the level's window; NaN when nothing happened
  public record Rate(Duration window, double rate) {}

  /// What was spent in a calendar day, in units of 1e-12 US dollars.
  ///
  /// @param limit what may be spent
  public record Spent(long picoUsd, long limit) {}

  public ErrorBudget {
    Objects.requireNonNull(slo, "slo");
    Objects.requireNonNull(group, "group");
    rates = List.copyOf(rates);
    if (good < 0 || good > total) {
      throw new IllegalArgumentException(
          "good, total: " + good + ", " + total + " (expected: 0 <= good <= total)");
    }
  }

  public long bad() {
    return total - good;
  }

  /// The share that was good; NaN when there was nothing.
  public double achieved() {
    return total == 0 ? Double.NaN : (double) good / total;
  }

  /// How many may be bad, of so many; not a whole number.
  public double allowed() {
    return slo.budget() * total;
  }

  /// How many more may be bad; below 0 when too many are.
  public double left() {
    return allowed() - bad();
  }

  /// The share of the budget that is left: 1 while nothing is bad, 0 when all is spent, below 0
  /// when more is; NaN when there was nothing.
  public double leftShare() {
    return total == 0 ? Double.NaN : left() / allowed();
  }

  /// What is to be done by the policy; null while nothing is.
  public BudgetPolicy.@Nullable Step step() {
    return total == 0 ? null : slo.policy().at(leftShare()).orElse(null);
  }
}
