// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.normalise.Severity;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A stored record in the shape of the guide's JSON lines: `ts, level, logger, msg, mod, fn, line,
/// file, path, source, emoji, exception, extra`, and whom it is about. What is not known is left
/// out.
final class LogDocument {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// A term of Lucene has at most 32,766 bytes, the name included; a character has up to 3.
  private static final int LONGEST_INDEXED = 5_000;

  private LogDocument() {}

  /// The document as one line of JSON.
  static String line(StoredLog log) {
    return JSON.writeValueAsString(fields(log));
  }

  /// The same for a search index, as UTF-8: with `@timestamp`, and with what is too long for a term
  /// of the index in `extra_long`, which is stored and not indexed.
  static byte[] forIndex(StoredLog log) {
    ObjectNode document = JSON.createObjectNode();
    document.put("@timestamp", timeOf(log));
    document.setAll(fields(log));
    if (document.get("extra") instanceof ObjectNode extra) {
      moveLong(extra, document);
    }
    return JSON.writeValueAsBytes(document);
  }

  private static void moveLong(ObjectNode extra, ObjectNode document) {
    ObjectNode moved = JSON.createObjectNode();
    for (String name : List.copyOf(extra.propertyNames())) {
      JsonNode value = extra.required(name);
      if (name.length() > LONGEST_INDEXED || value.toString().length() > LONGEST_INDEXED) {
        moved.set(name, extra.remove(name));
      }
    }
    if (!moved.isEmpty()) {
      document.set("extra_long", moved);
    }
    if (extra.isEmpty()) {
      document.remove("extra");
    }
  }

  /// The record's id, 32 hex digits: the same whenever it is sent.
  static String idOf(StoredLog log) {
    RecordId id = log.id();
    return HexFormat.of().toHexDigits(id.high()) + HexFormat.of().toHexDigits(id.low());
  }

  static ObjectNode fields(StoredLog log) {
    ObjectNode document = JSON.createObjectNode();
    document.put("ts", timeOf(log));
    putText(document, "level", levelOf(log));
    putText(document, "logger", log.logger());
    document.put("msg", log.body().isEmpty() && log.event() != null ? log.event() : log.body());
    ObjectNode extra = extraOf(log);
    putOrigin(document, extra);
    putText(document, "event", log.event());
    putSubject(document, log);
    putException(document, extra);
    if (!extra.isEmpty()) {
      document.set("extra", extra);
    }
    document.put("record_id", idOf(log));
    return document;
  }

  /// With an offset instead of Z, like the guide.
  private static String timeOf(StoredLog log) {
    return Nanos.toInstant(log.timeNanos()).toString().replace("Z", "+00:00");
  }

  private static @Nullable String levelOf(StoredLog log) {
    String text = log.severityText();
    return text != null ? text.toUpperCase(Locale.ROOT) : Severity.nameOf(log.severity());
  }

  private static ObjectNode extraOf(StoredLog log) {
    try {
      if (JSON.readTree(log.attributes()) instanceof ObjectNode attributes) {
        return attributes;
      }
    } catch (JacksonException _) {
      // nested too deeply for this reader; shipped as it is
    }
    return JSON.createObjectNode().put("attributes", log.attributes());
  }

  /// Where in the program it was said, by the keys of the guide or of OpenTelemetry.
  private static void putOrigin(ObjectNode document, ObjectNode extra) {
    putText(document, "mod", take(extra, "mod", "code.namespace"));
    String function = take(extra, "fn", "code.function.name", "code.function");
    putText(document, "fn", function);
    String line = take(extra, "line", "code.line.number", "code.lineno");
    boolean number = line != null && line.matches("\\d{1,9}");
    if (number) {
      document.put("line", Integer.parseInt(line));
    } else {
      putText(extra, "line", line);
    }
    String path = take(extra, "path", "code.file.path", "code.filepath");
    String file = take(extra, "file");
    if (file == null && path != null) {
      file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
    putText(document, "file", file);
    putText(document, "path", path);
    String source = take(extra, "source");
    if (source == null && file != null && number) {
      source = file + ":" + line + (function == null ? "" : " " + function);
    }
    putText(document, "source", source);
    putText(document, "emoji", take(extra, "emoji"));
  }

  private static void putSubject(ObjectNode document, StoredLog log) {
    LogSubject subject = log.subject();
    putText(document, "chat_id", subject.chatId());
    document.put("app_id", subject.app());
    putText(document, "workflow_name", subject.workflow());
    putText(document, "agent_name", subject.agent());
    putText(document, "user_id", subject.user());
    PartId trace = log.trace();
    putText(document, "trace_id", trace == null ? null : trace.hex());
    putText(
        document, "span_id", log.spanId() == 0 ? null : HexFormat.of().toHexDigits(log.spanId()));
  }

  private static void putException(ObjectNode document, ObjectNode extra) {
    ObjectNode exception = JSON.createObjectNode();
    putText(exception, "type", take(extra, "exception.type"));
    putText(exception, "message", take(extra, "exception.message"));
    String trace = take(extra, "exception.stacktrace");
    if (trace != null) {
      ArrayNode lines = exception.putArray("trace");
      trace.lines().forEach(lines::add);
    }
    if (!exception.isEmpty()) {
      document.set("exception", exception);
    }
  }

  /// Moves out the first of these that is a text or a number; null if none is.
  private static @Nullable String take(ObjectNode extra, String... names) {
    for (String name : names) {
      JsonNode value = extra.get(name);
      if (value != null && (value.isString() || value.isNumber())) {
        extra.remove(name);
        return value.asString();
      }
    }
    return null;
  }

  private static void putText(ObjectNode document, String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      document.put(name, text);
    }
  }
}
