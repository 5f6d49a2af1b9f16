// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/// Puts a batch into the tables, inside the caller's transaction. Rows to delete are named in
/// temporary tables and deleted by a join, since there is no index to find them one by one; times
/// bound what the join must look at.
///
/// Of the writer thread.
final class BatchWriter {
  private static final int MAX_KNOWN_ORIGINS = 100_000;
  private static final int MAX_KNOWN_SERIES = 100_000;

  private final DuckDBConnection connection;
  private final TotalsTable totals;
  private final CounterShifts counterShifts;
  private final HourSums hours;
  private final LogBlocks logBlocks;
  private final Set<Long> knownOrigins = new HashSet<>();
  private final Set<RecordId> knownSeries = new HashSet<>();

  BatchWriter(DuckDBConnection connection, HourSums hours) throws SQLException {
    this.connection = connection;
    this.hours = hours;
    totals = new TotalsTable(connection);
    logBlocks = new LogBlocks(connection);
    counterShifts = new CounterShifts(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE staged_origins AS SELECT * FROM origins LIMIT 0");
      statement.execute("CREATE TEMP TABLE staged_series AS SELECT * FROM metric_series LIMIT 0");
      statement.execute("CREATE TEMP TABLE staged_parts AS SELECT * FROM parts LIMIT 0");
      statement.execute("CREATE TEMP TABLE staged_spans (high BIGINT, low BIGINT, id BIGINT)");
      statement.execute(
          """
          CREATE TEMP TABLE staged_events (
            direct BOOLEAN, high BIGINT, low BIGINT, app VARCHAR, chat_id VARCHAR, id VARCHAR)
          """);
      statement.execute("CREATE TEMP TABLE staged_chats (app VARCHAR, chat_id VARCHAR)");
    }
  }

  /// Forgets which origins and series are stored, and what stands in the open block of log records,
  /// after a deletion.
  void forgetOrigins() {
    knownOrigins.clear();
    knownSeries.clear();
    logBlocks.forget();
  }

  /// Forgets what stands in the open block of log records, after some were changed.
  void forgetOpenBlock() {
    logBlocks.forget();
  }

  /// Forgets what the tables may not have after a transaction that was rolled back.
  void forget() {
    totals.clear();
    hours.forget();
    logBlocks.forget();
    forgetOrigins();
  }

  /// How many more rows there are now than before; counts.
  record Growth(
      long spans, long events, long chats, long logs, long points, long lastLogPosition) {}

  /// @param lastLogPosition the position that was given last
  Growth write(StorageBatch batch, long lastLogPosition) throws SQLException {
    totals.admit(batch.newSeries());
    try (Statement statement = connection.createStatement()) {
      writeOrigins(statement, batch.origins());
      long spans = batch.spans().size() - deleteSpans(statement, batch);
      writeSpans(batch.spans());
      writeContent(batch);
      writeParts(statement, batch);
      long deletedEvents = deleteEvents(statement, batch.parts());
      long events = writeEvents(batch.parts()) - deletedEvents;
      hours.flush(statement);
      long chats = batch.chats().size() - writeChats(statement, batch);
      long logPosition = writeLogs(batch, lastLogPosition);
      writeMetrics(statement, batch);
      try (Rows rows = rows("totals")) {
        totals.flush(rows);
      }
      totals.compact(statement);
      writeCounterShifts(statement, batch.counterShifts());
      statement.execute(
          "UPDATE meta SET applied_sequence = greatest(applied_sequence, "
              + batch.journalSequence()
              + "), last_log_position = "
              + logPosition);
      return new Growth(
          spans,
          events,
          chats,
          batch.records().logs().size(),
          batch.records().points().size(),
          logPosition);
    }
  }

  /// Returns the position given last.
  private long writeLogs(StorageBatch batch, long lastPosition) throws SQLException {
    if (batch.records().logs().isEmpty()) {
      return lastPosition;
    }
    long writtenNanos = Nanos.of(batch.writtenAt());
    long position = lastPosition;
    logBlocks.makeReady();
    try (Rows rows = rows("logs");
        Rows blocks = rows("log_blocks")) {
      for (StoredLog log : batch.records().logs()) {
        position++;
        LogRows.append(rows, log, writtenNanos, position, logBlocks.add(log, blocks));
      }
    }
    return position;
  }

  private void writeMetrics(Statement statement, StorageBatch batch) throws SQLException {
    if (batch.records().points().isEmpty()) {
      return;
    }
    if (knownSeries.size() > MAX_KNOWN_SERIES) {
      knownSeries.clear();
    }
    List<MetricSeries> unknown =
        batch.records().series().stream().filter(each -> knownSeries.add(each.id())).toList();
    if (!unknown.isEmpty()) {
      try (Rows rows = stage(statement, "staged_series")) {
        for (MetricSeries series : unknown) {
          MetricRows.append(rows, series);
        }
      }
      statement.execute(
          """
          INSERT INTO metric_series SELECT * FROM staged_series s WHERE NOT EXISTS (
            FROM metric_series m WHERE m.id_low = s.id_low AND m.id_high = s.id_high)
          """);
    }
    long writtenNanos = Nanos.of(batch.writtenAt());
    try (Rows rows = rows("metric_points")) {
      for (MetricPoint point : batch.records().points()) {
        MetricRows.append(rows, point, writtenNanos);
      }
    }
  }

