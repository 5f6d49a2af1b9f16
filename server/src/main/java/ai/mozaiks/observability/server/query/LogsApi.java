// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.normalise.Severity;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogReader;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.StoredLog;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `GET /api/logs`: stored log records, newest first. Thread-safe.
public final class LogsApi {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = LogQuery.MAX_LIMIT - 1;
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-fA-F]{32}");
  private static final Pattern CURSOR = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{32})");

  private final LogReader store;
  private final Function<String, List<ChatSnapshot>> chatsById;

  /// @param chatsById the chats with an id, also with one that they had before
  public LogsApi(LogReader store, Function<String, List<ChatSnapshot>> chatsById) {
    this.store = store;
    this.chatsById = chatsById;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/logs", this::logs);
  }

  private Answer logs(Request request) throws Refusal {
    request.allowParameters(
        "chat_id", "trace_id", "app_id", "from", "to", "min_severity", "limit", "before");
    Instant from = Range.instant(request, "from", Instant.EPOCH);
    Instant to = Range.instant(request, "to", Instant.MAX);
    if (!from.isBefore(to)) {
      throw Refusal.of(400, "to: " + to + " (expected: after from, " + from + ")");
    }
    String app = request.queryParameter("app_id");
    String chatId = request.queryParameter("chat_id");
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    LogQuery query =
        new LogQuery(
            from,
            to,
            app,
            chatId == null ? null : ofChat(chatId, app),
            trace(request),
            severity(request),
            cursor(request),
            limit + 1); // the one beyond says whether another page follows
    List<StoredLog> logs = store.logs(query);
    return Answer.stream(200, "application/json", out -> write(logs, limit, out));
  }

  private LogQuery.OfChat ofChat(String chatId, @Nullable String app) {
    Set<ChatKey> chats = new HashSet<>();
    for (ChatSnapshot chat : chatsById.apply(chatId)) {
      if (app == null || chat.key().app().equals(app)) {
        chats.add(chat.key());
      }
    }
    return new LogQuery.OfChat(chatId, chats);
  }

  private static @Nullable PartId trace(Request request) throws Refusal {
    String text = request.queryParameter("trace_id");
    if (text != null && !TRACE_ID.matcher(text).matches()) {
      throw Refusal.of(400, "trace_id: " + shortened(text) + " (expected: 32 hex digits)");
    }
    return text == null ? null : PartId.ofTrace(text);
  }

  private static int severity(Request request) throws Refusal {
    String text = request.queryParameter("min_severity");
    if (text == null) {
      return 0;
    }
    Integer number = Severity.numberOf(text.toUpperCase(Locale.ROOT));
    return number != null
        ? number
        : text.matches("\\d{1,2}")
            ? request.intParameter("min_severity", 0, 0, StoredLog.MAX_SEVERITY)
            : refuseSeverity(text);
  }

  private static int refuseSeverity(String text) throws Refusal {
    throw Refusal.of(
        400,
        "min_severity: "
            + shortened(text)
            + " (expected: 0 to 24, or trace, debug, info, warn, error or fatal)");
  }

  private static @Nullable RecordKey cursor(Request request) throws Refusal {
    String text = request.queryParameter("before");
    if (text == null) {
      return null;
    }
    Matcher parts = CURSOR.matcher(text);
    if (!parts.matches()) {
      throw Refusal.of(
          400,
          "before: " + shortened(text) + " (expected: the value of next of an earlier answer)");
    }
    String id = parts.group(2);
    return new RecordKey(
        HexFormat.fromHexDigitsToLong(parts.group(1)),
        new RecordId(
            HexFormat.fromHexDigitsToLong(id, 0, 16), HexFormat.fromHexDigitsToLong(id, 16, 32)));
  }

  private static String shortened(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "...";
  }

  /// One record at a time, since there may be thousands of long ones.
  private static void write(List<StoredLog> logs, int limit, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("logs");
      logs.stream().limit(limit).forEach(log -> write(json, log));
      json.writeEndArray();
      json.writeStringProperty(
          "next", logs.size() > limit ? cursorOf(logs.get(limit - 1).key()) : null);
      json.writeEndObject();
    }
  }

  private static String cursorOf(RecordKey key) {
    return HexFormat.of().toHexDigits(key.timeNanos()) + "-" + hex(key.id());
  }

  private static String hex(RecordId id) {
    return HexFormat.of().toHexDigits(id.high()) + HexFormat.of().toHexDigits(id.low());
  }

  private static void write(JsonGenerator json, StoredLog log) {
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
    json.writeEndObject();
  }

  private static @Nullable String levelOf(StoredLog log) {
    return log.severityText() != null ? log.severityText() : Severity.nameOf(log.severity());
  }
}
