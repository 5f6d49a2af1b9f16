// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.storage.Dimension;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A service level objective.
///
/// @param name unique, for example `turn-latency`
/// @param displayName for people
/// @param service whose it is
/// @param description may be empty
/// @param labels for those who sort them; shown, and nothing else
/// @param target the share that must be good; above 0, below 1. Of [Indicator.Spending], which has
///   no bad ones, the share of days within the limit
/// @param window the sliding window that the budget is for; 1 h to 31 days
/// @param policy what is to be done as the budget shrinks
/// @param source where it is written, for example `slos.yml:3`
public record Slo(
    String name,
    String displayName,
    String service,
    String description,
    Map<String, String> labels,
    Indicator indicator,
    double target,
    Duration window,
    BudgetPolicy policy,
    String source) {
  public Slo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(displayName, "displayName");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(indicator, "indicator");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(source, "source");
    labels = Map.copyOf(labels);
    if (!(target > 0 && target < 1)) {
      throw new IllegalArgumentException("target: " + target + " (expected: above 0, below 1)");
    }
  }

  /// What is kept apart.
  public List<Dimension> by() {
    return indicator.by();
  }

  /// The share that may be bad.
  public double budget() {
    // In decimals: 1 - 0.999 in binary is a little more than 0.001.
    return BigDecimal.ONE.subtract(BigDecimal.valueOf(target)).doubleValue();
  }
}
