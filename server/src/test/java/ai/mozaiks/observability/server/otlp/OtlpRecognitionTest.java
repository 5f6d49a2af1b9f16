// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OtlpRecognitionTest {

  @Test
  void tellsSpans_alsoWithoutTimes_andWithIdsThatAreText() {
    Span.Builder text =
        Span.newBuilder()
            .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
            .setSpanId(ByteString.copyFromUtf8("01234567"))
            .setName("work");

    assertThat(signalOf(request(span(1)))).contains(OtlpKind.TRACES);
    assertThat(signalOf(request(text))).contains(OtlpKind.TRACES);
    assertThat(signalOf(request(text.setEndTimeUnixNano(1)))).contains(OtlpKind.TRACES);
  }

  @Test
  void tellsLogRecords() {
    LogRecord.Builder record =
        LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue("a line"));

    assertThat(signalOf(logs(record.setObservedTimeUnixNano(1)))).contains(OtlpKind.LOGS);
    assertThat(signalOf(logs(record.setTimeUnixNano(1)))).contains(OtlpKind.LOGS);
    assertThat(signalOf(logs(record.setTraceId(ByteString.copyFrom(new byte[16])))))
        .contains(OtlpKind.LOGS);
  }

  @Test
  void tellsMetrics_alsoWithANameAsLongAsATraceId() {
    Metric.Builder gauge =
        Metric.newBuilder()
            .setName("sixteen_letters_")
            .setDescription("8letters")
            .setGauge(Gauge.newBuilder().addDataPoints(NumberDataPoint.newBuilder().setAsInt(1)));

    assertThat(signalOf(MetricRequests.everyKind())).contains(OtlpKind.METRICS);
    assertThat(signalOf(MetricRequests.request(gauge))).contains(OtlpKind.METRICS);
  }

  @Test
  void passesOverItemsThatTellNothing() {
    assertThat(signalOf(request(Span.newBuilder(), Span.newBuilder().setName("x"), span(1))))
        .contains(OtlpKind.TRACES);
  }

  @Test
  void doesNotGuess_whereNothingTells() {
    assertThat(signalOf(request())).isEmpty();
    assertThat(signalOf(request(Span.newBuilder()))).isEmpty();
    assertThat(OtlpRecognition.ofProtobuf(new byte[0], 0, 0)).isEmpty();
  }

  @Test
  void readsOnlyWhatItIsGiven_andSurvivesAnyBytes() {
    byte[] whole = request(span(1)).toByteArray();
    byte[] within = new byte[whole.length + 20];
    Arrays.fill(within, (byte) 0xFF);
    System.arraycopy(whole, 0, within, 10, whole.length);
    assertThat(OtlpRecognition.ofProtobuf(within, 10, whole.length)).contains(OtlpKind.TRACES);

    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      for (int bytes = random.nextInt(1, 4); bytes > 0; bytes--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      assertThat(OtlpRecognition.ofProtobuf(changed, 0, random.nextInt(changed.length + 1)))
          .isNotNull();
    }
  }

  private static ExportLogsServiceRequest logs(LogRecord.Builder record) {
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder().addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
        .build();
  }

  private static Optional<OtlpKind> signalOf(MessageLite request) {
    byte[] bytes = request.toByteArray();
    return OtlpRecognition.ofProtobuf(bytes, 0, bytes.length);
  }
}
