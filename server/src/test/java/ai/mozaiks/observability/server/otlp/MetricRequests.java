// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.Arrays;
import java.util.List;

/// Metrics to send in tests.
public final class MetricRequests {
  public static final long NANOS = 1_760_000_000_000_000_000L;

  private MetricRequests() {}

  public static ExportMetricsServiceRequest request(Metric.Builder... metrics) {
    ScopeMetrics.Builder scope =
        ScopeMetrics.newBuilder().setScope(InstrumentationScope.newBuilder().setName("spring.ai"));
    Arrays.stream(metrics).forEach(scope::addMetrics);
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(Spans.attribute("service.name", "shop")))
                .addScopeMetrics(scope))
        .build();
  }

  /// A point of a sum or gauge at so many seconds after the first.
  public static NumberDataPoint.Builder number(long second, long value) {
    return NumberDataPoint.newBuilder()
        .setStartTimeUnixNano(NANOS)
        .setTimeUnixNano(NANOS + second * 1_000_000_000)
        .setAsInt(value);
  }

  /// A counter of the conventions, v0.1.0 and later.
  public static Metric.Builder counter(String name, NumberDataPoint.Builder... points) {
    Sum.Builder sum =
        Sum.newBuilder()
            .setIsMonotonic(true)
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    Arrays.stream(points).forEach(sum::addDataPoints);
    return Metric.newBuilder().setName(name).setUnit("{token}").setSum(sum);
  }

  /// `gen_ai.client.token.usage` of one kind of tokens: one call with so many.
  public static Metric.Builder tokenUsage(String type, double tokens) {
    return Metric.newBuilder()
        .setName("gen_ai.client.token.usage")
        .setUnit("{token}")
        .setDescription("Tokens used")
        .setHistogram(
            Histogram.newBuilder()
                .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                .addDataPoints(
                    HistogramDataPoint.newBuilder()
                        .setTimeUnixNano(NANOS)
                        .addAttributes(Spans.attribute("gen_ai.token.type", type))
                        .setCount(1)
                        .setSum(tokens)
                        .setMin(tokens)
                        .setMax(tokens)
                        .addAllExplicitBounds(List.of(1.0, 1024.0))
                        .addAllBucketCounts(List.of(0L, 1L, 0L))));
  }

  /// One metric of each kind, with all that a point can have.
  public static ExportMetricsServiceRequest everyKind() {
    Exemplar exemplar = Exemplar.newBuilder().setTimeUnixNano(NANOS).setAsDouble(1).build();
    return request(
        counter("counter", number(1, Long.MAX_VALUE).addExemplars(exemplar)),
        Metric.newBuilder()
            .setName("gauge")
            .setGauge(
                Gauge.newBuilder()
                    .addDataPoints(
                        NumberDataPoint.newBuilder().setTimeUnixNano(NANOS).setAsDouble(0.1))),
        tokenUsage("input", 120),
        Metric.newBuilder()
            .setName("exponential")
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(
                        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                    .addDataPoints(
                        ExponentialHistogramDataPoint.newBuilder()
                            .setTimeUnixNano(NANOS)
                            .setCount(3)
                            .setSum(4.5)
                            .setScale(-2)
                            .setZeroCount(1)
                            .setPositive(
                                ExponentialHistogramDataPoint.Buckets.newBuilder()
                                    .setOffset(-1)
                                    .addAllBucketCounts(List.of(1L, 1L))))),
        Metric.newBuilder()
            .setName("summary")
            .setSummary(
                Summary.newBuilder()
                    .addDataPoints(
                        SummaryDataPoint.newBuilder()
                            .setTimeUnixNano(NANOS)
                            .setCount(2)
                            .setSum(3)
                            .addQuantileValues(
                                SummaryDataPoint.ValueAtQuantile.newBuilder()
                                    .setQuantile(0.5)
                                    .setValue(1.5)))));
  }
}
