// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
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

  private final Function<byte[], List<ChatEvent>> eventReader;

  /// Reads events by the given reader, which must take what [Portions] writes.
  JournalRecords(Function<byte[], List<ChatEvent>> eventReader) {
    this.eventReader = eventReader;
  }

  static byte typeOf(Submission submission) {
    return switch (submission) {
      case Submission.Spans _ -> SPANS;
      case Submission.Events _ -> EVENTS;
    };
  }

  /// Reads a record back.
  ///
  /// @throws UnreadableRecordException if it is not what a [Portion] holds
  Submission read(byte type, byte[] payload) {
    return switch (type) {
      case SPANS -> spans(payload);
      case EVENTS -> new Submission.Events(eventReader.apply(payload));
      default ->
          throw new UnreadableRecordException(
              "type: " + type + " (expected: 1 or 2); was it written by a newer version?", null);
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
}
