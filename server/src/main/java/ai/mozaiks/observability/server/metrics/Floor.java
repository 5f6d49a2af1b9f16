// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps counters from going down. A span that comes later than the two seconds a trace is given
/// may withdraw what was shown already; its series then stands still until the truth has caught up,
/// since Prometheus would take a smaller value for a restart and count everything again.
/// Thread-safe.
final class Floor {
  private final Map<Key, double[]> shown = new ConcurrentHashMap<>();

  private record Key(String name, Labels labels) {}

  /// The values to show: each at least as large as at the last call.
  double[] raise(String name, Labels labels, double... values) {
    return shown.merge(
        new Key(name, labels),
        values,
        (before, now) -> {
          double[] higher = new double[now.length];
          for (int i = 0; i < now.length; i++) {
            higher[i] = Math.max(before[i], now[i]);
          }
          return higher;
        });
  }
}
