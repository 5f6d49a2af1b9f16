// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.storage.Dimension;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// A service level objective.
///
/// @param name unique, for example `turn-latency`
/// @param displayName for people
/// @param service whose it is
/// @param description may be empty
/// @param target the share that must be good; above 0, below 1. Of [Indicator.Spending], which has
///   no bad ones, the share of days within the limit
/// @param window the sliding window that the budget is for
/// @param source where it is written, for example `slos.yml:3`
public record Slo(
    String name,
    String displayName,
    String service,
    String description,
    Indicator indicator,
    double target,
    Duration window,
    String source) {
  public Slo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(displayName, "displayName");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(indicator, "indicator");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(source, "source");
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
    return 1 - target;
  }
}
