// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Questions about log records.
final class LogQueries {
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-fA-F]{32}");

  private LogQueries() {}

  static Set<RecordId> known(Connection connection, Collection<RecordKey> keys)
      throws SQLException {
    return RecordIds.known(connection, "logs", keys);
  }

  static void forEachId(Connection connection, Consumer<RecordId> consumer) throws SQLException {
    RecordIds.forEach(connection, "logs", consumer);
  }

  /// Few row groups have notes at all, which their minima and maxima tell.
  static Map<PartId, List<StoredLog>> notes(Connection connection, Collection<PartId> traces)
      throws SQLException {
    Map<PartId, List<StoredLog>> notes = new HashMap<>();
    Set<PartId> asked = Set.copyOf(traces);
    if (!asked.isEmpty()) {
      String sql =
          "SELECT %s FROM logs WHERE note AND %s ORDER BY time_nanos, id_high, id_low"
              .formatted(LogRows.COLUMNS, isOf(asked));
      for (StoredLog note : list(connection, sql, List.of())) {
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
    List<String> texts = new ArrayList<>();
    StringBuilder sql =
        new StringBuilder("SELECT ").append(LogRows.COLUMNS).append(" FROM logs WHERE true");
    between(sql, query.from(), query.to());
    RecordKey before = query.before();
    if (before != null) {
      sql.append(
          " AND time_nanos <= %d AND (time_nanos < %d OR id_high < %d OR (id_high = %d AND id_low < %d))"
              .formatted(
                  before.timeNanos(),
                  before.timeNanos(),
                  before.id().high(),
                  before.id().high(),
                  before.id().low()));
    }
    if (query.minSeverity() > 0) {
      sql.append(" AND severity >= ").append(query.minSeverity());
    }
    if (query.trace() != null) {
      sql.append(" AND ").append(isOf(Set.of(query.trace())));
    }
    if (query.chat() != null) {
      sql.append(" AND (").append(isNamed(query, query.chat(), texts));
      sql.append(" OR ").append(isOf(traces(connection, query.chat().chats()))).append(')');
    } else if (query.app() != null) {
      sql.append(" AND app = ?");
      texts.add(query.app());
    }
    sql.append(" ORDER BY time_nanos DESC, id_high DESC, id_low DESC LIMIT ").append(query.limit());
    return list(connection, sql.toString(), texts);
  }

  private static void between(StringBuilder sql, Instant from, Instant to) {
    if (from.isAfter(Nanos.MIN_INSTANT)) {
      sql.append(" AND time_nanos >= ").append(Nanos.saturated(from));
    }
    if (!to.isAfter(Nanos.MAX_INSTANT)) {
      sql.append(" AND time_nanos < ").append(Nanos.saturated(to));
    }
  }

  private static String isNamed(LogQuery query, LogQuery.OfChat chat, List<String> texts) {
    texts.add(chat.chatId());
    if (query.app() == null) {
      return "chat_id = ?";
    }
    texts.add(query.app());
    return "(chat_id = ? AND app = ?)";
  }

  /// By both halves on their own: a list of numbers is the fastest filter, and the halves of two
  /// random ids do not mix.
  private static String isOf(Set<PartId> traces) {
    return traces.isEmpty()
        ? "false"
        : "(trace_high IN %s AND trace_low IN %s)"
            .formatted(numbers(traces, PartId::high), numbers(traces, PartId::low));
  }

  private static String numbers(Set<PartId> traces, ToLongFunction<PartId> half) {
    return traces.stream()
        .map(trace -> Long.toString(half.applyAsLong(trace)))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static Set<PartId> traces(Connection connection, Set<ChatKey> chats) throws SQLException {
    Set<PartId> traces = new HashSet<>();
    for (ChatKey chat : chats) {
      ChatQueries.forEachTrace(
          connection,
          chat,
          row -> {
            if (!row.getBoolean(1)) {
              traces.add(PartId.ofTrace(row.getLong(2), row.getLong(3)));
            }
            String attached = row.getString(4);
            if (attached != null && TRACE_ID.matcher(attached).matches()) {
              traces.add(PartId.ofTrace(attached));
            }
          });
    }
    return traces;
  }

  private static List<StoredLog> list(Connection connection, String sql, List<String> texts)
      throws SQLException {
    List<StoredLog> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < texts.size(); i++) {
        statement.setString(i + 1, texts.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(LogRows.read(row));
        }
      }
    }
    return List.copyOf(found);
  }
}
