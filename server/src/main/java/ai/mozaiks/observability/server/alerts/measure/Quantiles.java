// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import ai.mozaiks.observability.storage.DurationHistogram;

/// Reads histograms as Prometheus' `histogram_quantile` does: linear within a bucket, the highest
/// edge for what lies above it.
public final class Quantiles {
  private static final double[] EDGES = DurationHistogram.upperEdgesSeconds();

  private Quantiles() {}

  public static long count(long[] buckets) {
    long count = 0;
    for (long each : buckets) {
      count += Math.max(0, each);
    }
    return count;
  }

  /// A quantile in seconds.
  ///
  /// @param q 0 to 1
  /// @param buckets not cumulative, of [Quantity.Time]
  /// @return NaN without samples
  public static double of(double q, long[] buckets) {
    long count = count(buckets);
    if (count == 0) {
      return Double.NaN;
    }
    double rank = q * count;
    double below = 0;
    for (int i = 0; i < EDGES.length; i++) {
      double inBucket = Math.max(0, buckets[i]);
      if (below + inBucket >= rank && inBucket > 0) {
        double lower = i == 0 ? 0 : EDGES[i - 1];
        return lower + (EDGES[i] - lower) * (rank - below) / inBucket;
      }
      below += inBucket;
    }
    return EDGES[EDGES.length - 1];
  }

  /// How many samples are at most so long; exact when it is one of the edges.
  public static long atMost(double seconds, long[] buckets) {
    long count = 0;
    for (int i = 0; i < EDGES.length && EDGES[i] <= seconds; i++) {
      count += Math.max(0, buckets[i]);
    }
    return count;
  }

  /// Whether counting what is at most so long is exact.
  public static boolean isEdge(double seconds) {
    return java.util.Arrays.binarySearch(EDGES, seconds) >= 0;
  }
}
