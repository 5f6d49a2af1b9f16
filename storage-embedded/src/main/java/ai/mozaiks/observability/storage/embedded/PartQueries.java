// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.PartInfo;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Questions about parts: by many ids at once, bounded by the times that the table `parts` knows.
///
/// Ids are found by their upper half in SQL and told apart by the rest here: a list of numbers is
/// the fastest filter, and the upper half of a random id is as good as unique.
final class PartQueries {
  private static final int IDS_PER_QUERY = 1000;
  private static final String INFO =
      "SELECT direct, high, low, settled, records, first_nanos, last_nanos, written_nanos FROM parts";
  private static final Comparator<StoredSpan> BY_START =
      Comparator.comparingLong(StoredSpan::startNanos)
          .thenComparing(StoredSpan::spanId, Long::compareUnsigned);

  static final String SPAN_COLUMNS =
      "trace_high, trace_low, span_id, parent_span_id, name, start_nanos, end_nanos, kind,"
          + " status_code, origin, body";

  private PartQueries() {}

  /// Takes one row.
  @FunctionalInterface
  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private static void forEachRow(Connection connection, String sql, RowReader reader)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        reader.read(row);
      }
    }
  }

  /// Lists of numbers, none too long for one statement.
  private static List<String> numberLists(Collection<Long> numbers) {
    List<Long> all = numbers.stream().distinct().toList();
    List<String> lists = new ArrayList<>();
    for (int i = 0; i < all.size(); i += IDS_PER_QUERY) {
      List<Long> some = all.subList(i, Math.min(i + IDS_PER_QUERY, all.size()));
      lists.add(some.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")")));
    }
    return lists;
  }

  private static List<String> highs(Collection<PartId> parts) {
    return numberLists(parts.stream().map(PartId::high).toList());
  }

  private static PartInfo info(ResultSet row) throws SQLException {
    PartId part = new PartId(row.getBoolean(1), row.getLong(2), row.getLong(3));
    return new PartInfo(
        part,
        row.getBoolean(4),
        row.getInt(5),
        row.getLong(6),
        row.getLong(7),
        Nanos.toInstant(row.getLong(8)));
  }

  static Map<PartId, PartInfo> parts(Connection connection, Collection<PartId> parts)
      throws SQLException {
    Set<PartId> asked = new HashSet<>(parts);
    Map<PartId, PartInfo> found = new HashMap<>();
    for (String highs : highs(asked)) {
      forEachRow(
          connection,
          INFO + " WHERE high IN " + highs,
          row -> {
            PartInfo info = info(row);
            if (asked.contains(info.part())) {
              found.put(info.part(), info);
            }
          });
    }
    return Map.copyOf(found);
  }

  static void forEachPart(Connection connection, Consumer<PartInfo> consumer) throws SQLException {
    forEachRow(connection, INFO, row -> consumer.accept(info(row)));
  }

  static Map<Long, StoredOrigin> origins(Connection connection, Collection<Long> ids)
      throws SQLException {
    Map<Long, StoredOrigin> found = new HashMap<>();
    for (String list : numberLists(ids)) {
      forEachRow(
          connection,
          "SELECT id, body FROM origins WHERE id IN " + list,
          row -> found.put(row.getLong(1), new StoredOrigin(row.getLong(1), row.getBytes(2))));
    }
    return Map.copyOf(found);
  }

  static Map<PartId, List<StoredSpan>> spans(Connection connection, Collection<PartId> traces)
      throws SQLException {
    Set<PartId> asked = new HashSet<>(traces);
    Map<PartId, List<StoredSpan>> found = new HashMap<>();
    for (String highs : highs(asked)) {
      String sql =
          "SELECT %s FROM spans WHERE start_nanos BETWEEN %s AND trace_high IN %s"
              .formatted(SPAN_COLUMNS, scanRange(connection, highs), highs);
      forEachRow(
          connection,
          sql,
          row -> {
            StoredSpan span = span(row);
            if (asked.contains(span.trace())) {
              found.computeIfAbsent(span.trace(), _ -> new ArrayList<>()).add(span);
            }
          });
    }
    found.replaceAll((_, spans) -> spans.stream().sorted(BY_START).toList());
    return Map.copyOf(found);
  }

  /// Reads a row of [#SPAN_COLUMNS], which come first.
  static StoredSpan span(ResultSet row) throws SQLException {
    return new StoredSpan(
        PartId.ofTrace(row.getLong(1), row.getLong(2)),
        row.getLong(3),
        row.getLong(4),
        row.getString(5),
        row.getLong(6),
        row.getLong(7),
        row.getByte(8),
        row.getByte(9),
        row.getLong(10),
        row.getBytes(11));
  }

  static Map<PartId, List<ChatEvent>> events(Connection connection, Collection<PartId> parts)
      throws SQLException {
    Set<PartId> asked = new HashSet<>(parts);
    Map<PartId, List<ChatEvent>> found = new HashMap<>();
    for (String highs : highs(asked)) {
      String sql =
          "SELECT %s FROM events WHERE at_nanos BETWEEN %s AND part_high IN %s ORDER BY at_nanos, id"
              .formatted(EventReading.COLUMNS, scanRange(connection, highs), highs);
      forEachRow(
          connection,
          sql,
          row -> {
            PartId part = EventReading.part(row);
            if (asked.contains(part)) {
              found.computeIfAbsent(part, _ -> new ArrayList<>()).add(EventReading.event(row));
            }
          });
    }
    found.replaceAll((_, events) -> List.copyOf(events));
    return Map.copyOf(found);
  }

  /// Between which times all spans and events of these parts start; an empty range if none is
  /// known.
  private static String scanRange(Connection connection, String highs) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(min(scan_from), 1), coalesce(max(scan_to), 0) FROM parts"
                    + " WHERE high IN "
                    + highs)) {
      row.next();
      return row.getLong(1) + " AND " + row.getLong(2);
    }
  }
}
