// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.fold.Arrival.ArrivedPoint;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.RecordId;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the points of a metric request into the form the store keeps. Runs in the sender's thread,
/// so that the fold's single thread does not have to. Thread-safe.
public final class MetricPointReader {
  private final Dialects dialects;

  public MetricPointReader(Dialects dialects) {
    this.dialects = dialects;
  }

  /// How many points a request has.
  static int count(ExportMetricsServiceRequest request) {
    return Envelope.METRICS.sum(
        request, metrics -> metrics.stream().mapToInt(MetricPointReader::pointsOf).sum());
  }

  private static int pointsOf(Metric metric) {
    return switch (metric.getDataCase()) {
      case GAUGE -> metric.getGauge().getDataPointsCount();
      case SUM -> metric.getSum().getDataPointsCount();
      case HISTOGRAM -> metric.getHistogram().getDataPointsCount();
      case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getDataPointsCount();
      case SUMMARY -> metric.getSummary().getDataPointsCount();
      case DATA_NOT_SET -> 0;
    };
  }

  /// All points, in their order.
  public List<ArrivedPoint> read(ExportMetricsServiceRequest request) {
    List<ArrivedPoint> points = new ArrayList<>();
    Envelope.METRICS.each(
        request, around -> metric -> new Reading(metric, around, points).addAll());
    return points;
  }

  /// What a point tells beside its series and its times; see [MetricPoint], of which these are
  /// parts.
  private record Measured(
      @Nullable Long integer,
      @Nullable Double value,
      long count,
      @Nullable Double sum,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable String detail) {

    /// @param count as it was sent, unsigned
    static Measured distribution(
        long count,
        @Nullable Double sum,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable String detail) {
      return new Measured(null, null, UnixNanos.of(count), sum, min, max, detail);
    }
  }

  /// One metric.
  private final class Reading {
    private final Metric metric;
    private final InstrumentationScope scope;
    private final Origin origin;
    private final List<ArrivedPoint> points;

    Reading(Metric metric, Envelope.Around around, List<ArrivedPoint> points) {
      this.metric = metric;
      this.scope = around.scope();
      this.origin = around.origin();
      this.points = points;
    }

    void addAll() {
      switch (metric.getDataCase()) {
        case GAUGE -> metric.getGauge().getDataPointsList().forEach(this::add);
        case SUM -> metric.getSum().getDataPointsList().forEach(this::add);
        case HISTOGRAM -> metric.getHistogram().getDataPointsList().forEach(this::add);
        case EXPONENTIAL_HISTOGRAM ->
            metric.getExponentialHistogram().getDataPointsList().forEach(this::add);
        case SUMMARY -> metric.getSummary().getDataPointsList().forEach(this::add);
        case DATA_NOT_SET -> {}
      }
    }

    private void add(NumberDataPoint point) {
      add(
          point.getAttributesList(),
          point.getTimeUnixNano(),
          point.getStartTimeUnixNano(),
          new Measured(
              point.hasAsInt() ? (Long) point.getAsInt() : null,
              point.hasAsDouble() ? (Double) point.getAsDouble() : null,
              0,
              null,
              null,
              null,
              null));
    }

    private void add(HistogramDataPoint point) {
      add(
          point.getAttributesList(),
          point.getTimeUnixNano(),
          point.getStartTimeUnixNano(),
          Measured.distribution(
              point.getCount(),
              point.hasSum() ? (Double) point.getSum() : null,
              point.hasMin() ? (Double) point.getMin() : null,
              point.hasMax() ? (Double) point.getMax() : null,
              MetricDetail.of(point)));
    }

    private void add(ExponentialHistogramDataPoint point) {
      add(
          point.getAttributesList(),
          point.getTimeUnixNano(),
          point.getStartTimeUnixNano(),
          Measured.distribution(
              point.getCount(),
              point.hasSum() ? (Double) point.getSum() : null,
              point.hasMin() ? (Double) point.getMin() : null,
              point.hasMax() ? (Double) point.getMax() : null,
              MetricDetail.of(point)));
    }

