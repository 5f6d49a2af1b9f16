// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A histogram of durations with fixed edges, as Prometheus understands it; a commutative group, so
/// that samples can be withdrawn. Mutable, not thread-safe.
public final class DurationHistogram {

  // 5 s is the guide's objective for turns, 10 s its alert threshold: both are edges, so ratios at
  // them are
  // exact.
  private static final double[] EDGES_SECONDS = {
    0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10, 15, 30, 60, 120, 300, 600
  };

  private static final long[] EDGES_NANOS =
      Arrays.stream(EDGES_SECONDS).mapToLong(seconds -> Math.round(seconds * 1e9)).toArray();

  private final long[] counts = new long[EDGES_NANOS.length + 1];
  private long sumNanos;

  /// Upper edges in seconds, inclusive, ascending, without the last one at infinity. A copy.
  public static double[] upperEdgesSeconds() {
    return EDGES_SECONDS.clone();
  }

  /// Upper edges in nanoseconds, inclusive, ascending, without the last one at infinity. A copy.
  public static long[] upperEdgesNanos() {
    return EDGES_NANOS.clone();
  }

  public void add(Duration duration) {
    add(duration, 1);
  }

  public void subtract(Duration duration) {
    add(duration, -1);
  }

  private void add(Duration duration, int sign) {
    long nanos = duration.toNanos();
    int bucket = Arrays.binarySearch(EDGES_NANOS, nanos);
    counts[bucket >= 0 ? bucket : -bucket - 1] += sign;
    sumNanos += sign * nanos;
  }

  public void add(DurationHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    sumNanos += other.sumNanos;
  }

  public void subtract(DurationHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] -= other.counts[i];
    }
    sumNanos -= other.sumNanos;
  }

  /// Adds what a store counted.
  ///
  /// @param bucketCounts samples per bucket, not cumulative; one more than there are edges
  /// @param nanos the sum of all samples
  public void addCounts(long[] bucketCounts, long nanos) {
    if (bucketCounts.length != counts.length) {
      throw new IllegalArgumentException(
          "buckets: " + bucketCounts.length + " (expected: " + counts.length + ")");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += bucketCounts[i];
    }
    sumNanos += nanos;
  }

  /// Samples per bucket, not cumulative; the last bucket reaches to infinity. A copy.
  public long[] counts() {
    return counts.clone();
  }

  public long count() {
    return Arrays.stream(counts).sum();
  }

  public long sumNanos() {
    return sumNanos;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DurationHistogram histogram
        && sumNanos == histogram.sumNanos
        && Arrays.equals(counts, histogram.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(sumNanos) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "DurationHistogram[count=" + count() + ", sumNanos=" + sumNanos + "]";
  }
}