  private Rows rows(String table) throws SQLException {
    return new Rows(connection.createAppender(table));
  }

  /// Of a temporary table, emptied.
  private Rows stage(Statement statement, String table) throws SQLException {
    statement.execute("DELETE FROM " + table);
    return new Rows(connection.createAppender("temp", "main", table));
  }

  private void writeOrigins(Statement statement, List<StoredOrigin> origins) throws SQLException {
    if (knownOrigins.size() > MAX_KNOWN_ORIGINS) {
      knownOrigins.clear();
    }
    List<StoredOrigin> unknown =
        origins.stream().filter(origin -> knownOrigins.add(origin.id())).toList();
    if (unknown.isEmpty()) {
      return;
    }
    try (Rows rows = stage(statement, "staged_origins")) {
      for (StoredOrigin origin : unknown) {
        rows.begin().add(origin.id()).add(origin.body()).end();
      }
    }
    statement.execute(
        """
        INSERT INTO origins
        SELECT * FROM staged_origins s WHERE NOT EXISTS (FROM origins o WHERE o.id = s.id)
        """);
  }

  /// Deletes spans that are replaced, with their content.
  ///
  /// @return how many there were
  private long deleteSpans(Statement statement, StorageBatch batch) throws SQLException {
    List<StoredSpan> replaced = batch.replacedSpans();
    if (replaced.isEmpty()) {
      return 0;
    }
    try (Rows rows = stage(statement, "staged_spans")) {
      for (StoredSpan span : replaced) {
        rows.begin().add(span.trace().high()).add(span.trace().low()).add(span.spanId()).end();
      }
    }
    // the replaced one began at another time, perhaps: its part knows the bounds
    long from;
    long to;
    try (ResultSet bounds =
        statement.executeQuery(
            """
            SELECT min(scan_from), max(scan_to) FROM parts p
            SEMI JOIN staged_spans s ON p.written_nanos >= %d
              AND NOT p.direct AND p.high = s.high AND p.low = s.low
            """
                .formatted(Nanos.saturated(batch.partsSince())))) {
      bounds.next();
      from = bounds.getLong(1);
      to = bounds.getLong(2);
    }
    statement.executeUpdate(
        """
        DELETE FROM content USING staged_spans s
        WHERE span_start_nanos BETWEEN %d AND %d
          AND trace_high = s.high AND trace_low = s.low AND span_id = s.id AND event_high IS NULL
        """
            .formatted(from, to));
    return statement.executeUpdate(
        """
        DELETE FROM spans USING staged_spans s
        WHERE start_nanos BETWEEN %d AND %d
          AND trace_high = s.high AND trace_low = s.low AND span_id = s.id
        """
            .formatted(from, to));
  }

  private void writeSpans(List<StoredSpan> spans) throws SQLException {
    if (spans.isEmpty()) {
      return;
    }
    try (Rows rows = rows("spans")) {
      for (StoredSpan span : spans) {
        rows.begin().add(span.trace().high()).add(span.trace().low());
        rows.add(span.spanId()).add(span.parentSpanId()).add(span.name());
        rows.add(span.startNanos()).add(span.endNanos());
        rows.addByte(span.kind()).addByte(span.statusCode()).add(span.origin());
        rows.add(span.body()).end();
      }
    }
  }

  private void writeContent(StorageBatch batch) throws SQLException {
    if (batch.content().isEmpty()) {
      return;
    }
    long writtenNanos = Nanos.of(batch.writtenAt());
    try (Rows rows = rows("content")) {
      for (StoredContent item : batch.content()) {
        ContentRows.append(rows, item, writtenNanos);
      }
    }
  }

  /// The times between which everything in a part starts.
  private static final class ScanRange {
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;

    private void include(long nanos) {
      from = Math.min(from, nanos);
      to = Math.max(to, nanos);
    }
  }

