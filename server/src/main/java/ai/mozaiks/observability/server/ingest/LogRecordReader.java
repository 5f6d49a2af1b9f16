// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.content.EventContents;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedLog;
import ai.mozaiks.observability.server.normalise.EventName;
import ai.mozaiks.observability.server.normalise.Severity;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
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
  private final @Nullable EventContents contents;

  /// @param contents takes content out of the records; null if they have none
  public LogRecordReader(Dialects dialects, @Nullable EventContents contents) {
    this.dialects = dialects;
    this.contents = contents;
  }

  /// All records, in their order.
  public List<ArrivedLog> read(ExportLogsServiceRequest request) {
    List<ArrivedLog> logs = new ArrayList<>();
    RecordIds ids = new RecordIds();
    Envelope.LOGS.each(
        request,
        around -> {
          long orderedOrigin = CanonicalOrder.originId(around);
          boolean masked = ResentIds.mayBeMasked(around.origin().stored().body());
          return record -> {
            RecordId id = ids.of(orderedOrigin, CanonicalOrder.of(record).toByteArray());
            logs.add(read(id, record, around.scope(), around.origin(), masked));
          };
        });
    return logs;
  }

  private ArrivedLog read(
      RecordId id,
      LogRecord whole,
      InstrumentationScope scope,
      Origin origin,
      boolean maskedOrigin) {
    EventContents.Taken taken = contents == null ? null : contents.takenFrom(whole);
    // As with spans: what the rules see does not depend on whether content is kept.
    StoredLog stored = stored(id, taken == null ? whole : taken.rest(), scope, origin);
    return new ArrivedLog(
        stored,
        origin.stored(),
        stored.note() ? SpanNote.of(stored, origin, dialects) : null,
        contents == null || taken == null ? List.of() : contents.read(taken, id, stored, origin),
        otherKey(stored, maskedOrigin));
  }

  private static @Nullable RecordKey otherKey(StoredLog log, boolean maskedOrigin) {
    boolean masked =
        maskedOrigin
            || ResentIds.mayBeMasked(log.body())
            || ResentIds.mayBeMasked(log.attributes());
    return masked
        ? new RecordKey(log.timeNanos(), ResentIds.of(log, log.origin(), log.event()))
        : null;
  }

  private StoredLog stored(
      RecordId id, LogRecord record, InstrumentationScope scope, Origin origin) {
    AnyValue body = record.getBody();
    String event = orNull(EventName.of(record));
    long spanId = record.getSpanId().isEmpty() ? 0 : longsOf(record.getSpanId()).getLong();
    boolean text = body.getValueCase() == AnyValue.ValueCase.STRING_VALUE;
    long observed = UnixNanos.of(record.getObservedTimeUnixNano());
    return new StoredLog(
        id,
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
