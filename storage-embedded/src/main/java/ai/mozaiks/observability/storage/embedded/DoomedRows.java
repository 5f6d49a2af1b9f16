// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.PartId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows that belong to the subject of a deletion, in the tables and in the archive, named in
/// temporary tables ([DoomedRowsSearch]) of the caller's transaction, which has to be rolled back
/// or to [#drop] them. For one thread.
final class DoomedRows {
  private static final List<String> TABLES =
      List.of("doomed_chats", "doomed_parts", "doomed_logs", "doomed_series");

  /// The events of the chats that are doomed.
  static final String EVENTS =
      "FROM events e SEMI JOIN doomed_chats c ON e.app = c.app AND e.chat_id = c.chat_id";

  /// That a row is of a trace that is doomed.
  static final String OF_PART =
      """
      EXISTS (FROM doomed_parts p
        WHERE NOT p.direct AND p.high = trace_high AND p.low = trace_low)
      """;

  /// Content that a log record told.
  private static final String OF_LOG =
      """
      (event_high IS NOT NULL AND EXISTS (FROM doomed_logs d
        WHERE d.id_high = event_high AND d.id_low = event_low))
      """;

  private final Connection connection;
  private final DeletionSubject subject;
  private final ArchiveFolder folder;
  private final List<ArchiveFile> files;

  /// The earliest and the latest time in the rows; the first is above the last if there is none.
  long first = Long.MAX_VALUE;

  long last = Long.MIN_VALUE;

  private DoomedRows(
      Connection connection,
      DeletionSubject subject,
      ArchiveFolder folder,
      List<ArchiveFile> files) {
    this.connection = connection;
    this.subject = subject;
    this.folder = folder;
    this.files = files;
  }

  /// Finds them.
  ///
  /// @param files those of the archive
  static DoomedRows of(
      Connection connection, DeletionSubject subject, ArchiveFolder folder, List<ArchiveFile> files)
      throws SQLException {
    new DoomedRowsSearch(connection, subject, folder, files).find();
    return new DoomedRows(connection, subject, folder, files);
  }

  /// How many there are in the tables; notes their times.
  DeletionReceipt.Removed count() throws SQLException {
    return new DeletionReceipt.Removed(
        count("SELECT count(*), NULL, NULL FROM chats SEMI JOIN doomed_chats USING (app, chat_id)"),
        count("SELECT count(*), min(at_nanos), max(at_nanos) " + EVENTS),
        count(
            "SELECT count(*), min(least(start_nanos, end_nanos)), max(greatest(start_nanos,"
                + " end_nanos)) FROM spans WHERE "
                + OF_PART),
        content("SELECT count(*) FROM content").number(connection),
        count(
            "SELECT count(*), min(time_nanos), max(time_nanos) FROM doomed_logs WHERE NOT archived"),
        count(
            """
            SELECT count(*), min(time_nanos), max(time_nanos) FROM metric_points p
            SEMI JOIN doomed_series s ON p.series_low = s.id_low AND p.series_high = s.id_high
            """));
  }

  /// How many there are in the archive; notes their times.
  ///
  /// @param run has them removed; null for nobody
  DeletionReceipt.Removed removeArchived(@Nullable ArchiveRun run) throws SQLException {
    Map<ArchiveSignal, Long> removed = new EnumMap<>(ArchiveSignal.class);
    for (ArchiveFile file : files) {
      String doomed = archivedCondition(file.signal());
      if (doomed == null) {
        continue;
      }
      long count =
          count(
              "SELECT count(*), min(%s), max(%s) FROM %s r WHERE %s"
                  .formatted(
                      ArchiveSql.from(file.signal()),
                      ArchiveSql.to(file.signal()),
                      ArchiveSql.rows(file.signal(), folder, List.of(file)),
                      doomed));
      removed.merge(file.signal(), count, Long::sum);
      if (count > 0 && run != null) {
        run.rewrite(file, doomed, file.rows() - count);
      }
    }
    return new DeletionReceipt.Removed(
        removed.getOrDefault(ArchiveSignal.CHATS, 0L),
        removed.getOrDefault(ArchiveSignal.EVENTS, 0L),
        removed.getOrDefault(ArchiveSignal.SPANS, 0L),
        removed.getOrDefault(ArchiveSignal.CONTENT, 0L),
        removed.getOrDefault(ArchiveSignal.LOGS, 0L),
        removed.getOrDefault(ArchiveSignal.METRIC_POINTS, 0L));
  }

