// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.Storage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/// Deletes by age since the last writing, inside the caller's transaction. Of the writer thread.
final class OldRows {
  /// The notes of a trace that is here stay.
  private static final String NO_NOTE =
      """
       AND NOT (note AND EXISTS (
        FROM parts p WHERE NOT p.direct AND p.high = trace_high AND p.low = trace_low))
      """;

  private OldRows() {}

  static Storage.Deleted deleteBefore(
      Connection connection, HourSums hours, Storage.Cutoffs cutoffs) throws SQLException {
    Instant cutoff = cutoffs.chats();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TEMP TABLE old_chats AS
          SELECT app, chat_id, last_start_nanos FROM chats WHERE written_nanos %s
          """
              .formatted(before(cutoff)));
      long lastStart = latestStart(statement);
      String oldEvents =
          """
          FROM events e SEMI JOIN old_chats c
          ON e.at_nanos <= %d AND e.app = c.app AND e.chat_id = c.chat_id
          """
              .formatted(lastStart);
      statement.execute(
          """
          CREATE TEMP TABLE old_parts AS
          SELECT direct, part_high AS high, part_low AS low %s
          UNION SELECT direct, high, low FROM parts WHERE written_nanos %s
          """
              .formatted(oldEvents, before(cutoff)));
      takeSumsAway(statement, hours, oldEvents);
      long events =
          statement.executeUpdate(
              """
              DELETE FROM events e USING old_chats c
              WHERE e.at_nanos <= %d AND e.app = c.app AND e.chat_id = c.chat_id
              """
                  .formatted(lastStart));
      statement.execute(
          """
          DELETE FROM old_parts p WHERE EXISTS (
            FROM events e
            WHERE e.part_high = p.high AND e.part_low = p.low AND e.direct = p.direct)
          """);
      long chats =
          statement.executeUpdate(
              "DELETE FROM chats c USING old_chats o WHERE c.app = o.app AND c.chat_id = o.chat_id");
      long spans =
          statement.executeUpdate(
              """
              DELETE FROM spans s USING old_parts p
              WHERE NOT p.direct AND s.trace_high = p.high AND s.trace_low = p.low
              """);
      statement.execute(
          """
          DELETE FROM content c USING old_parts p
          WHERE NOT p.direct AND c.trace_high = p.high AND c.trace_low = p.low
          """);
      statement.execute(
          """
          DELETE FROM parts p USING old_parts o
          WHERE p.high = o.high AND p.low = o.low AND p.direct = o.direct
          """);
      long logs = deleteRecords(statement, "logs", before(cutoffs.logs()) + NO_NOTE);
      long points = deleteRecords(statement, "metric_points", before(cutoffs.points()));
      deleteUnusedOrigins(statement);
      statement.execute("DELETE FROM deleted_parts WHERE written_nanos " + before(cutoff));
      statement.execute("DROP TABLE old_chats");
      statement.execute("DROP TABLE old_parts");
      return new Storage.Deleted(chats, events, spans, logs, points);
    }
  }

  static long deleteContentBefore(Connection connection, Instant cutoff) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate("DELETE FROM content WHERE written_nanos " + before(cutoff));
    }
  }

  static Storage.Deleted keepNewest(Connection connection, long mostLogs, long mostPoints)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long logs = keepNewest(statement, "logs", mostLogs);
      long points = keepNewest(statement, "metric_points", mostPoints);
      if (logs + points > 0) {
        deleteUnusedOrigins(statement);
      }
      return new Storage.Deleted(0, 0, 0, logs, points);
    }
  }

  private static long keepNewest(Statement statement, String table, long most) throws SQLException {
    String latestToGo =
        "SELECT written_nanos FROM %s ORDER BY written_nanos DESC LIMIT 1 OFFSET %d"
            .formatted(table, most);
    try (ResultSet row = statement.executeQuery(latestToGo)) {
      String notes = table.equals("logs") ? NO_NOTE : "";
      return row.next() ? deleteRecords(statement, table, "<= " + row.getLong(1) + notes) : 0;
    }
  }

  /// @param when a comparison of the time of writing
  private static long deleteRecords(Statement statement, String table, String when)
      throws SQLException {
    return statement.executeUpdate("DELETE FROM %s WHERE written_nanos %s".formatted(table, when));
  }

  static void deleteUnusedOrigins(Statement statement) throws SQLException {
    statement.execute(
        "DELETE FROM log_blocks b WHERE NOT EXISTS (FROM logs l WHERE l.block = b.number)");
    statement.execute(
        """
        DELETE FROM metric_series s WHERE NOT EXISTS (
          FROM metric_points p WHERE p.series_low = s.id_low AND p.series_high = s.id_high)
        """);
    statement.execute(
        """
        DELETE FROM origins o WHERE NOT EXISTS (FROM spans s WHERE s.origin = o.id)
          AND NOT EXISTS (FROM logs l WHERE l.origin = o.id)
          AND NOT EXISTS (FROM metric_series m WHERE m.origin = o.id)
        """);
  }

  /// Takes the sums away of the hours that events are in.
  ///
  /// @param oldEvents where they come from, in SQL
  static void takeSumsAway(Statement statement, HourSums hours, String oldEvents)
      throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT DISTINCT " + HourSums.HOUR + oldEvents)) {
      while (row.next()) {
        hours.noteHour(row.getLong(1));
      }
    }
    hours.flush(statement);
  }

  static void writtenLater(Connection connection, Instant from, Instant to, long nanos)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table :
          List.of("chats", "parts", "content", "logs", "metric_points", "deleted_parts")) {
        statement.execute(
            "UPDATE %s SET written_nanos = written_nanos + %d WHERE written_nanos BETWEEN %d AND %d"
                .formatted(table, nanos, Nanos.saturated(from), Nanos.saturated(to)));
      }
    }
  }

  private static long latestStart(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT coalesce(max(last_start_nanos), " + Long.MIN_VALUE + ") FROM old_chats")) {
      row.next();
      return row.getLong(1);
    }
  }

  /// A cutoff beyond what fits includes the last nanosecond too.
  private static String before(Instant cutoff) {
    return (cutoff.isAfter(Nanos.MAX_INSTANT) ? "<= " : "< ") + Nanos.saturated(cutoff);
  }
}
