// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Work;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The metrics that GenAI instrumentations measure beside their spans: tokens and durations of
/// model calls, as delta histograms. Points end with the last call in them, so that none is sent
/// twice.
final class MetricRequests {
  private static final Measure TOKENS =
      new Measure(
          "gen_ai.client.token.usage", "{token}", List.of(64.0, 256.0, 1024.0, 4096.0, 16384.0));
  private static final Measure DURATION =
      new Measure(
          "gen_ai.client.operation.duration", "s", List.of(0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0));

  private MetricRequests() {}

  private record Measure(String name, String unit, List<Double> bounds) {}

  /// One series within one minute.
  ///
  /// @param type `input` or `output`; empty for durations
  private record Key(Measure measure, Model model, String type, Instant minute) {}

  /// The values of a point.
  private static final class Values {
    private final DoubleSummaryStatistics statistics = new DoubleSummaryStatistics();
    private final long[] buckets;
    private final List<Double> bounds;
    private Instant start = Instant.MAX;
    private Instant end = Instant.MIN;

    Values(List<Double> bounds) {
      this.bounds = bounds;
      buckets = new long[bounds.size() + 1];
    }

    void add(double value, PlannedSpan call) {
      statistics.accept(value);
      int place = Collections.binarySearch(bounds, value);
      buckets[place >= 0 ? place : -place - 1]++; // a bucket holds its upper bound
      start = call.start().isBefore(start) ? call.start() : start;
      end = call.end().isAfter(end) ? call.end() : end;
    }

    HistogramDataPoint.Builder point() {
      HistogramDataPoint.Builder point =
          HistogramDataPoint.newBuilder()
              .setStartTimeUnixNano(SpanWriter.nanos(start))
              .setTimeUnixNano(SpanWriter.nanos(end))
              .setCount(statistics.getCount())
              .setSum(statistics.getSum())
              .setMin(statistics.getMin())
              .setMax(statistics.getMax());
      bounds.forEach(point::addExplicitBounds);
      Arrays.stream(buckets).forEach(point::addBucketCounts);
      return point;
    }
  }

  static List<ExportMetricsServiceRequest> of(List<PlannedSpan> spans) {
    List<ExportMetricsServiceRequest> requests = new ArrayList<>();
    Exporter.byProcess(spans)
        .forEach((process, own) -> {
          Map<Key, Values> points = new LinkedHashMap<>();
          own.forEach(span -> add(points, span));
          if (!points.isEmpty()) {
            requests.add(request(process, points));
          }
        });
    return requests;
  }

  private static void add(Map<Key, Values> points, PlannedSpan span) {
    Workflow.Agent agent = span.agent();
    if (agent == null || !(span.work() instanceof Work.LlmCall call)) {
      return;
    }
    Model model = agent.model();
    double seconds = Duration.between(span.start(), span.end()).toNanos() / 1e9;
    add(points, span, DURATION, model, "", seconds);
    if (call.finishReason() != null) {
      add(points, span, TOKENS, model, "input", (double) call.promptTokens());
      add(points, span, TOKENS, model, "output", (double) call.completionTokens());
    }
  }

  private static void add(
      Map<Key, Values> points,
      PlannedSpan span,
      Measure measure,
      Model model,
      String type,
      double value) {
    Key key = new Key(measure, model, type, span.end().truncatedTo(ChronoUnit.MINUTES));
    points.computeIfAbsent(key, _ -> new Values(measure.bounds())).add(value, span);
  }

  private static ExportMetricsServiceRequest request(Exporter process, Map<Key, Values> points) {
    Map<Measure, Histogram.Builder> metrics = new LinkedHashMap<>();
    points.forEach((key, values) -> {
      Attributes attributes =
          new Attributes()
              .put("gen_ai.operation.name", "chat")
              .put("gen_ai.provider.name", key.model().provider())
              .put("gen_ai.request.model", key.model().request())
              .put("gen_ai.token.type", key.type().isEmpty() ? null : key.type());
      metrics
          .computeIfAbsent(key.measure(), _ -> delta())
          .addDataPoints(values.point().addAllAttributes(attributes.list()));
    });
    ScopeMetrics.Builder scope =
        ScopeMetrics.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("demo.agents"));
    metrics.forEach((measure, histogram) ->
        scope.addMetrics(
            Metric.newBuilder()
                .setName(measure.name())
                .setUnit(measure.unit())
                .setHistogram(histogram)));
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder().setResource(process.resource()).addScopeMetrics(scope))
        .build();
  }

  private static Histogram.Builder delta() {
    return Histogram.newBuilder()
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
  }
}
