// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.ScanPosition;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredMasking;
import ai.mozaiks.observability.storage.StoredMasking.Masked;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// One slice of a scan, inside the caller's transaction. It goes by what rows say of themselves,
/// not by their row ids: a checkpoint gives these to other rows. Within a transaction they stay, so
/// that rows are written back by them. One per slice; of the writer thread.
final class ScanSlice {
  /// A hash that is the same in every version of the database; as a signed number.
  private static final String HASH = "(md5_number_lower(%s) >> 1)::BIGINT";

  private static final Keys ORIGINS = new Keys("origins", "id", "0", "0", "true");
  private static final Keys SPANS =
      new Keys("spans", "start_nanos", "trace_low", "span_id", "true");
  private static final Keys EVENTS =
      new Keys(
          "events",
          "at_nanos",
          "part_low",
          HASH.formatted("concat_ws('/', part_high, direct, id)"),
          "failure_message IS NOT NULL");
  private static final Keys CONTENT =
      new Keys(
          "content",
          "span_start_nanos",
          "trace_low",
          HASH.formatted("concat_ws('/', trace_high, span_id, position, event_low, event_high)"),
          "true");
  private static final Keys LOGS = new Keys("logs", "position", "0", "0", "true");
  private static final Keys SERIES = new Keys("metric_series", "id_high", "id_low", "0", "true");

  private final DuckDBConnection connection;
  private final Statement statement;
  private final RedactionScan scan;
  private final StoredMasking masking;
  private final int most;
  private final Set<Long> changedBlocks = new TreeSet<>();
  private long read;
  private long changed;
  private long left;
  private @Nullable ScanPosition last;

  /// What a table is read by, in order.
  ///
  /// @param first by it the rows lie nearly in order
  /// @param rows a condition
  private record Keys(String table, String first, String second, String third, String rows) {}

  private ScanSlice(
      DuckDBConnection connection,
      Statement statement,
      RedactionScan scan,
      StoredMasking masking,
      int most) {
    this.connection = connection;
    this.statement = statement;
    this.scan = scan;
    this.masking = masking;
    this.most = most;
  }

