// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// What alert rules look at besides events, for those who evaluate the same rules in a Prometheus.
/// What other series show already is left out. Thread-safe.
public final class FigureSeries implements MultiCollector {
  private final Surroundings surroundings;

  /// @param surroundings whose figures can be read in any thread
  public FigureSeries(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    families.gauge(
        "mozaiks_ready",
        "1 while the server can store and answer, else 0.",
        Labels.EMPTY,
        surroundings.read(Figure.READY));
    families.gauge(
        "mozaiks_store_lag_seconds",
        "How long the store has got no further although there is something to store, in seconds.",
        Labels.EMPTY,
        surroundings.read(Figure.STORE_LAG));
    families.gauge(
        "mozaiks_disk_free_bytes",
        "Free space where the data is, in bytes; NaN for a store that keeps nothing on disk.",
        Labels.EMPTY,
        surroundings.read(Figure.DISK_FREE));
    families.gauge(
        "mozaiks_notification_lag_seconds",
        "For how long the channel has been unreachable that has been so for the longest time, in seconds; 0 while all get through.",
        Labels.EMPTY,
        surroundings.read(Figure.NOTIFICATION_LAG));
    return families.build();
  }
}