  private void writeParts(Statement statement, StorageBatch batch) throws SQLException {
    if (batch.parts().isEmpty()) {
      return;
    }
    long writtenNanos = Nanos.of(batch.writtenAt());
    Map<PartId, ScanRange> ranges = HashMap.newHashMap(batch.parts().size());
    for (PartChange change : batch.parts()) {
      ScanRange range = ranges.computeIfAbsent(change.part(), _ -> new ScanRange());
      range.include(change.firstNanos());
      for (ChatEvent event : change.added()) {
        range.include(Nanos.of(event.at()));
      }
    }
    for (StoredSpan span : batch.spans()) {
      ranges.computeIfAbsent(span.trace(), _ -> new ScanRange()).include(span.startNanos());
    }
    for (StoredContent item : batch.content()) { // that of events too, after the last span began
      ranges.computeIfAbsent(item.trace(), _ -> new ScanRange()).include(item.spanStartNanos());
    }
    boolean allNew = batch.partsSince().equals(Instant.MAX);
    try (Rows rows = allNew ? rows("parts") : stage(statement, "staged_parts")) {
      for (PartChange change : batch.parts()) {
        PartId part = change.part();
        ScanRange range = ranges.getOrDefault(part, new ScanRange());
        rows.begin().add(part.direct()).add(part.high()).add(part.low());
        rows.add(change.settled()).addInt(change.records());
        rows.add(change.firstNanos()).add(change.lastNanos());
        rows.add(range.from).add(range.to).add(writtenNanos).end();
      }
    }
    if (allNew) {
      return;
    }
    // Deleted and added again, not updated: so the table stays in the order of writing, and the
    // minima and maxima of its row groups keep telling where to look.
    String known =
        "p.written_nanos >= %d AND p.high = s.high AND p.low = s.low AND p.direct = s.direct"
            .formatted(Nanos.saturated(batch.partsSince()));
    statement.execute(
        """
        UPDATE staged_parts s SET
          scan_from = least(p.scan_from, s.scan_from), scan_to = greatest(p.scan_to, s.scan_to)
        FROM parts p WHERE %s
        """
            .formatted(known));
    statement.execute("DELETE FROM parts p USING staged_parts s WHERE " + known);
    statement.execute("INSERT INTO parts FROM staged_parts");
  }

  /// Deletes events that hold no longer.
  ///
  /// @return how many there were
  private long deleteEvents(Statement statement, List<PartChange> parts) throws SQLException {
    if (parts.stream().allMatch(change -> change.removed().isEmpty())) {
      return 0;
    }
    ScanRange range = new ScanRange();
    try (Rows rows = stage(statement, "staged_events")) {
      for (PartChange change : parts) {
        PartId part = change.part();
        for (ChatEvent event : change.removed()) {
          range.include(Nanos.of(event.at()));
          totals.subtract(event);
          hours.note(Nanos.of(event.at()));
          rows.begin().add(part.direct()).add(part.high()).add(part.low());
          rows.add(event.chat().app()).add(event.chat().chatId()).add(event.id()).end();
        }
      }
    }
    return statement.executeUpdate(
        """
        DELETE FROM events e USING staged_events s
        WHERE e.at_nanos BETWEEN %d AND %d
          AND e.part_high = s.high AND e.part_low = s.low AND e.direct = s.direct
          AND e.id = s.id AND e.chat_id = s.chat_id AND e.app = s.app
        """
            .formatted(range.from, range.to));
  }

  /// Appends what is new.
  ///
  /// @return how many events that is
  private long writeEvents(List<PartChange> parts) throws SQLException {
    long count = 0;
    try (Rows rows = rows("events")) {
      for (PartChange change : parts) {
        for (ChatEvent event : change.added()) {
          EventWriting.append(rows, change.part(), event);
          totals.add(event);
          hours.note(Nanos.of(event.at()));
          count++;
        }
      }
    }
    return count;
  }

  private void writeCounterShifts(Statement statement, Map<TotalsKey, Totals> shifts)
      throws SQLException {
    if (shifts.isEmpty()) {
      return;
    }
    try (Rows rows = rows("counter_shifts")) {
      counterShifts.append(rows, shifts);
    }
    counterShifts.compact(statement);
  }

  /// Puts chats in place of what they were.
  ///
  /// @return how many there were before
  private long writeChats(Statement statement, StorageBatch batch) throws SQLException {
    if (batch.chats().isEmpty() && batch.removedChats().isEmpty()) {
      return 0;
    }
    long before = deleteChats(statement, batch);
    try (Rows rows = rows("chats")) {
      for (ChatSummary chat : batch.chats()) {
        ChatRows.append(rows, chat, Nanos.of(batch.writtenAt()));
      }
    }
    return before;
  }

  /// Deletes the rows of the chats of a batch.
  ///
  /// @return how many there were
  private long deleteChats(Statement statement, StorageBatch batch) throws SQLException {
    if (batch.chatsSince().equals(Instant.MAX)) {
      return 0;
    }
    try (Rows rows = stage(statement, "staged_chats")) {
      for (ChatSummary chat : batch.chats()) {
        rows.begin().add(chat.key().app()).add(chat.key().chatId()).end();
      }
      for (ChatKey chat : batch.removedChats()) {
        rows.begin().add(chat.app()).add(chat.chatId()).end();
      }
    }
    return statement.executeUpdate(
        """
        DELETE FROM chats c USING staged_chats s
        WHERE c.written_nanos >= %d AND c.chat_id = s.chat_id AND c.app = s.app
        """
            .formatted(Nanos.saturated(batch.chatsSince())));
  }
}