    private void add(SummaryDataPoint point) {
      add(
          point.getAttributesList(),
          point.getTimeUnixNano(),
          point.getStartTimeUnixNano(),
          Measured.distribution(
              point.getCount(), point.getSum(), null, null, MetricDetail.of(point)));
    }

    private void add(
        List<KeyValue> attributes, long timeUnixNano, long startTimeUnixNano, Measured measured) {
      MetricSeries series = series(attributes);
      long time = UnixNanos.of(timeUnixNano);
      MetricPoint point =
          new MetricPoint(
              idOf(series, time),
              series.id(),
              time,
              UnixNanos.of(startTimeUnixNano),
              measured.integer(),
              measured.value(),
              measured.count(),
              measured.sum(),
              measured.min(),
              measured.max(),
              measured.detail());
      points.add(new ArrivedPoint(point, series, origin.stored()));
    }

    private MetricSeries series(List<KeyValue> attributes) {
      // A set by its meaning: its order must not make another series.
      List<KeyValue> sorted = new ArrayList<>(attributes);
      sorted.sort(Comparator.comparing(KeyValue::getKey));
      MetricSeries.Kind kind = kind();
      MetricSeries.Temporality temporality = temporality();
      boolean monotonic = metric.hasSum() && metric.getSum().getIsMonotonic();
      Hasher hasher =
          Hashing.sha256().newHasher().putLong(origin.stored().id()).putBoolean(monotonic);
      putText(hasher, kind.name());
      putText(hasher, temporality.name());
      putText(hasher, metric.getName());
      putText(hasher, metric.getUnit());
      sorted.forEach(attribute -> putBytes(hasher, attribute.toByteArray()));
      return new MetricSeries(
          RecordIds.digest(hasher),
          metric.getName(),
          metric.getUnit(),
          metric.getDescription(),
          kind,
          temporality,
          monotonic,
          dialects.subjectOf(attributes, scope, origin).app(),
          AttributesJson.of(sorted),
          origin.stored().id());
    }

    private MetricSeries.Kind kind() {
      return switch (metric.getDataCase()) {
        case GAUGE, DATA_NOT_SET -> MetricSeries.Kind.GAUGE;
        case SUM -> MetricSeries.Kind.SUM;
        case HISTOGRAM -> MetricSeries.Kind.HISTOGRAM;
        case EXPONENTIAL_HISTOGRAM -> MetricSeries.Kind.EXPONENTIAL_HISTOGRAM;
        case SUMMARY -> MetricSeries.Kind.SUMMARY;
      };
    }

    private MetricSeries.Temporality temporality() {
      AggregationTemporality told =
          switch (metric.getDataCase()) {
            case SUM -> metric.getSum().getAggregationTemporality();
            case HISTOGRAM -> metric.getHistogram().getAggregationTemporality();
            case EXPONENTIAL_HISTOGRAM ->
                metric.getExponentialHistogram().getAggregationTemporality();
            case GAUGE, SUMMARY, DATA_NOT_SET -> AggregationTemporality.UNRECOGNIZED;
          };
      return switch (told) {
        case AGGREGATION_TEMPORALITY_DELTA -> MetricSeries.Temporality.DELTA;
        case AGGREGATION_TEMPORALITY_CUMULATIVE -> MetricSeries.Temporality.CUMULATIVE;
        case AGGREGATION_TEMPORALITY_UNSPECIFIED, UNRECOGNIZED ->
            MetricSeries.Temporality.UNSPECIFIED;
      };
    }
  }

  private static RecordId idOf(MetricSeries series, long timeNanos) {
    return RecordIds.digest(
        Hashing.sha256()
            .newHasher()
            .putLong(series.id().high())
            .putLong(series.id().low())
            .putLong(timeNanos));
  }

  private static void putText(Hasher hasher, String text) {
    putBytes(hasher, text.getBytes(StandardCharsets.UTF_8));
  }

  /// With its length, so that two texts cannot pass for one.
  private static void putBytes(Hasher hasher, byte[] bytes) {
    hasher.putInt(bytes.length).putBytes(bytes);
  }
}
