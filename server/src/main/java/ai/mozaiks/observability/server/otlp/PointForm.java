// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A kind of points of metrics, as far as their screen looks into them.
///
/// @param attributes its attributes
/// @param timeUnixNano its time; 0 when it has none
/// @param exemplars how many it has; count
/// @param change another with other attributes and no exemplars
/// @param mistake what is wrong with its numbers
record PointForm<P>(
    Function<P, List<KeyValue>> attributes,
    ToLongFunction<P> timeUnixNano,
    ToIntFunction<P> exemplars,
    BiFunction<P, List<KeyValue>, P> change,
    Mistake<P> mistake) {

  /// Of gauges and sums.
  static final PointForm<NumberDataPoint> NUMBER =
      new PointForm<>(
          NumberDataPoint::getAttributesList,
          NumberDataPoint::getTimeUnixNano,
          NumberDataPoint::getExemplarsCount,
          (point, kept) ->
              point.toBuilder().clearAttributes().addAllAttributes(kept).clearExemplars().build(),
          (_, _) -> null);

  static final PointForm<HistogramDataPoint> HISTOGRAM =
      new PointForm<>(
          HistogramDataPoint::getAttributesList,
          HistogramDataPoint::getTimeUnixNano,
          HistogramDataPoint::getExemplarsCount,
          (point, kept) ->
              point.toBuilder().clearAttributes().addAllAttributes(kept).clearExemplars().build(),
          PointForm::histogramMistake);

  static final PointForm<ExponentialHistogramDataPoint> EXPONENTIAL =
      new PointForm<>(
          ExponentialHistogramDataPoint::getAttributesList,
          ExponentialHistogramDataPoint::getTimeUnixNano,
          ExponentialHistogramDataPoint::getExemplarsCount,
          (point, kept) ->
              point.toBuilder().clearAttributes().addAllAttributes(kept).clearExemplars().build(),
          PointForm::exponentialMistake);

  static final PointForm<SummaryDataPoint> SUMMARY =
      new PointForm<>(
          SummaryDataPoint::getAttributesList,
          SummaryDataPoint::getTimeUnixNano,
          _ -> 0,
          (point, kept) -> point.toBuilder().clearAttributes().addAllAttributes(kept).build(),
          (point, most) -> tooMany("quantileValues", point.getQuantileValuesCount(), most));

  /// Says what is wrong with a point.
  @FunctionalInterface
  interface Mistake<P> {

    /// What is wrong with one; null when nothing is.
    ///
    /// @param most how many numbers a list may have
    @Nullable String in(P point, int most);
  }

  private static @Nullable String histogramMistake(HistogramDataPoint point, int most) {
    int counts = point.getBucketCountsCount();
    int bounds = point.getExplicitBoundsCount();
    String tooMany = tooMany("bucketCounts", counts, most);
    boolean fits = counts == 0 ? bounds == 0 : counts == bounds + 1;
    return tooMany != null || fits
        ? tooMany
        : "bucketCounts: %d for %d explicitBounds (expected: one more than bounds)"
            .formatted(counts, bounds);
  }

  private static @Nullable String exponentialMistake(
      ExponentialHistogramDataPoint point, int most) {
    return tooMany(
        "bucketCounts",
        Math.max(
            point.getPositive().getBucketCountsCount(), point.getNegative().getBucketCountsCount()),
        most);
  }

  private static @Nullable String tooMany(String field, int count, int most) {
    return count > most ? field + ": " + count + " (expected: at most " + most + ")" : null;
  }
}
