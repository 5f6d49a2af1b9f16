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

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final long[] EDGES_NANOS =
      Arrays.stream(EDGES_SECONDS).mapToLong(seconds -> Math.round(seconds * 1e9)).toArray();

  private final long[] counts = new long[EDGES_NANOS.length + 1];

  // Whole seconds and a rest below one: nanoseconds in one long end at 292 years, which is 3,500
  // samples of a month.
  private long sumSeconds;
  private int sumRestNanos;

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
    int bucket = Arrays.binarySearch(EDGES_NANOS, saturatedNanos(duration));
    counts[bucket >= 0 ? bucket : -bucket - 1] += sign;
    addSum(sign * duration.toSeconds(), (long) sign * duration.toNanosPart());
  }

  public void add(DurationHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    addSum(other.sumSeconds, other.sumRestNanos);
  }

  public void subtract(DurationHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] -= other.counts[i];
    }
    addSum(-other.sumSeconds, -other.sumRestNanos);
  }

  /// The buckets and the sum as far as they are above zero, each by itself.
  public DurationHistogram positivePart() {
    DurationHistogram positive = new DurationHistogram();
    for (int i = 0; i < counts.length; i++) {
      positive.counts[i] = Math.max(0, counts[i]);
    }
    if (sumSeconds >= 0) {
      positive.addSum(sumSeconds, sumRestNanos);
    }
    return positive;
  }

  /// Adds what a store counted.
  ///
  /// @param bucketCounts samples per bucket, not cumulative; one more than there are edges
  /// @param seconds the sum of all samples, its whole seconds
  /// @param nanos the rest of the sum; may be many seconds
  public void addCounts(long[] bucketCounts, long seconds, long nanos) {
    if (bucketCounts.length != counts.length) {
      throw new IllegalArgumentException(
          "buckets: " + bucketCounts.length + " (expected: " + counts.length + ")");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += bucketCounts[i];
    }
    addSum(seconds, nanos);
  }

  private void addSum(long seconds, long nanos) {
    long rest = sumRestNanos + nanos;
    sumSeconds += seconds + Math.floorDiv(rest, NANOS_PER_SECOND);
    sumRestNanos = (int) Math.floorMod(rest, NANOS_PER_SECOND);
  }

  private static long saturatedNanos(Duration duration) {
    return duration.toSeconds() >= EDGES_NANOS[EDGES_NANOS.length - 1] / NANOS_PER_SECOND + 1
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  /// Samples per bucket, not cumulative; the last bucket reaches to infinity. A copy.
  public long[] counts() {
    return counts.clone();
  }

  public long count() {
    return Arrays.stream(counts).sum();
  }

  /// The sum of all samples; exact.
  public Duration sum() {
    return Duration.ofSeconds(sumSeconds, sumRestNanos);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DurationHistogram histogram
        && sumSeconds == histogram.sumSeconds
        && sumRestNanos == histogram.sumRestNanos
        && Arrays.equals(counts, histogram.counts);
  }

  @Override
  public int hashCode() {
    return 31 * sum().hashCode() + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "DurationHistogram[count=" + count() + ", sum=" + sum() + "]";
  }
}
