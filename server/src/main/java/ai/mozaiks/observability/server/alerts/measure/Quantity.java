// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import ai.mozaiks.observability.storage.DurationHistogram;

/// What is added up over a window.
public sealed interface Quantity {

  /// The word for it in rules.
  String word();

  /// How many sums it needs per bucket of time.
  int width();

  /// A number of something.
  record Count(Metric metric) implements Quantity {
    @Override
    public String word() {
      return metric.word();
    }

    @Override
    public int width() {
      return 1;
    }
  }

  /// A distribution of durations, with the edges of [DurationHistogram] that Prometheus is shown
  /// too: both engines read the same quantile from the same data.
  record Time(Timing timing) implements Quantity {
    private static final int WIDTH = DurationHistogram.upperEdgesNanos().length + 1;

    @Override
    public String word() {
      return timing.word();
    }

    @Override
    public int width() {
      return WIDTH;
    }
  }
}
