// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.OldestArrivals;
import ai.mozaiks.observability.storage.Storage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Deletes by age since the last writing, inside the caller's transaction, and archives what it
/// deletes before. Of the writer thread.
final class OldRows {
  /// The notes of a trace that is here stay.
  private static final String NO_NOTE =
      """
       AND NOT (note AND EXISTS (
        FROM parts p WHERE NOT p.direct AND p.high = trace_high AND p.low = trace_low))
      """;

  private static final String OF_PART =
      "NOT p.direct AND %1$s.trace_high = p.high AND %1$s.trace_low = p.low";

  private static final String POINTS =
      """
      SELECT p.*, s.name, s.unit, s.description, s.kind, s.temporality, s.monotonic, s.app,
        s.attributes, o.body AS origin_body
      FROM metric_points p
      LEFT JOIN metric_series s ON s.id_low = p.series_low AND s.id_high = p.series_high
      LEFT JOIN origins o ON o.id = s.origin
      """;

  private static final String LOGS =
      """
      SELECT l.* EXCLUDE (block), o.body AS origin_body
      FROM logs l LEFT JOIN origins o ON o.id = l.origin
      """;

  private OldRows() {}

  static OldestArrivals oldest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return new OldestArrivals(
          oldest(statement, "chats"),
          oldest(statement, "content"),
          oldest(statement, "logs"),
          oldest(statement, "metric_points"));
    }
  }

  private static @Nullable Instant oldest(Statement statement, String table) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT min(written_nanos) FROM " + table)) {
      row.next();
      long nanos = row.getLong(1);
      return row.wasNull() ? null : Nanos.toInstant(nanos);
    }
  }

  static Storage.Deleted deleteBefore(
      Connection connection, HourSums hours, Storage.Cutoffs cutoffs, ArchiveRun archive)
      throws SQLException {
    Instant cutoff = cutoffs.chats();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TEMP TABLE old_chats AS
          SELECT app, chat_id, last_start_nanos, written_nanos FROM chats WHERE written_nanos %s
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
      archiveChats(archive, lastStart);
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
      archive.requireDeleted(ArchiveSignal.EVENTS, events);
      archive.requireDeleted(ArchiveSignal.CHATS, chats);
      archiveParts(archive);
      long spans =
          statement.executeUpdate(
              "DELETE FROM spans s USING old_parts p WHERE " + OF_PART.formatted("s"));
      archive.requireDeleted(ArchiveSignal.SPANS, spans);
      long content =
          statement.executeUpdate(
              "DELETE FROM content c USING old_parts p WHERE " + OF_PART.formatted("c"));
      archive.requireDeleted(ArchiveSignal.CONTENT, content);
      statement.execute(
          """
          DELETE FROM parts p USING old_parts o
          WHERE p.high = o.high AND p.low = o.low AND p.direct = o.direct
          """);
      long logs = deleteLogs(statement, before(cutoffs.logs()), archive);
      long points = deletePoints(statement, before(cutoffs.points()), archive);
      deleteUnusedOrigins(statement);
      statement.execute("DELETE FROM deleted_parts WHERE written_nanos " + before(cutoff));
      statement.execute("DROP TABLE old_chats");
      statement.execute("DROP TABLE old_parts");
      return new Storage.Deleted(chats, events, spans, logs, points);
    }
  }

  private static void archiveChats(ArchiveRun archive, long lastStart) {
    archive.add(
        ArchiveSignal.CHATS,
        """
        SELECT c.* EXCLUDE (id_hash) FROM chats c
        SEMI JOIN old_chats o ON c.app = o.app AND c.chat_id = o.chat_id
        """);
    archive.add(
        ArchiveSignal.EVENTS,
        """
        SELECT e.*, c.written_nanos FROM events e JOIN old_chats c
        ON e.at_nanos <= %d AND e.app = c.app AND e.chat_id = c.chat_id
        """
            .formatted(lastStart));
  }

  private static void archiveParts(ArchiveRun archive) {
    archive.add(
        ArchiveSignal.SPANS,
        """
        SELECT s.*, o.body AS origin_body, coalesce(w.written_nanos, s.end_nanos) AS written_nanos
        FROM spans s SEMI JOIN old_parts p ON %s
        LEFT JOIN parts w
          ON NOT w.direct AND w.high = s.trace_high AND w.low = s.trace_low
        LEFT JOIN origins o ON o.id = s.origin
        """
            .formatted(OF_PART.formatted("s")));
    archive.add(
        ArchiveSignal.CONTENT,
        "SELECT c.* FROM content c SEMI JOIN old_parts p ON " + OF_PART.formatted("c"));
  }

  static long deleteContentBefore(Connection connection, Instant cutoff, ArchiveRun archive)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String old = "FROM content WHERE written_nanos " + before(cutoff);
      archive.add(ArchiveSignal.CONTENT, "SELECT * " + old);
      long deleted = statement.executeUpdate("DELETE " + old);
      archive.requireDeleted(ArchiveSignal.CONTENT, deleted);
      return deleted;
    }
  }

  static Storage.Deleted keepNewest(
      Connection connection, long mostLogs, long mostPoints, ArchiveRun archive)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String logsToGo = newestToGo(statement, "logs", mostLogs);
      long logs = logsToGo.isEmpty() ? 0 : deleteLogs(statement, logsToGo, archive);
      String pointsToGo = newestToGo(statement, "metric_points", mostPoints);
      long points = pointsToGo.isEmpty() ? 0 : deletePoints(statement, pointsToGo, archive);
      if (logs + points > 0) {
        deleteUnusedOrigins(statement);
      }
      return new Storage.Deleted(0, 0, 0, logs, points);
    }
  }

  /// A comparison of the time of writing that finds all but the newest; empty if none is to go.
  private static String newestToGo(Statement statement, String table, long most)
      throws SQLException {
    OptionalLong latest = latestBeyond(statement, table, most);
    return latest.isPresent() ? "<= " + latest.getAsLong() : "";
  }

  /// When the latest was written of those that are more than so many, counted from the newest.
  static OptionalLong latestBeyond(Statement statement, String table, long most)
      throws SQLException {
    String latest =
        "SELECT written_nanos FROM %s ORDER BY written_nanos DESC LIMIT 1 OFFSET %d"
            .formatted(table, most);
    try (ResultSet row = statement.executeQuery(latest)) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  /// @param when a comparison of the time of writing
  private static long deleteLogs(Statement statement, String when, ArchiveRun archive)
      throws SQLException {
    String old = " WHERE written_nanos " + when + NO_NOTE;
    archive.add(ArchiveSignal.LOGS, LOGS + old);
    long deleted = statement.executeUpdate("DELETE FROM logs" + old);
    archive.requireDeleted(ArchiveSignal.LOGS, deleted);
    return deleted;
  }

  private static long deletePoints(Statement statement, String when, ArchiveRun archive)
      throws SQLException {
    String old = " WHERE written_nanos " + when;
    archive.add(ArchiveSignal.METRIC_POINTS, POINTS + old);
    long deleted = statement.executeUpdate("DELETE FROM metric_points" + old);
    archive.requireDeleted(ArchiveSignal.METRIC_POINTS, deleted);
    return deleted;
  }

  static void deleteUnusedOrigins(Statement statement) throws SQLException {
    statement.execute(
        "DELETE FROM log_blocks b WHERE NOT EXISTS (FROM logs l WHERE l.block = b.number)");
    statement.execute(
        """
        DELETE FROM resent_logs r WHERE NOT EXISTS (
          FROM logs l WHERE l.id_low = r.log_low AND l.id_high = r.log_high)
        """);
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
