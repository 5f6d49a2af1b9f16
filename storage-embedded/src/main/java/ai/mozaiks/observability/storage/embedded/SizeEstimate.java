// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.SignalSizes;
import ai.mozaiks.observability.storage.SizeLimits;
import ai.mozaiks.observability.storage.Storage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.OptionalLong;

/// How much of the database file each signal takes. DuckDB does not tell, so it is estimated: the
/// blocks that a table's columns lie in, divided by the rows in them, times the rows that are
/// there. A block that two tables share counts for both; space that deleted rows leave until the
/// file is rewritten counts as theirs no more. Where most of a table is not in the file yet (only
/// in the log written ahead), the rows' texts are measured instead, uncompressed: too much rather
/// than too little.
final class SizeEstimate {
  private static final long BLOCK_BYTES = 256 << 10;

  /// What numbers and the like take of a row that is not in the file yet; bytes.
  private static final int REST_OF_ROW = 100;

  private SizeEstimate() {}

  /// A table and which of its columns may be long.
  private enum Table {
    LOGS("logs", "strlen(body) + strlen(attributes)"),
    POINTS("metric_points", "coalesce(strlen(detail), 0)"),
    SPANS("spans", "octet_length(body) + strlen(name)"),
    CONTENT("content", "text_bytes"),
    EVENTS("events", "strlen(id) + strlen(chat_id)");

    private final String table;
    private final String length;

    Table(String table, String length) {
      this.table = table;
      this.length = length;
    }
  }

  static SignalSizes measure(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return new SignalSizes(
          bytes(statement, Table.LOGS),
          bytes(statement, Table.POINTS),
          bytes(statement, Table.SPANS),
          bytes(statement, Table.CONTENT),
          bytes(statement, Table.EVENTS));
    }
  }

  private static long rows(Statement statement, Table table) throws SQLException {
    return number(statement, "SELECT count(*) FROM " + table.table);
  }

  private static long bytes(Statement statement, Table table) throws SQLException {
    long rows = rows(statement, table);
    return rows == 0 ? 0 : Math.round(rows * bytesPerRow(statement, table, rows));
  }

  private static double bytesPerRow(Statement statement, Table table, long rows)
      throws SQLException {
    String persisted =
        """
        WITH segments AS (
          SELECT * FROM pragma_storage_info('%s') WHERE persistent AND block_id >= 0)
        SELECT
          (SELECT coalesce(sum(count), 0) FROM segments
            WHERE column_id = 0 AND segment_type <> 'VALIDITY'),
          (SELECT count(DISTINCT id) FROM (
            SELECT block_id AS id FROM segments
            UNION SELECT unnest(additional_block_ids) FROM segments))
        """
            .formatted(table.table);
    try (ResultSet row = statement.executeQuery(persisted)) {
      row.next();
      long inFile = row.getLong(1);
      if (inFile > 0 && inFile >= rows / 2) {
        return (double) row.getLong(2) * BLOCK_BYTES / inFile;
      }
    }
    return number(
            statement,
            "SELECT CAST(avg(%s) AS BIGINT) FROM %s".formatted(table.length, table.table))
        + REST_OF_ROW;
  }

  /// Before when what is too much was written.
  static Storage.SizeCutoffs cutoffs(Connection connection, SizeLimits limits) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return new Storage.SizeCutoffs(
          new Storage.Cutoffs(
              spans(statement, limits.spans()),
              records(statement, Table.LOGS, limits.logs()),
              records(statement, Table.POINTS, limits.points())),
          records(statement, Table.CONTENT, limits.contents()));
    }
  }

  /// How many rows may stay; negative if all may.
  private static long mostRows(Statement statement, Table table, long limit) throws SQLException {
    if (limit == Long.MAX_VALUE) {
      return -1;
    }
    long rows = rows(statement, table);
    double each = rows == 0 ? 0 : bytesPerRow(statement, table, rows);
    return rows * each <= limit ? -1 : (long) (limit / each);
  }

  private static Instant records(Statement statement, Table table, long limit) throws SQLException {
    long most = mostRows(statement, table, limit);
    if (most < 0) {
      return Instant.MIN;
    }
    OptionalLong latest = OldRows.latestBeyond(statement, table.table, most);
    return latest.isPresent() ? after(latest.getAsLong()) : Instant.MIN;
  }

  /// A span goes with all the chats that its trace has events of, so with the latest of them.
  private static Instant spans(Statement statement, long limit) throws SQLException {
    long most = mostRows(statement, Table.SPANS, limit);
    if (most < 0) {
      return Instant.MIN;
    }
    String latest =
        """
        WITH of_chats AS (
          SELECT e.part_high AS high, e.part_low AS low, max(c.written_nanos) AS written
          FROM events e JOIN chats c ON e.app = c.app AND e.chat_id = c.chat_id
          WHERE NOT e.direct GROUP BY ALL),
        by_time AS (
          SELECT coalesce(c.written, p.written_nanos) AS written, count(*) AS spans
          FROM spans s JOIN parts p
            ON NOT p.direct AND p.high = s.trace_high AND p.low = s.trace_low
          LEFT JOIN of_chats c ON c.high = p.high AND c.low = p.low
          GROUP BY ALL),
        newer AS (
          SELECT written, sum(spans) OVER (ORDER BY written DESC) AS spans FROM by_time)
        SELECT max(written) FROM newer WHERE spans > %d
        """
            .formatted(most);
    try (ResultSet row = statement.executeQuery(latest)) {
      row.next();
      long nanos = row.getLong(1);
      return row.wasNull() ? Instant.MIN : after(nanos);
    }
  }

  private static Instant after(long nanos) {
    return Nanos.toInstant(nanos).plusNanos(1);
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
