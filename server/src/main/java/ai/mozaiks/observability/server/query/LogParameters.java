// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.normalise.Severity;
import ai.mozaiks.observability.storage.LogColumn;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads from a request's query which log records are asked for: the same for all routes that show
/// some. Thread-safe.
final class LogParameters {
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-fA-F]{32}");
  private static final String FIELD = "field.";
  private static final int LONGEST_FIELD = 256;
  private static final Map<String, LogColumn> COLUMNS =
      Map.of(
          "logger", LogColumn.LOGGER,
          "event", LogColumn.EVENT,
          "workflow", LogColumn.WORKFLOW,
          "agent", LogColumn.AGENT,
          "user", LogColumn.USER);

  private final Function<String, List<ChatSnapshot>> chatsById;

  /// When records happened.
  ///
  /// @param from inclusive
  /// @param to exclusive
  record Period(Instant from, Instant to) {

    /// The shortest step that divides it into at most so many buckets, whole or cut at its ends;
    /// seconds.
    int stepFor(int buckets) {
      long seconds = Duration.between(from, to).toSeconds() + 1;
      long step = (seconds + buckets - 2) / (buckets - 1);
      return step > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) step;
    }
  }

  /// @param chatsById the chats with an id, also with one that they had before
  LogParameters(Function<String, List<ChatSnapshot>> chatsById) {
    this.chatsById = chatsById;
  }

  /// Refuses parameters that nobody reads.
  ///
  /// @param more those that are read besides the filter's
  static void allow(Request request, String... more) throws Refusal {
    List<String> known = new ArrayList<>(List.of("chat_id", "trace_id", "app", "min_severity"));
    known.addAll(COLUMNS.keySet().stream().sorted().toList());
    known.addAll(List.of("text", "contains", FIELD + "NAME"));
    known.addAll(List.of(more));
    for (String name : request.query().keySet()) {
      if (name.startsWith(FIELD)) {
        known.add(name);
      }
    }
    request.allowParameters(known.toArray(String[]::new));
  }

  static Period period(Request request) throws Refusal {
    Instant from = Range.instant(request, "from", Instant.EPOCH);
    Instant to = Range.instant(request, "to", Instant.MAX);
    if (!from.isBefore(to)) {
      throw Refusal.of(400, "to: " + to + " (expected: after from, " + from + ")");
    }
    return new Period(from, to);
  }

  /// As [#period], but without `from` the hour before `to`, which is now if it is not there either.
  static Period lately(Request request, Instant now) throws Refusal {
    Instant to = Range.instant(request, "to", now);
    Instant from = Range.instant(request, "from", Range.before(to));
    if (!from.isBefore(to)) {
      throw Refusal.of(400, "to: " + to + " (expected: after from, " + from + ")");
    }
    return new Period(from, to);
  }

  /// @throws Refusal 400, naming the parameter
  LogFilter filter(Request request) throws Refusal {
    String app = request.queryParameter("app");
    String chatId = request.queryParameter("chat_id");
    LogFilter.Builder filter =
        LogFilter.builder()
            .app(app)
            .chat(chatId == null ? null : ofChat(chatId, app))
            .trace(trace(request))
            .minSeverity(severity(request))
            .text(text(request));
    COLUMNS.forEach((name, column) -> filter.column(column, request.queryParameter(name)));
    addFields(request, filter);
    return filter.build();
  }

  /// The records of a chat, in an app or in any.
  LogFilter.OfChat ofChat(String chatId, @Nullable String app) {
    Set<ChatKey> chats = new HashSet<>();
    for (ChatSnapshot chat : chatsById.apply(chatId)) {
      if (app == null || chat.key().app().equals(app)) {
        chats.add(chat.key());
      }
    }
    return new LogFilter.OfChat(chatId, chats);
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

  private static LogText text(Request request) throws Refusal {
    String words = String.join(" ", request.query().getOrDefault("text", List.of()));
    try {
      return LogText.parse(words, request.query().getOrDefault("contains", List.of()));
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, "text, contains: " + e.getMessage());
    }
  }

  private static void addFields(Request request, LogFilter.Builder filter) throws Refusal {
    int fields = 0;
    for (Map.Entry<String, List<String>> parameter : request.query().entrySet()) {
      if (!parameter.getKey().startsWith(FIELD)) {
        continue;
      }
      String name = parameter.getKey().substring(FIELD.length());
      List<String> values = parameter.getValue();
      if (name.isEmpty()
          || name.length() > LONGEST_FIELD
          || values.size() != 1
          || ++fields > LogFilter.MAX_FIELDS) {
        throw Refusal.of(
            400,
            "%s: (expected: one value for each of at most %d attributes, as in field.http.route=/buy)"
                .formatted(shortened(parameter.getKey()), LogFilter.MAX_FIELDS));
      }
      filter.field(name, values.getFirst());
    }
  }

  static String shortened(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "...";
  }
}
