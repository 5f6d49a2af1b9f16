// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.storage.LogCount;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogHistogramQuery;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogReader;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.StoredLog;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `GET /api/logs`: stored log records, newest first; `GET /api/logs/histogram`: how many there are
/// over time; `GET /api/logs/{id}/context`: what stands around one. Thread-safe.
public final class LogsApi {
  private static final JsonFactory JSON = new JsonFactory();
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = LogQuery.MAX_LIMIT - 1;
  private static final int DEFAULT_AROUND = 10;
  private static final int MAX_AROUND = 1_000;
  private static final int USUAL_BUCKETS = 60;
  private static final int MAX_BUCKETS = 2_000;
  private static final Duration MAX_STEP = Duration.ofDays(31);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern CURSOR = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{32})");

  private final LogReader store;
  private final LogParameters parameters;
  private final InstantSource clock;

  /// @param chatsById the chats with an id, also with one that they had before
  public LogsApi(
      LogReader store, Function<String, List<ChatSnapshot>> chatsById, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.parameters = new LogParameters(chatsById);
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/logs", this::logs)
        .get("/api/logs/histogram", this::histogram)
        .get("/api/logs/{id}/context", this::context);
  }

  private Answer logs(Request request) throws Refusal {
    LogParameters.allow(request, "from", "to", "limit", Page.CURSOR, "format");
    LogParameters.Period period = LogParameters.period(request);
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    LogQuery query =
        new LogQuery(
            period.from(),
            period.to(),
            parameters.filter(request),
            cursor(request),
            limit + 1); // the one beyond says whether another page follows
    List<StoredLog> logs = store.logs(query);
    return Answer.stream(200, "application/json", out -> write(logs, limit, out));
  }

  private Answer histogram(Request request) throws Refusal {
    LogParameters.allow(request, "from", "to", "step", "format");
    LogParameters.Period period = LogParameters.lately(request, clock.instant());
    int step =
        request.intParameter("step", period.stepFor(USUAL_BUCKETS), 1, (int) MAX_STEP.toSeconds());
    if (period.stepFor(MAX_BUCKETS) > step) {
      throw Refusal.of(
          400,
          "step: %d (expected: >= %d for this range, so that it has at most %d steps)"
              .formatted(step, period.stepFor(MAX_BUCKETS), MAX_BUCKETS));
    }
    List<LogCount> counts =
        store.countLogs(
            new LogHistogramQuery(
                period.from(), period.to(), Duration.ofSeconds(step), parameters.filter(request)));
    return Answer.stream(
        200, "application/json", out -> LogHistogramJson.write(period, step, counts, out));
  }

  private Answer context(Request request) throws Refusal {
    request.allowParameters("after", "before", "of");
    String id = request.pathParameter("id");
    int after = request.intParameter("after", DEFAULT_AROUND, 0, MAX_AROUND);
    int before = request.intParameter("before", DEFAULT_AROUND, 0, MAX_AROUND);
    if (!ID.matcher(id).matches()) {
      throw Refusal.of(
          400, "id: " + LogParameters.shortened(id) + " (expected: 32 hex digits, a record's id)");
    }
    StoredLog log =
        store
            .log(idOf(id))
            .orElseThrow(() -> Refusal.of(404, "id: " + id + ": no such log record is stored"));
    LogSurroundings surroundings = LogSurroundings.of(log, request.queryParameter("of"));
    LogFilter filter = surroundings.filterFor(log, parameters);
    List<StoredLog> around = store.logsAround(log.key(), filter, after, before);
    return Answer.stream(
        200, "application/json", out -> writeContext(log, surroundings, around, out));
  }

  private static void writeContext(
      StoredLog log, LogSurroundings surroundings, List<StoredLog> around, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("of", surroundings.word());
      json.writeArrayPropertyStart("after");
      around.stream().filter(each -> isAfter(each, log)).forEach(each -> LogJson.write(json, each));
      json.writeEndArray();
      json.writeName("log");
      LogJson.write(json, log);
      json.writeArrayPropertyStart("before");
      around.stream()
          .filter(each -> !isAfter(each, log))
          .forEach(each -> LogJson.write(json, each));
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static boolean isAfter(StoredLog log, StoredLog other) {
    return log.timeNanos() != other.timeNanos()
        ? log.timeNanos() > other.timeNanos()
        : log.id().compareTo(other.id()) > 0;
  }

  /// The place after which a page begins; null for the first.
  static @Nullable RecordKey cursor(Request request) throws Refusal {
    String text = request.queryParameter(Page.CURSOR);
    if (text == null) {
      return null;
    }
    Matcher parts = CURSOR.matcher(text);
    if (!parts.matches()) {
      throw Page.refusedCursor(text);
    }
    return new RecordKey(HexFormat.fromHexDigitsToLong(parts.group(1)), idOf(parts.group(2)));
  }

  private static RecordId idOf(String hex) {
    return new RecordId(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }

  /// One record at a time, since there may be thousands of long ones.
  static void write(List<StoredLog> logs, int limit, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("logs");
      logs.stream().limit(limit).forEach(log -> LogJson.write(json, log));
      json.writeEndArray();
      json.writeStringProperty(
          "next", logs.size() > limit ? cursorOf(logs.get(limit - 1).key()) : null);
      json.writeEndObject();
    }
  }

  private static String cursorOf(RecordKey key) {
    return HexFormat.of().toHexDigits(key.timeNanos()) + "-" + LogJson.hex(key.id());
  }
}