  /// Does it, and keeps what became of the scan.
  static RedactionScan run(
      DuckDBConnection connection, RedactionScan scan, StoredMasking masking, int most, Instant now)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return new ScanSlice(connection, statement, scan, masking, most).run(now);
    }
  }

  private RedactionScan run(Instant now) throws SQLException {
    switch (scan.position().signal()) {
      case ORIGINS -> origins();
      case SPANS -> spans();
      case EVENTS -> events();
      case CONTENT -> content();
      case LOGS -> logs();
      case METRICS -> series();
    }
    RedactionScan after =
        scan.after(
            new RedactionScan.Rows(read, changed, left),
            masking.takeCounts(),
            read < most ? null : last,
            now);
    RedactionScans.save(connection, after);
    return after;
  }

  /// Names the rows of the slice in a temporary table.
  private void choose(Keys keys) throws SQLException {
    ScanPosition from = scan.position();
    statement.execute(
        """
        CREATE OR REPLACE TEMP TABLE slice AS
        SELECT rowid AS slice_row, %2$s AS key_1, %3$s AS key_2, %4$s AS key_3 FROM %1$s
        WHERE %5$s AND %2$s >= %6$d
          AND (%2$s > %6$d OR %3$s > %7$d OR (%3$s = %7$d AND %4$s > %8$d))
        ORDER BY key_1, key_2, key_3 LIMIT %9$d
        """
            .formatted(
                keys.table,
                keys.first,
                keys.second,
                keys.third,
                keys.rows,
                from.first(),
                from.second(),
                from.third(),
                most));
    try (ResultSet row =
        statement.executeQuery(
            "SELECT key_1, key_2, key_3 FROM slice ORDER BY key_1 DESC, key_2 DESC, key_3 DESC"
                + " LIMIT 1")) {
      if (row.next()) {
        last = new ScanPosition(from.signal(), row.getLong(1), row.getLong(2), row.getLong(3));
      }
    }
    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM slice")) {
      row.next();
      read = row.getLong(1);
    }
  }

  /// The rows of the slice, in SQL. Between the first and the last of its keys, since the minima
  /// and maxima of the row groups then tell where to look.
  private String rows(Keys keys, String columns) {
    long to = last == null ? Long.MIN_VALUE : last.first();
    return "SELECT %s, t.rowid AS row_of FROM %s t JOIN slice ON t.rowid = slice_row WHERE t.%s BETWEEN %d AND %d"
        .formatted(columns, keys.table, keys.first, scan.position().first(), to);
  }

  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private record Found<T>(long row, T value) {}

  private <T> List<Found<T>> read(Keys keys, String columns, RowReader<T> reader)
      throws SQLException {
    choose(keys);
    List<Found<T>> found = new ArrayList<>();
    if (read > 0) {
      try (ResultSet row = statement.executeQuery(rows(keys, columns))) {
        while (row.next()) {
          found.add(new Found<>(row.getLong("row_of"), reader.read(row)));
        }
      }
    }
    return found;
  }

  /// Notes what became of a row.
  ///
  /// @return whether it has to be written back
  @SuppressWarnings("ReferenceEquality") // the same instance says that nothing changed
  private <T> boolean isToWrite(Masked<T> masked, T row) {
    left += masked.left() ? 1 : 0;
    if (masked.row() == row) {
      return false;
    }
    changed++;
    return !scan.dryRun();
  }

  /// Makes an empty temporary table for rows to write back.
  private Rows stage(String columns) throws SQLException {
    statement.execute(
        "CREATE OR REPLACE TEMP TABLE masked_rows (masked_row BIGINT, " + columns + ")");
    return new Rows(connection.createAppender("temp", "main", "masked_rows"));
  }

  private void writeBack(Keys keys, String assignments) throws SQLException {
    long to = last == null ? Long.MIN_VALUE : last.first();
    statement.execute(
        "UPDATE %1$s SET %2$s FROM masked_rows m WHERE %1$s.rowid = m.masked_row AND %3$s BETWEEN %4$d AND %5$d"
            .formatted(keys.table, assignments, keys.first, scan.position().first(), to));
  }

  private void origins() throws SQLException {
    List<Found<StoredOrigin>> found =
        read(ORIGINS, "id, body", row -> new StoredOrigin(row.getLong("id"), row.getBytes("body")));
    try (Rows rows = stage("body BLOB")) {
      for (Found<StoredOrigin> each : found) {
        Masked<StoredOrigin> masked = masking.origin(each.value);
        if (isToWrite(masked, each.value)) {
          rows.begin().add(each.row).add(masked.row().body()).end();
        }
      }
    }
    writeBack(ORIGINS, "body = m.body");
  }

  private Map<Long, StoredOrigin> origins(List<Long> ids) throws SQLException {
    return ids.isEmpty() ? Map.of() : PartQueries.origins(connection, ids);
  }

  private void spans() throws SQLException {
    List<Found<StoredSpan>> found = read(SPANS, PartQueries.SPAN_COLUMNS, PartQueries::span);
    Map<Long, StoredOrigin> origins =
        origins(found.stream().map(each -> each.value.origin()).distinct().toList());
    try (Rows rows = stage("name VARCHAR, body BLOB")) {
      for (Found<StoredSpan> each : found) {
        Masked<StoredSpan> masked = masking.span(each.value, origins.get(each.value.origin()));
        if (isToWrite(masked, each.value)) {
          rows.begin().add(each.row).add(masked.row().name()).add(masked.row().body()).end();
        }
      }
    }
    writeBack(SPANS, "name = m.name, body = m.body");
  }

  private void events() throws SQLException {
    List<Found<String>> found =
        read(EVENTS, "failure_message", row -> row.getString("failure_message"));
    try (Rows rows = stage("message VARCHAR")) {
      for (Found<String> each : found) {
        String clean = masking.message(each.value);
        Masked<String> masked = Masked.of(clean.equals(each.value) ? each.value : clean);
        if (isToWrite(masked, each.value)) {
          rows.begin().add(each.row).add(clean).end();
        }
      }
    }
    writeBack(EVENTS, "failure_message = m.message");
  }

  private void content() throws SQLException {
    List<Found<StoredContent>> found = read(CONTENT, ContentRows.COLUMNS, ContentRows::read);
    try (Rows rows = stage("name VARCHAR, text VARCHAR, bytes INTEGER, original BIGINT")) {
      for (Found<StoredContent> each : found) {
        Masked<StoredContent> masked = masking.content(each.value);
        if (isToWrite(masked, each.value)) {
          StoredContent clean = masked.row();
          rows.begin().add(each.row).add(clean.name()).add(clean.text());
          rows.addInt(clean.bytes()).add(clean.originalBytes()).end();
        }
      }
    }
    writeBack(
        CONTENT, "name = m.name, text = m.text, text_bytes = m.bytes, original_bytes = m.original");
  }

  /// A log record and where it stands.
  private record PlacedLog(StoredLog log, long block) {}

  private void logs() throws SQLException {
    List<Found<PlacedLog>> found =
        read(
            LOGS,
            LogRows.COLUMNS + ", block",
            row -> new PlacedLog(LogRows.read(row), row.getLong(22)));
    Map<Long, StoredOrigin> origins =
        origins(found.stream().map(each -> each.value.log.origin()).distinct().toList());
    Map<RecordId, StoredLog> resent = new LinkedHashMap<>();
    try (Rows rows = stage("body VARCHAR, attributes VARCHAR")) {
      for (Found<PlacedLog> each : found) {
        StoredLog log = each.value.log;
        Masked<StoredLog> masked = masking.log(log, origins.get(log.origin()));
        RecordId resentAs = masked.resentAs();
        if (resentAs != null && !scan.dryRun()) {
          resent.put(resentAs, log);
        }
        if (isToWrite(masked, log)) {
          changedBlocks.add(each.value.block);
          rows.begin().add(each.row).add(masked.row().body()).add(masked.row().attributes()).end();
        }
      }
    }
    writeBack(LOGS, "body = m.body, attributes = m.attributes");
    know(resent);
    LogBlocks.renew(connection, changedBlocks);
  }

  private void know(Map<RecordId, StoredLog> resent) throws SQLException {
    try (Rows rows = new Rows(connection.createAppender("resent_logs"))) {
      for (Map.Entry<RecordId, StoredLog> entry : resent.entrySet()) {
        RecordId id = entry.getKey();
        StoredLog log = entry.getValue();
        rows.begin().add(id.high()).add(id.low()).add(log.timeNanos());
        rows.add(log.id().high()).add(log.id().low()).end();
      }
    }
  }

  private void series() throws SQLException {
    List<Found<MetricSeries>> found =
        read(SERIES, MetricRows.SERIES.replace("s.", "t."), MetricRows::series);
    try (Rows rows = stage("description VARCHAR, attributes VARCHAR")) {
      for (Found<MetricSeries> each : found) {
        Masked<MetricSeries> masked = masking.series(each.value);
        if (isToWrite(masked, each.value)) {
          MetricSeries clean = masked.row();
          rows.begin().add(each.row).add(clean.description()).add(clean.attributes()).end();
        }
      }
    }
    writeBack(SERIES, "description = m.description, attributes = m.attributes");
  }
}
