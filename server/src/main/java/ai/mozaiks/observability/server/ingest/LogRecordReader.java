// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.fold.Arrival.ArrivedLog;
import ai.mozaiks.observability.server.normalise.EventName;
import ai.mozaiks.observability.server.normalise.Severity;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredLog;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the log records of a request into the form the store keeps. Runs in the sender's thread,
/// so that the fold's single thread does not have to. Thread-safe.
public final class LogRecordReader {
  private final Dialects dialects;

  public LogRecordReader(Dialects dialects) {
    this.dialects = dialects;
  }

  /// All records, in their order.
  public List<ArrivedLog> read(ExportLogsServiceRequest request) {
    List<ArrivedLog> logs = new ArrayList<>();
    RecordIds ids = new RecordIds();
    Envelope.LOGS.each(
        request,
        around ->
            record -> {
              Origin origin = around.origin();
              StoredLog stored = read(record, around.scope(), origin, ids);
              SpanNote note = stored.note() ? SpanNote.of(stored, origin, dialects) : null;
              logs.add(new ArrivedLog(stored, origin.stored(), note));
            });
    return logs;
  }

  private StoredLog read(
      LogRecord record, InstrumentationScope scope, Origin origin, RecordIds ids) {
    AnyValue body = record.getBody();
    String event = orNull(EventName.of(record));
    long spanId = record.getSpanId().isEmpty() ? 0 : longsOf(record.getSpanId()).getLong();
    boolean text = body.getValueCase() == AnyValue.ValueCase.STRING_VALUE;
    long observed = UnixNanos.of(record.getObservedTimeUnixNano());
    return new StoredLog(
        ids.of(origin.stored().id(), record.toByteArray()),
        record.getTimeUnixNano() == 0 ? observed : UnixNanos.of(record.getTimeUnixNano()),
        observed,
        severity(record),
        orNull(record.getSeverityText()),
        event,
        orNull(scope.getName()),
        text ? body.getStringValue() : AttributesJson.of(body), // null where there is none
        !text,
        traceOf(record.getTraceId()),
        spanId,
        dialects.subjectOf(record.getAttributesList(), scope, origin),
        AttributesJson.of(record.getAttributesList()),
        SpanNote.isOne(event, !record.getTraceId().isEmpty(), spanId),
        origin.stored().id());
  }

  private static int severity(LogRecord record) {
    int number = record.getSeverityNumberValue();
    return number < 1 || number > StoredLog.MAX_SEVERITY
        ? Severity.ofText(record.getSeverityText())
        : number;
  }

  private static @Nullable PartId traceOf(ByteString id) {
    if (id.isEmpty()) {
      return null;
    }
    ByteBuffer halves = longsOf(id);
    return PartId.ofTrace(halves.getLong(), halves.getLong());
  }

  private static ByteBuffer longsOf(ByteString id) {
    return id.asReadOnlyByteBuffer();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
