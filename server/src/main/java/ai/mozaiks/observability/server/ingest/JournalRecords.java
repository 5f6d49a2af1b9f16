// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.List;
import java.util.function.Function;

/// What the journal's records hold: the submissions themselves, in their public forms (OTLP
/// protobuf, event JSON), so that a journal can be read without this program.
final class JournalRecords {

  /// An OTLP `ExportTraceServiceRequest`.
  static final byte SPANS = 1;

  /// Events as JSON, one a line.
  static final byte EVENTS = 2;

  /// An OTLP `ExportLogsServiceRequest`.
  static final byte LOGS = 3;

  /// An OTLP `ExportMetricsServiceRequest`.
  static final byte METRICS = 4;

  private final Function<byte[], List<ChatEvent>> eventReader;

  /// Reads events by the given reader, which must take what [Portions] writes.
  JournalRecords(Function<byte[], List<ChatEvent>> eventReader) {
    this.eventReader = eventReader;
  }

  static byte typeOf(Submission submission) {
    return switch (submission) {
      case Submission.Spans _ -> SPANS;
      case Submission.Events _ -> EVENTS;
      case Submission.Logs _ -> LOGS;
      case Submission.Metrics _ -> METRICS;
    };
  }

  /// Reads a record back.
  ///
  /// @throws UnreadableRecordException if it is not what a [Portion] holds
  Submission read(byte type, byte[] payload) {
    return switch (type) {
      case SPANS -> spans(payload);
      case EVENTS -> new Submission.Events(eventReader.apply(payload));
      case LOGS -> logs(payload);
      case METRICS -> metrics(payload);
      default ->
          throw new UnreadableRecordException(
              "type: " + type + " (expected: 1 to 4); was it written by a newer version?", null);
    };
  }

  private static Submission spans(byte[] payload) {
    try {
      ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(payload);
      int size = 0;
      for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
        for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
          size += scopeSpans.getSpansCount();
        }
      }
      return new Submission.Spans(request, size);
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableRecordException(
          "spans: " + e.getMessage() + " (expected: an OTLP ExportTraceServiceRequest)", e);
    }
  }

  private static Submission metrics(byte[] payload) {
    try {
      ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(payload);
      return new Submission.Metrics(request, MetricPointReader.count(request));
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableRecordException(
          "metrics: " + e.getMessage() + " (expected: an OTLP ExportMetricsServiceRequest)", e);
    }
  }

  private static Submission logs(byte[] payload) {
    try {
      ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(payload);
      int size = 0;
      for (ResourceLogs resourceLogs : request.getResourceLogsList()) {
        for (ScopeLogs scopeLogs : resourceLogs.getScopeLogsList()) {
          size += scopeLogs.getLogRecordsCount();
        }
      }
      return new Submission.Logs(request, size);
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableRecordException(
          "logs: " + e.getMessage() + " (expected: an OTLP ExportLogsServiceRequest)", e);
    }
  }
}
