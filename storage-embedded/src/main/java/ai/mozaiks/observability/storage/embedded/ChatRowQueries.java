// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.ChatRows;
import ai.mozaiks.observability.storage.EventRow;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.SpanOfChat;
import ai.mozaiks.observability.storage.SpanRow;
import ai.mozaiks.observability.storage.StoredChat;
import ai.mozaiks.observability.storage.StoredSpan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What happened in one chat, row by row.
final class ChatRowQueries {
  private static final int TRACES_PER_QUERY = 1_000;

  /// By [SpanRow#BY_START]: what is negative is above all that is not, as an unsigned number.
  private static final String FIRST_SPANS =
      " ORDER BY start_nanos, trace_high < 0, trace_high, trace_low < 0, trace_low, span_id < 0,"
          + " span_id LIMIT ";

  private final Connection connection;
  private final ChatKey chat;

  private ChatRowQueries(Connection connection, ChatKey chat) {
    this.connection = connection;
    this.chat = chat;
  }

  static ChatRows rows(Connection connection, ChatKey chat, int limit) throws SQLException {
    Optional<ChatSummary> summary = ChatQueries.chat(connection, chat).map(StoredChat::summary);
    return summary.isEmpty()
        ? ChatRows.NONE
        : new ChatRowQueries(connection, chat).rows(summary.get(), limit);
  }

  private ChatRows rows(ChatSummary summary, int limit) throws SQLException {
    List<TraceScan> scans = new ArrayList<>();
    List<PartId> traces = List.copyOf(LogQueries.traces(connection, Set.of(chat)));
    for (int i = 0; i < traces.size(); i += TRACES_PER_QUERY) {
      scans.add(
          TraceScan.of(
              connection, traces.subList(i, Math.min(i + TRACES_PER_QUERY, traces.size()))));
    }
    List<SpanRow> spans = new ArrayList<>();
    long total = 0;
    for (TraceScan scan : scans) {
      long count = scan.countSpans();
      total += count;
      readSpans(scan, count > limit ? FIRST_SPANS + limit : "", spans);
      spans.sort(SpanRow.BY_START);
      if (spans.size() > limit) {
        spans.subList(limit, spans.size()).clear();
      }
    }
    long until = total > spans.size() ? spans.getLast().startNanos() : Long.MAX_VALUE;
    List<EventRow> events = new ArrayList<>();
    EventRows reading = new EventRows(chat);
    for (TraceScan scan : scans) {
      forEachRow(
          "SELECT %s FROM events WHERE NOT direct AND at_nanos <= %d AND %s"
              .formatted(EventRows.COLUMNS, until, scan.of("at_nanos", "part_high", "part_low")),
          row -> {
            EventRow event = reading.read(row);
            if (scan.holds(event.part())) {
              events.add(event);
            }
          });
    }
    List<EventRow> direct = new ArrayList<>();
    total += readDirect(summary, limit, reading, direct);
    return new ChatRows(spans, events, direct, total);
  }

  private static void readSpans(TraceScan scan, String order, List<SpanRow> spans)
      throws SQLException {
    Names names = new Names();
    scan.forEachRow(
        "SELECT trace_high, trace_low, span_id, parent_span_id, name, start_nanos, end_nanos,"
            + " status_code FROM spans WHERE "
            + scan.of("start_nanos", "trace_high", "trace_low")
            + order,
        row -> {
          PartId trace = scan.held(row.getLong(1), row.getLong(2));
          if (trace != null) {
            spans.add(
                new SpanRow(
                    trace,
                    row.getLong(3),
                    row.getLong(4),
                    names.shared(row.getString(5)),
                    row.getLong(6),
                    row.getLong(7),
                    row.getByte(8)));
          }
        });
  }

  /// Returns how many there are.
  private long readDirect(ChatSummary summary, int limit, EventRows reading, List<EventRow> direct)
      throws SQLException {
    String between =
        " FROM events WHERE direct AND at_nanos BETWEEN %d AND %d AND "
            .formatted(Nanos.of(summary.startedAt()), Nanos.of(summary.lastStartAt()));
    long[] total = {0};
    forEachRow(
        "SELECT count(*)" + between + "chat_id = ? AND app = ?", row -> total[0] = row.getLong(1));
    if (total[0] > 0) {
      forEachRow(
          "SELECT %s %s asked ORDER BY at_nanos, id LIMIT %d"
              .formatted(EventRows.COLUMNS, between, limit),
          row -> direct.add(reading.read(row)));
    }
    return total[0];
  }

  /// @param sql with two parameters: the chat's id and its app
  private void forEachRow(String sql, ChatQueries.RowConsumer consumer) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, chat.chatId());
      statement.setString(2, chat.app());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          consumer.accept(row);
        }
      }
    }
  }

  static Optional<SpanOfChat> span(Connection connection, ChatKey chat, PartId trace, long spanId)
      throws SQLException {
    if (!LogQueries.traces(connection, Set.of(chat)).contains(trace)) {
      return Optional.empty();
    }
    TraceScan scan = TraceScan.of(connection, List.of(trace));
    List<StoredSpan> spans = new ArrayList<>();
    scan.forEachRow(
        "SELECT %s FROM spans WHERE span_id = %d AND %s"
            .formatted(
                PartQueries.SPAN_COLUMNS,
                spanId,
                scan.of("start_nanos", "trace_high", "trace_low")),
        row -> spans.add(PartQueries.span(row)));
    if (spans.isEmpty()) {
      return Optional.empty();
    }
    List<ChatEvent> events = new ArrayList<>();
    scan.forEachRow(
        "SELECT %s FROM events WHERE NOT direct AND span_id = %d AND %s ORDER BY id"
            .formatted(EventReading.COLUMNS, spanId, scan.of("at_nanos", "part_high", "part_low")),
        row -> events.add(EventReading.event(row)));
    return Optional.of(new SpanOfChat(spans.getFirst(), events, scan.countSpans()));
  }

  static Optional<ChatEvent> directEvent(Connection connection, ChatKey chat, String id)
      throws SQLException {
    Optional<StoredChat> stored = ChatQueries.chat(connection, chat);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    String sql =
        """
        SELECT %s FROM events
        WHERE direct AND at_nanos BETWEEN %d AND %d AND chat_id = ? AND app = ? AND id = ?
        """
            .formatted(
                EventReading.COLUMNS,
                Nanos.of(stored.get().summary().startedAt()),
                Nanos.of(stored.get().summary().lastStartAt()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, chat.chatId());
      statement.setString(2, chat.app());
      statement.setString(3, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(EventReading.event(row)) : Optional.empty();
      }
    }
  }
}
