// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.storage.DurationHistogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/// Shows a [DurationHistogram] as a Prometheus histogram in seconds.
final class HistogramPoint {
  private static final double[] EDGES = DurationHistogram.upperEdgesSeconds();

  private HistogramPoint() {}

  /// @param round keeps each bucket from going down
  static HistogramDataPointSnapshot of(
      String name,
      Labels labels,
      DurationHistogram histogram,
      Floor.Round round,
      Exemplars exemplars) {
    long[] counts = histogram.counts();
    double[] values = new double[counts.length + 1];
    for (int i = 0; i < counts.length; i++) {
      values[i] = counts[i];
    }
    values[counts.length] = histogram.sum().toSeconds() + histogram.sum().toNanosPart() / 1e9;
    double[] shown = round.raise(name, labels, values);
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      buckets.bucket(i < EDGES.length ? EDGES[i] : Double.POSITIVE_INFINITY, (long) shown[i]);
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(shown[counts.length])
        .exemplars(exemplars)
        .build();
  }
}
