// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads metrics from OTLP/JSON. Stateless.
final class JsonMetrics {
  private JsonMetrics() {}

  static Metric metric(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.METRIC);
    Metric.Builder metric = Metric.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "name" -> metric.setName(in.string());
        case "description" -> metric.setDescription(in.string());
        case "unit" -> metric.setUnit(in.string());
        case "gauge" -> in.one(JsonMetrics::gauge, metric::setGauge);
        case "sum" -> in.one(JsonMetrics::sum, metric::setSum);
        case "histogram" -> in.one(JsonMetrics::histogram, metric::setHistogram);
        case "exponentialHistogram", "exponential_histogram" ->
            in.one(JsonMetrics::exponential, metric::setExponentialHistogram);
        case "summary" -> in.one(JsonMetrics::summary, metric::setSummary);
        default -> in.skip(); // the metadata too: nothing here reads them
      }
    }
    return metric.build();
  }

  private static Gauge gauge(JsonInput in) throws UndecodableException, Refusal {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "dataPoints", "data_points" -> in.items(JsonMetrics::number, gauge::addDataPoints);
        default -> in.skip();
      }
    }
    return gauge.build();
  }

  private static Sum sum(JsonInput in) throws UndecodableException, Refusal {
    Sum.Builder sum = Sum.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "dataPoints", "data_points" -> in.items(JsonMetrics::number, sum::addDataPoints);
        case "aggregationTemporality", "aggregation_temporality" ->
            sum.setAggregationTemporalityValue(in.enumeration(JsonMetrics::temporality));
        case "isMonotonic", "is_monotonic" -> sum.setIsMonotonic(in.bool());
        default -> in.skip();
      }
    }
    return sum.build();
  }

  private static Histogram histogram(JsonInput in) throws UndecodableException, Refusal {
    Histogram.Builder histogram = Histogram.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "dataPoints", "data_points" ->
            in.items(JsonMetrics::histogramPoint, histogram::addDataPoints);
        case "aggregationTemporality", "aggregation_temporality" ->
            histogram.setAggregationTemporalityValue(in.enumeration(JsonMetrics::temporality));
        default -> in.skip();
      }
    }
    return histogram.build();
  }

  private static ExponentialHistogram exponential(JsonInput in)
      throws UndecodableException, Refusal {
    ExponentialHistogram.Builder histogram = ExponentialHistogram.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "dataPoints", "data_points" ->
            in.items(JsonMetrics::exponentialPoint, histogram::addDataPoints);
        case "aggregationTemporality", "aggregation_temporality" ->
            histogram.setAggregationTemporalityValue(in.enumeration(JsonMetrics::temporality));
        default -> in.skip();
      }
    }
    return histogram.build();
  }

  private static Summary summary(JsonInput in) throws UndecodableException, Refusal {
    Summary.Builder summary = Summary.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "dataPoints", "data_points" ->
            in.items(JsonMetrics::summaryPoint, summary::addDataPoints);
        default -> in.skip();
      }
    }
    return summary.build();
  }

  private static NumberDataPoint number(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.NUMBER_POINT);
    NumberDataPoint.Builder point = NumberDataPoint.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "attributes" -> point.addAllAttributes(JsonAttributes.list(in));
        case "startTimeUnixNano", "start_time_unix_nano" -> point.setStartTimeUnixNano(in.uint64());
        case "timeUnixNano", "time_unix_nano" -> point.setTimeUnixNano(in.uint64());
        case "asDouble", "as_double" -> in.optionalFloat64(point::setAsDouble);
        case "asInt", "as_int" -> in.optionalInt64(point::setAsInt);
        case "exemplars" -> exemplars(in, point::addExemplars);
        case "flags" -> point.setFlags(in.uint32());
        default -> in.skip();
      }
    }
    return point.build();
  }

  private static HistogramDataPoint histogramPoint(JsonInput in)
      throws UndecodableException, Refusal {
    in.charge(MessageShape.HISTOGRAM_POINT);
    HistogramDataPoint.Builder point = HistogramDataPoint.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "attributes" -> point.addAllAttributes(JsonAttributes.list(in));
        case "startTimeUnixNano", "start_time_unix_nano" -> point.setStartTimeUnixNano(in.uint64());
        case "timeUnixNano", "time_unix_nano" -> point.setTimeUnixNano(in.uint64());
        case "count" -> point.setCount(in.uint64());
        case "sum" -> in.optionalFloat64(point::setSum);
        case "min" -> in.optionalFloat64(point::setMin);
        case "max" -> in.optionalFloat64(point::setMax);
        case "bucketCounts", "bucket_counts" -> in.eachUint64(point::addBucketCounts);
        case "explicitBounds", "explicit_bounds" -> in.eachFloat64(point::addExplicitBounds);
        case "exemplars" -> exemplars(in, point::addExemplars);
        case "flags" -> point.setFlags(in.uint32());
        default -> in.skip();
      }
    }
    return point.build();
  }

  private static ExponentialHistogramDataPoint exponentialPoint(JsonInput in)
      throws UndecodableException, Refusal {
    in.charge(MessageShape.EXPONENTIAL_POINT);
    ExponentialHistogramDataPoint.Builder point = ExponentialHistogramDataPoint.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "attributes" -> point.addAllAttributes(JsonAttributes.list(in));
        case "startTimeUnixNano", "start_time_unix_nano" -> point.setStartTimeUnixNano(in.uint64());
        case "timeUnixNano", "time_unix_nano" -> point.setTimeUnixNano(in.uint64());
        case "count" -> point.setCount(in.uint64());
        case "sum" -> in.optionalFloat64(point::setSum);
        case "min" -> in.optionalFloat64(point::setMin);
        case "max" -> in.optionalFloat64(point::setMax);
        case "scale" -> point.setScale(in.int32());
        case "zeroCount", "zero_count" -> point.setZeroCount(in.uint64());
        case "zeroThreshold", "zero_threshold" -> point.setZeroThreshold(in.float64());
        case "positive" -> in.one(JsonMetrics::buckets, point::setPositive);
        case "negative" -> in.one(JsonMetrics::buckets, point::setNegative);
        case "exemplars" -> exemplars(in, point::addExemplars);
        case "flags" -> point.setFlags(in.uint32());
        default -> in.skip();
      }
    }
    return point.build();
  }

  private static ExponentialHistogramDataPoint.Buckets buckets(JsonInput in)
      throws UndecodableException, Refusal {
    ExponentialHistogramDataPoint.Buckets.Builder buckets =
        ExponentialHistogramDataPoint.Buckets.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "offset" -> buckets.setOffset(in.int32());
        case "bucketCounts", "bucket_counts" -> in.eachUint64(buckets::addBucketCounts);
        default -> in.skip();
      }
    }
    return buckets.build();
  }

  private static SummaryDataPoint summaryPoint(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.SUMMARY_POINT);
    SummaryDataPoint.Builder point = SummaryDataPoint.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "attributes" -> point.addAllAttributes(JsonAttributes.list(in));
        case "startTimeUnixNano", "start_time_unix_nano" -> point.setStartTimeUnixNano(in.uint64());
        case "timeUnixNano", "time_unix_nano" -> point.setTimeUnixNano(in.uint64());
        case "count" -> point.setCount(in.uint64());
        case "sum" -> point.setSum(in.float64());
        case "quantileValues", "quantile_values" ->
            in.each(JsonMetrics::quantile, point::addQuantileValues);
        case "flags" -> point.setFlags(in.uint32());
        default -> in.skip();
      }
    }
    return point.build();
  }

  private static SummaryDataPoint.ValueAtQuantile quantile(JsonInput in)
      throws UndecodableException, Refusal {
    in.charge(MessageShape.QUANTILE);
    SummaryDataPoint.ValueAtQuantile.Builder value = SummaryDataPoint.ValueAtQuantile.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "quantile" -> value.setQuantile(in.float64());
        case "value" -> value.setValue(in.float64());
        default -> in.skip();
      }
    }
    return value.build();
  }

  /// As many as there are, without what is in them: they are counted and left out.
  private static void exemplars(JsonInput in, Consumer<Exemplar> into)
      throws UndecodableException, Refusal {
    for (boolean more = in.array() && in.element(); more; more = in.element()) {
      in.charge(MessageShape.EXEMPLAR);
      in.skip();
      into.accept(Exemplar.getDefaultInstance());
    }
  }

  private static @Nullable Integer temporality(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "AGGREGATION_TEMPORALITY_UNSPECIFIED", "UNSPECIFIED" -> 0;
      case "AGGREGATION_TEMPORALITY_DELTA", "DELTA" -> 1;
      case "AGGREGATION_TEMPORALITY_CUMULATIVE", "CUMULATIVE" -> 2;
      default -> null;
    };
  }
}
