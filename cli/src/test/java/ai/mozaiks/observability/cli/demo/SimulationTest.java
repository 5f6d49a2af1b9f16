// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Work;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

  @Test
  void givesTheSameSpans_forTheSameSeedAndStart() {
    assertThat(hour(7)).isEqualTo(hour(7)).isNotEqualTo(hour(8));
  }

  @Test
  void givesTheSameSpans_howeverOftenItIsAsked() {
    Simulation simulation = new Simulation(7, START, 1);
    List<PlannedSpan> inSteps = new ArrayList<>();
    for (int second = 0; second <= 3600; second++) {
      inSteps.addAll(simulation.until(START.plusSeconds(second)));
    }
    assertThat(inSteps).containsExactlyInAnyOrderElementsOf(hour(7));
  }

  @Test
  void handsOutSpansWhenTheyEnd_childrenBeforeTheirParents() {
    Instant before = Instant.MIN;
    Set<ByteString> seen = new HashSet<>();
    for (PlannedSpan span : hour(1)) {
      assertThat(span.end()).isAfterOrEqualTo(before).isBeforeOrEqualTo(START.plusSeconds(3600));
      assertThat(span.end()).isAfterOrEqualTo(span.start());
      before = span.end();
      seen.add(span.spanId());
      if (span.parentId() != null) {
        assertThat(seen).doesNotContain(span.parentId());
      }
    }
  }

  @Test
  void hasEverythingThatHappensToAgents() {
    List<PlannedSpan> spans = hour(1);

    List<Work.LlmCall> calls =
        spans.stream()
            .map(PlannedSpan::work)
            .filter(Work.LlmCall.class::isInstance)
            .map(Work.LlmCall.class::cast)
            .toList();
    assertThat(calls).anyMatch(Work.LlmCall::locallyCached);
    assertThat(calls).anyMatch(call -> call.firstTokenMillis() != null);
    assertThat(calls).anyMatch(call -> call.finishReason() == null);
    assertThat(spans)
        .anyMatch(span -> span.work() instanceof Work.ToolCall && span.failure() != null);
    assertThat(spans).anyMatch(span -> span.work() instanceof Work.Run && span.failure() != null);
    assertThat(spans)
        .anyMatch(span ->
            Duration.between(span.start(), span.end()).compareTo(Duration.ofSeconds(15)) > 0);
    assertThat(spans.stream().map(span -> span.chat().workflow().style()).distinct()).hasSize(2);
    assertThat(spans.stream().map(span -> span.chat().company().app()).distinct()).hasSize(3);
    assertThat(spans).hasSizeBetween(3_000, 40_000);
  }

  @Test
  void leavesAChatStuck_whoseRootNeverComes() {
    Map<ByteString, Boolean> rootOfTrace = new HashMap<>();
    for (PlannedSpan span : hour(1)) {
      // Only traces that had time enough to end.
      if (span.end().isBefore(START.plusSeconds(1800))) {
        rootOfTrace.merge(span.traceId(), span.parentId() == null, Boolean::logicalOr);
      }
    }
    assertThat(rootOfTrace.values()).contains(false);
    assertThat(rootOfTrace.values().stream().filter(root -> root).count())
        .isGreaterThan(rootOfTrace.size() * 9L / 10);
  }

  @Test
  void hasChatsThatGoRoundInCircles_andThatRunAway() {
    Map<String, Integer> sameCalls = new HashMap<>();
    Map<String, Integer> turns = new HashMap<>();
    for (PlannedSpan span : hour(1)) {
      if (span.work() instanceof Work.ToolCall call) {
        sameCalls.merge(span.chat().id() + call.tool() + call.arguments(), 1, Integer::sum);
      }
      if (span.work() instanceof Work.Turn) {
        turns.merge(span.chat().id(), 1, Integer::sum);
      }
    }

    assertThat(sameCalls.values()).anyMatch(calls -> calls >= 10);
    assertThat(turns.values()).anyMatch(count -> count > 40);
    assertThat(turns.values().stream().filter(count -> count > 40).count())
        .isLessThan(turns.size() / 10);
  }

  @Test
  void logsWhatEnded_andWhatFailed_withItsSpan() {
    List<PlannedSpan> spans = hour(1);
    List<LogRecord> records = new ArrayList<>();
    for (ExportLogsServiceRequest request : LogRequests.of(spans)) {
      assertThat(request.getResourceLogs(0).getResource().toString())
          .contains("mozaiks.demo", "\"demo-");
      records.addAll(request.getResourceLogs(0).getScopeLogs(0).getLogRecordsList());
    }

    Set<ByteString> ids = spans.stream().map(PlannedSpan::spanId).collect(Collectors.toSet());
    long failed = spans.stream().filter(span -> span.failure() != null).count();
    assertThat(records).allMatch(record -> ids.contains(record.getSpanId()));
    assertThat(records.stream().filter(record -> record.getSeverityText().equals("ERROR")))
        .hasSize((int) failed)
        .allMatch(record -> record.getBody().getStringValue().contains(" failed: "));
    assertThat(records).anyMatch(record -> record.getSeverityText().equals("INFO"));
  }

  @Test
  void measuresEachModelCallOnce() {
    List<PlannedSpan> spans = hour(1);
    long calls = 0;
    long tokens = 0;
    for (ExportMetricsServiceRequest request : MetricRequests.of(spans)) {
      for (Metric metric : request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList()) {
        for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
          assertThat(point.getBucketCountsList().stream().mapToLong(Long::longValue).sum())
              .isEqualTo(point.getCount());
          assertThat(point.getBucketCountsCount()).isEqualTo(point.getExplicitBoundsCount() + 1);
          if (metric.getName().equals("gen_ai.client.operation.duration")) {
            calls += point.getCount();
          } else {
            tokens += (long) point.getSum();
          }
        }
      }
    }

    List<Work.LlmCall> planned =
        spans.stream()
            .map(PlannedSpan::work)
            .filter(Work.LlmCall.class::isInstance)
            .map(Work.LlmCall.class::cast)
            .toList();
    assertThat(calls).isEqualTo(planned.size());
    assertThat(tokens)
        .isEqualTo(
            planned.stream()
                .mapToLong(call -> call.promptTokens() + call.completionTokens())
                .sum());
  }

  @Test
  void marksEverythingAsDemo_andExportsLikeAnSdk() {
    List<PlannedSpan> spans = hour(1);

    List<ExportTraceServiceRequest> requests = ExportRequests.of(spans);

    List<Span> written = new ArrayList<>();
    for (ExportTraceServiceRequest request : requests) {
      assertThat(request.getResourceSpansList()).hasSize(1);
      String resource = request.getResourceSpans(0).getResource().toString();
      assertThat(resource).contains("mozaiks.demo").contains("\"demo-");
      List<Span> some = request.getResourceSpans(0).getScopeSpans(0).getSpansList();
      assertThat(some).hasSizeBetween(1, 512);
      written.addAll(some);
    }
    assertThat(written.stream().map(Span::getSpanId).collect(Collectors.toSet()))
        .hasSize(spans.size());
    assertThat(spans).allMatch(span -> span.chat().id().startsWith("demo-"));
    assertThat(requests.size()).isLessThan(spans.size() / 50);
  }

  @Test
  void refusesASpeedOutOfRange() {
    assertThatThrownBy(() -> new Simulation(1, START, 0))
        .hasMessage("speed: 0.0 (expected: > 0, at most 1000)");
    assertThatThrownBy(() -> new Simulation(1, START, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<PlannedSpan> hour(long seed) {
    return new Simulation(seed, START, 1).until(START.plusSeconds(3600));
  }
}
