// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.ownlog.OwnLog;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// How many lines of the server's own log became log records. Thread-safe.
public final class OwnLogSeries implements MultiCollector {
  private final OwnLog log;

  public OwnLogSeries(OwnLog log) {
    this.log = log;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    families.counter(
        "mozaiks_own_log_stored_lines",
        "Lines of the server's own log that are safe in the journal as log records.",
        Labels.EMPTY,
        log.stored());
    families.counter(
        "mozaiks_own_log_dropped_lines",
        "Lines of the server's own log that were too many at once to be stored.",
        Labels.EMPTY,
        log.dropped());
    return families.build();
  }
}
