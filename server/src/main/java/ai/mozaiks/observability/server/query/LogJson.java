// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.server.normalise.ProvisionalChat;
import ai.mozaiks.observability.server.normalise.Severity;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import java.net.URLEncoder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A log record as the API shows it.
final class LogJson {
  private LogJson() {}

  static String hex(RecordId id) {
    return HexFormat.of().toHexDigits(id.high()) + HexFormat.of().toHexDigits(id.low());
  }

  static void write(JsonGenerator json, StoredLog log) {
    json.writeStartObject();
    json.writeStringProperty("id", hex(log.id()));
    json.writeStringProperty("at", Nanos.toInstant(log.timeNanos()).toString());
    json.writeStringProperty(
        "observed_at",
        log.observedNanos() == 0 ? null : Nanos.toInstant(log.observedNanos()).toString());
    json.writeNumberProperty("severity", log.severity());
    json.writeStringProperty("level", levelOf(log));
    json.writeStringProperty("logger", log.logger());
    json.writeStringProperty("event", log.event());
    json.writeName("body");
    if (log.structured()) {
      json.writeRawValue(log.body());
    } else {
      json.writeString(log.body());
    }
    PartId trace = log.trace();
    json.writeStringProperty("trace_id", trace == null ? null : trace.hex());
    json.writeStringProperty(
        "span_id", log.spanId() == 0 ? null : HexFormat.of().toHexDigits(log.spanId()));
    json.writeStringProperty("app_id", log.subject().app());
    json.writeStringProperty("chat_id", log.subject().chatId());
    json.writeStringProperty("workflow_name", log.subject().workflow());
    json.writeStringProperty("agent_name", log.subject().agent());
    json.writeStringProperty("user_id", log.subject().user());
    json.writeName("attributes");
    json.writeRawValue(log.attributes());
    writeLinks(json, log);
    json.writeEndObject();
  }

  /// Where to go on: the chat, of one that names none that of its trace; all of the trace; what
  /// stands around.
  private static void writeLinks(JsonGenerator json, StoredLog log) {
    PartId trace = log.trace();
    String chat = log.subject().chatId();
    if (chat == null && trace != null) {
      chat = ProvisionalChat.idOf(trace);
    }
    json.writeObjectPropertyStart("links");
    json.writeStringProperty("chat", chat == null ? null : "/metrics/perf/chats/" + segment(chat));
    json.writeStringProperty("trace", trace == null ? null : "/api/logs?trace_id=" + trace.hex());
    json.writeStringProperty("context", "/api/logs/" + hex(log.id()) + "/context");
    json.writeEndObject();
  }

  private static String segment(String text) {
    String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
    // dots alone would be a way up, not a name
    return encoded.replace(".", "").isEmpty() ? encoded.replace(".", "%2E") : encoded;
  }

  private static @Nullable String levelOf(StoredLog log) {
    return log.severityText() != null ? log.severityText() : Severity.nameOf(log.severity());
  }
}
