// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.normalise.Severity;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads log requests from OTLP/JSON straight into the protobuf messages; [JsonInput] says what is
/// taken leniently. Unknown fields are ignored. Stateless.
final class JsonLogs {
  private static final String SEVERITY_PREFIX = "SEVERITY_NUMBER_";

  private JsonLogs() {}

  static ExportLogsServiceRequest request(JsonInput in) throws UndecodableException, Refusal {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "resourceLogs", "resource_logs" -> {
          for (boolean more = in.array() && in.element(); more; more = in.element()) {
            if (in.object()) {
              request.addResourceLogs(resourceLogs(in));
            }
          }
        }
        default -> in.skip();
      }
    }
    return request.build();
  }

  private static ResourceLogs resourceLogs(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.RESOURCE_LOGS);
    ResourceLogs.Builder logs = ResourceLogs.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "resource" -> {
          if (in.object()) {
            logs.setResource(JsonEnvelope.resource(in));
          }
        }
        case "scopeLogs", "scope_logs" -> {
          for (boolean more = in.array() && in.element(); more; more = in.element()) {
            if (in.object()) {
              logs.addScopeLogs(scopeLogs(in));
            }
          }
        }
        case "schemaUrl", "schema_url" -> logs.setSchemaUrl(in.string());
        default -> in.skip();
      }
    }
    return logs.build();
  }

  private static ScopeLogs scopeLogs(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.SCOPE_LOGS);
    ScopeLogs.Builder logs = ScopeLogs.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "scope" -> {
          if (in.object()) {
            logs.setScope(JsonEnvelope.scope(in));
          }
        }
        case "logRecords", "log_records" -> {
          for (boolean more = in.array() && in.element(); more; more = in.element()) {
            if (in.object()) {
              logs.addLogRecords(record(in));
            }
          }
        }
        case "schemaUrl", "schema_url" -> logs.setSchemaUrl(in.string());
        default -> in.skip();
      }
    }
    return logs.build();
  }

  private static LogRecord record(JsonInput in) throws UndecodableException, Refusal {
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
        case "body" -> {
          if (in.object()) {
            record.setBody(JsonAttributes.value(in));
          }
        }
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