  /// A condition on the row `r` of an archived file; null if nothing of the signal can belong to
  /// the subject.
  private @Nullable String archivedCondition(ArchiveSignal signal) {
    String ofApp =
        subject instanceof DeletionSubject.OfApp(String app)
            ? "(app = " + ArchiveSql.quoted(app) + ")"
            : null;
    return switch (signal) {
      case CHATS, EVENTS ->
          "EXISTS (FROM doomed_chats d WHERE d.app = r.app AND d.chat_id = r.chat_id)";
      case SPANS -> OF_PART;
      case CONTENT -> "(" + OF_PART + " OR " + OF_LOG + (ofApp == null ? "" : " OR " + ofApp) + ")";
      case LOGS ->
          """
          EXISTS (FROM doomed_logs d
            WHERE d.archived AND d.id_high = r.id_high AND d.id_low = r.id_low)
          """;
      case METRIC_POINTS -> ofApp;
    };
  }

  private long count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long count = row.getLong(1);
      long least = row.getLong(2);
      if (!row.wasNull()) {
        first = Math.min(first, least);
        last = Math.max(last, row.getLong(3));
      }
      return count;
    }
  }

  /// @param what is done with the content that belongs to the subject
  private BoundSql content(String what) {
    String told = what + " WHERE " + OF_PART + " OR " + OF_LOG;
    return subject instanceof DeletionSubject.OfApp(String app)
        ? new BoundSql(told + " OR app = ?", List.of(app))
        : new BoundSql(told, List.of());
  }

  /// Removes them. A part that is left with events of other chats stays, settled.
  void delete() throws SQLException {
    content("DELETE FROM content").update(connection);
    execute(
        """
        DELETE FROM events e USING doomed_chats c WHERE e.app = c.app AND e.chat_id = c.chat_id
        """);
    execute(
        """
        DELETE FROM chats h USING doomed_chats c WHERE h.app = c.app AND h.chat_id = c.chat_id
        """);
    execute("DELETE FROM spans WHERE " + OF_PART);
    // what a block's filter says of words that were in them cannot be taken out of it
    execute(
        """
        DELETE FROM log_blocks WHERE number IN (
          SELECT l.block FROM logs l
          SEMI JOIN doomed_logs d ON l.id_low = d.id_low AND l.id_high = d.id_high)
        """);
    execute(
        """
        DELETE FROM logs l USING doomed_logs d WHERE l.id_low = d.id_low AND l.id_high = d.id_high
        """);
    execute(
        """
        DELETE FROM metric_points p USING doomed_series s
        WHERE p.series_low = s.id_low AND p.series_high = s.id_high
        """);
    execute(
        """
        UPDATE parts p SET settled = true FROM doomed_parts d
        WHERE p.high = d.high AND p.low = d.low AND p.direct = d.direct
        """);
    execute(
        """
        DELETE FROM parts p USING doomed_parts d
        WHERE p.high = d.high AND p.low = d.low AND p.direct = d.direct AND NOT EXISTS (
          FROM events e
          WHERE e.part_high = p.high AND e.part_low = p.low AND e.direct = p.direct)
        """);
  }

  /// The parts that lose their spans.
  List<PartId> parts() throws SQLException {
    List<PartId> parts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT direct, high, low FROM doomed_parts")) {
      while (row.next()) {
        parts.add(new PartId(row.getBoolean(1), row.getLong(2), row.getLong(3)));
      }
    }
    return parts;
  }

  List<ChatKey> chats() throws SQLException {
    List<ChatKey> chats = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT app, chat_id FROM doomed_chats")) {
      while (row.next()) {
        chats.add(new ChatKey(row.getString(1), row.getString(2)));
      }
    }
    return chats;
  }

  void drop() throws SQLException {
    for (String table : TABLES) {
      execute("DROP TABLE " + table);
    }
  }

  private void execute(String sql) throws SQLException {
    BoundSql.execute(connection, sql);
  }
}
