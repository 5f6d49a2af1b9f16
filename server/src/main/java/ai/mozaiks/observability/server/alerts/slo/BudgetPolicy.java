// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What is agreed to be done as an error budget shrinks.
///
/// @param steps each with another share, the largest first; may be empty
public record BudgetPolicy(List<Step> steps) {

  /// What is to be done from when on.
  ///
  /// @param left the step applies when at most this share of the budget is left; 0 to 1
  /// @param text for people
  public record Step(double left, String text) {
    public Step {
      Objects.requireNonNull(text, "text");
      if (!(left >= 0 && left <= 1)) {
        throw new IllegalArgumentException("left: " + left + " (expected: 0 to 1)");
      }
    }
  }

  /// For service levels that say nothing else.
  public static final BudgetPolicy USUAL =
      new BudgetPolicy(
          List.of(
              new Step(0.5, "Half of the budget is spent: find out what spends it."),
              new Step(
                  0, "The budget is spent: ship nothing but repairs until some of it is back.")));

  public BudgetPolicy {
    List<Step> sorted = new ArrayList<>(steps);
    sorted.sort(Comparator.comparingDouble(Step::left).reversed());
    steps = List.copyOf(sorted);
    if (steps.stream().map(Step::left).distinct().count() < steps.size()) {
      throw new IllegalArgumentException("steps: " + steps + " (expected: each share once)");
    }
  }

  /// What is to be done now; empty while nothing is.
  ///
  /// @param left share of the budget that is left; below 0 when more is spent than there was
  public Optional<Step> at(double left) {
    return steps.reversed().stream().filter(step -> left <= step.left()).findFirst();
  }

  /// Reads lines such as `50%: find out what spends it`.
  ///
  /// @return empty if it is none
  static Optional<BudgetPolicy> parse(String text) {
    List<Step> steps = new ArrayList<>();
    for (String line : text.strip().lines().toList()) {
      int percent = line.indexOf("%:");
      String share = percent < 0 ? "" : line.substring(0, percent).strip();
      if (!share.matches("\\d{1,3}(\\.\\d{1,3})?")) {
        return Optional.empty();
      }
      double left = new BigDecimal(share).movePointLeft(2).doubleValue();
      String what = line.substring(percent + 2).strip();
      if (left > 1 || what.isEmpty() || steps.stream().anyMatch(step -> step.left() == left)) {
        return Optional.empty();
      }
      steps.add(new Step(left, what));
    }
    return steps.isEmpty() ? Optional.empty() : Optional.of(new BudgetPolicy(steps));
  }
}
