// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
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

  /// A [DeletionRecord]; no submission.
  static final byte DELETION = 5;

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
      case SPANS ->
          otlp(
              payload,
              "spans",
              Envelope.SPANS,
              request -> new Submission.Spans(request, Envelope.SPANS.sum(request, List::size)));
      case EVENTS -> new Submission.Events(eventReader.apply(payload));
      case LOGS ->
          otlp(
              payload,
              "logs",
              Envelope.LOGS,
              request -> new Submission.Logs(request, Envelope.LOGS.sum(request, List::size)));
      case METRICS ->
          otlp(
              payload,
              "metrics",
              Envelope.METRICS,
              request -> new Submission.Metrics(request, MetricPointReader.count(request)));
      default ->
          throw new UnreadableRecordException(
              "type: " + type + " (expected: 1 to 5); was it written by a newer version?", null);
    };
  }

  private static <Q extends Message> Submission otlp(
      byte[] payload, String items, Envelope<Q, ?, ?, ?> envelope, Function<Q, Submission> read) {
    try {
      return read.apply(envelope.parse(payload));
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableRecordException(
          "%s: %s (expected: an OTLP %s)"
              .formatted(items, e.getMessage(), envelope.empty().getDescriptorForType().getName()),
          e);
    }
  }
}
