// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.balance;

import java.util.Locale;

/// What kind of item is counted in the [Balance].
public enum Signal {
  SPANS,
  EVENTS,
  LOGS,
  /// Points of metrics.
  METRICS;

  /// The word in metrics and JSON, for example `spans`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What several of its items are called in a sentence.
  public String items() {
    return switch (this) {
      case SPANS -> "spans";
      case EVENTS -> "events";
      case LOGS -> "log records";
      case METRICS -> "data points";
    };
  }
}
