// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.LogCount;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogHistogramQuery;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.StoredLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Questions about log records.
final class LogQueries {
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-fA-F]{32}");

  private static final Comparator<RecordKey> NEWEST_FIRST =
      Comparator.comparingLong(RecordKey::timeNanos).thenComparing(RecordKey::id).reversed();

  /// How many blocks to look at first: enough for a page of what is frequent.
  private static final int FIRST_BLOCKS = 24;

  /// How many to look at together at most.
  private static final int MAX_BLOCKS = 400;

  private LogQueries() {}

  static Set<RecordId> known(Connection connection, Collection<RecordKey> keys)
      throws SQLException {
    Set<RecordId> known = new HashSet<>(RecordIds.known(connection, "logs", keys));
    known.addAll(RecordIds.known(connection, "resent_logs", keys));
    return Set.copyOf(known);
  }

  static void forEachId(Connection connection, Consumer<RecordId> consumer) throws SQLException {
    RecordIds.forEach(connection, "logs", consumer);
    RecordIds.forEach(connection, "resent_logs", consumer);
  }

  /// Few row groups have notes at all, which their minima and maxima tell.
  static Map<PartId, List<StoredLog>> notes(Connection connection, Collection<PartId> traces)
      throws SQLException {
    Map<PartId, List<StoredLog>> notes = new HashMap<>();
    Set<PartId> asked = Set.copyOf(traces);
    if (!asked.isEmpty()) {
      String sql =
          "SELECT %s FROM logs WHERE note AND %s ORDER BY time_nanos, id_high, id_low"
              .formatted(LogRows.COLUMNS, LogConditions.isOf(asked));
      for (StoredLog note : list(connection.prepareStatement(sql))) {
        PartId trace = note.trace();
        if (trace != null && asked.contains(trace)) {
          notes.computeIfAbsent(trace, _ -> new ArrayList<>()).add(note);
        }
      }
    }
    notes.replaceAll((_, of) -> List.copyOf(of));
    return Map.copyOf(notes);
  }

  static List<StoredLog> list(Connection connection, LogQuery query) throws SQLException {
    if (query.from().isAfter(Nanos.MAX_INSTANT)) {
      return List.of();
    }
    LogConditions conditions = conditions(connection, query.from(), query.to(), query.filter());
    if (query.before() != null) {
      conditions.olderThan(query.before());
    }
    return LogPlaces.canNarrow(query.filter().text())
        ? newest(connection, query, conditions)
        : newest(connection, "logs WHERE", conditions, query.limit());
  }

  /// Looks where the text may stand, some places at a time, until no other place can have anything
  /// that is newer.
  private static List<StoredLog> newest(
      Connection connection, LogQuery query, LogConditions conditions) throws SQLException {
    long to = Nanos.saturated(query.to());
    List<LogPlaces.Place> places =
        LogPlaces.of(
            connection,
            query.filter().text(),
            Nanos.saturated(query.from()),
            query.before() == null ? to : Math.min(to, query.before().timeNanos()));
    List<StoredLog> found = new ArrayList<>();
    int atOnce = FIRST_BLOCKS;
    while (!places.isEmpty()) {
      boolean full = found.size() == query.limit();
      if (full && places.getFirst().newest() < found.getLast().timeNanos()) {
        break;
      }
      int together = LogPlaces.together(places, atOnce);
      String where = "logs WHERE " + LogPlaces.condition(places.subList(0, together));
      found.addAll(newest(connection, where + " AND", conditions, query.limit()));
      found.sort(Comparator.comparing(StoredLog::key, NEWEST_FIRST));
      found.subList(Math.min(found.size(), query.limit()), found.size()).clear();
      places = places.subList(together, places.size());
      atOnce = Math.min(4 * atOnce, MAX_BLOCKS);
    }
    return List.copyOf(found);
  }

  /// @param from what comes between FROM and the conditions
  private static List<StoredLog> newest(
      Connection connection, String from, LogConditions conditions, int limit) throws SQLException {
    return list(
        conditions.prepare(
            connection,
            "SELECT " + LogRows.COLUMNS + " FROM " + from,
            "ORDER BY time_nanos DESC, id_high DESC, id_low DESC LIMIT " + limit));
  }

  static List<LogCount> count(Connection connection, LogHistogramQuery query) throws SQLException {
    if (query.from().isAfter(Nanos.MAX_INSTANT)) {
      return List.of();
    }
    // rounded towards the past also before 1970
    String buckets =
        """
        SELECT (time_nanos - (time_nanos %% %1$d + %1$d) %% %1$d) // %1$d AS bucket,
          (severity + 3) // 4 AS level, count(*)
        FROM logs WHERE %2$s AND
        """
            .formatted(query.step().toNanos(), where(connection, query));
    List<LogCount> counts = new ArrayList<>();
    LogConditions conditions = conditions(connection, query.from(), query.to(), query.filter());
    try (PreparedStatement statement =
            conditions.prepare(connection, buckets, "GROUP BY ALL ORDER BY ALL");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        Instant begin = Instant.EPOCH.plus(query.step().multipliedBy(row.getLong(1)));
        counts.add(new LogCount(begin, row.getInt(2), row.getLong(3)));
      }
    }
    return List.copyOf(counts);
  }

  /// The places where the text may stand, if they are few; else all.
  private static String where(Connection connection, LogHistogramQuery query) throws SQLException {
    if (!LogPlaces.canNarrow(query.filter().text())) {
      return "true";
    }
    List<LogPlaces.Place> places =
        LogPlaces.of(
            connection,
            query.filter().text(),
            Nanos.saturated(query.from()),
            Nanos.saturated(query.to()));
    return places.size() > MAX_BLOCKS ? "true" : LogPlaces.condition(places);
  }

  static Optional<StoredLog> find(Connection connection, RecordId id) throws SQLException {
    String sql =
        "SELECT %s FROM logs WHERE id_low = %d AND id_high = %d LIMIT 1"
            .formatted(LogRows.COLUMNS, id.low(), id.high());
    return list(connection.prepareStatement(sql)).stream().findFirst();
  }

  static List<StoredLog> around(
      Connection connection, RecordKey record, LogFilter filter, int after, int before)
      throws SQLException {
    LogConditions newer =
        conditions(connection, Instant.MIN, Instant.MAX, filter).newerThan(record);
    LogConditions older =
        conditions(connection, Instant.MIN, Instant.MAX, filter).olderThan(record);
    String select = "SELECT " + LogRows.COLUMNS + " FROM logs WHERE";
    List<StoredLog> around =
        new ArrayList<>(
            list(newer.prepare(
                    connection, select, "ORDER BY time_nanos, id_high, id_low LIMIT " + after))
                .reversed());
    around.addAll(
        list(
            older.prepare(
                connection,
                select,
                "ORDER BY time_nanos DESC, id_high DESC, id_low DESC LIMIT " + before)));
    return List.copyOf(around);
  }

  private static LogConditions conditions(
      Connection connection, Instant from, Instant to, LogFilter filter) throws SQLException {
    LogFilter.OfChat chat = filter.chat();
    Set<PartId> traces = chat == null ? Set.of() : traces(connection, chat.chats());
    return new LogConditions().between(from, to).like(filter, traces);
  }

  /// The traces of chats.
  static Set<PartId> traces(Connection connection, Set<ChatKey> chats) throws SQLException {
    Set<PartId> traces = new HashSet<>();
    for (ChatKey chat : chats) {
      ChatQueries.forEachTrace(connection, chat, row -> addTraces(row, traces));
    }
    return traces;
  }

  /// @param row as in [ChatQueries#forEachTrace]
  static void addTraces(ResultSet row, Set<PartId> traces) throws SQLException {
    if (!row.getBoolean(1)) {
      traces.add(PartId.ofTrace(row.getLong(2), row.getLong(3)));
    }
    String attached = row.getString(4);
    if (attached != null) {
      addTrace(attached, traces);
    }
  }

  /// @param id of a trace that was attached; passed over if it is none
  static void addTrace(String id, Set<PartId> traces) {
    if (TRACE_ID.matcher(id).matches()) {
      traces.add(PartId.ofTrace(id));
    }
  }

  /// @param question is closed
  private static List<StoredLog> list(PreparedStatement question) throws SQLException {
    List<StoredLog> found = new ArrayList<>();
    try (question;
        ResultSet row = question.executeQuery()) {
      while (row.next()) {
        found.add(LogRows.read(row));
      }
    }
    return List.copyOf(found);
  }
}
