// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.normalise.Severity;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads log records from OTLP/JSON. Stateless.
final class JsonLogs {
  private static final String SEVERITY_PREFIX = "SEVERITY_NUMBER_";

  private JsonLogs() {}

  static LogRecord record(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.LOG_RECORD);
    LogRecord.Builder record = LogRecord.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "timeUnixNano", "time_unix_nano" -> record.setTimeUnixNano(in.uint64());
        case "observedTimeUnixNano", "observed_time_unix_nano" ->
            record.setObservedTimeUnixNano(in.uint64());
        case "severityNumber", "severity_number" ->
            record.setSeverityNumberValue(in.enumeration(JsonLogs::severity));
        case "severityText", "severity_text" -> record.setSeverityText(in.string());
        case "body" -> in.one(JsonAttributes::value, record::setBody);
        case "attributes" -> record.addAllAttributes(JsonAttributes.list(in));
        case "droppedAttributesCount", "dropped_attributes_count" ->
            record.setDroppedAttributesCount(in.uint32());
        case "flags" -> record.setFlags(in.uint32());
        case "traceId", "trace_id" -> record.setTraceId(in.hex(32));
        case "spanId", "span_id" -> record.setSpanId(in.hex(16));
        case "eventName", "event_name" -> record.setEventName(in.string());
        default -> in.skip();
      }
    }
    return record.build();
  }

  private static @Nullable Integer severity(String name) {
    String word = name.toUpperCase(Locale.ROOT);
    return Severity.numberOf(
        word.startsWith(SEVERITY_PREFIX) ? word.substring(SEVERITY_PREFIX.length()) : word);
  }
}
