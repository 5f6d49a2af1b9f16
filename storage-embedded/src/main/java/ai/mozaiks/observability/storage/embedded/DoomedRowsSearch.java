// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.PartId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds what belongs to the subject of a deletion, in the tables and in the archive, and names it
/// in the temporary tables that [DoomedRows] is about. For one thread.
final class DoomedRowsSearch {
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-fA-F]{32}");

  private final Connection connection;
  private final DeletionSubject subject;
  private final ArchiveFolder folder;
  private final List<ArchiveFile> files;

  /// @param files those of the archive
  DoomedRowsSearch(
      Connection connection,
      DeletionSubject subject,
      ArchiveFolder folder,
      List<ArchiveFile> files) {
    this.connection = connection;
    this.subject = subject;
    this.folder = folder;
    this.files = files;
  }

  /// Makes the temporary tables and fills them.
  void find() throws SQLException {
    execute("CREATE TEMP TABLE doomed_chats (app VARCHAR, chat_id VARCHAR)");
    execute("CREATE TEMP TABLE doomed_parts (direct BOOLEAN, high BIGINT, low BIGINT)");
    execute(
        "CREATE TEMP TABLE doomed_logs (id_high BIGINT, id_low BIGINT, time_nanos BIGINT,"
            + " archived BOOLEAN)");
    execute("CREATE TEMP TABLE doomed_series (id_high BIGINT, id_low BIGINT)");
    BoundSql named = named();
    update(
        """
        INSERT INTO doomed_chats
        SELECT app, chat_id FROM chats WHERE %s UNION SELECT app, chat_id FROM events WHERE %s
        """
            .formatted(named.sql(), named.sql()),
        twice(named.texts()));
    for (ArchiveSignal signal : List.of(ArchiveSignal.CHATS, ArchiveSignal.EVENTS)) {
      List<ArchiveFile> archived = archived(signal);
      if (!archived.isEmpty()) {
        update(
            "INSERT INTO doomed_chats SELECT DISTINCT app, chat_id FROM %s WHERE %s EXCEPT FROM doomed_chats"
                .formatted(ArchiveSql.rows(signal, folder, archived), named.sql()),
            named.texts());
      }
    }
    execute(
        "INSERT INTO doomed_parts SELECT DISTINCT direct, part_high, part_low "
            + DoomedRows.EVENTS);
    String archivedEvents = archivedEvents();
    if (archivedEvents != null) {
      execute(
          "INSERT INTO doomed_parts SELECT DISTINCT direct, part_high, part_low "
              + archivedEvents
              + " EXCEPT FROM doomed_parts");
    }
    addAttached(DoomedRows.EVENTS);
    if (archivedEvents != null) {
      addAttached(archivedEvents);
    }
    BoundSql said = said();
    update(
        """
        INSERT INTO doomed_logs SELECT id_high, id_low, time_nanos, false FROM logs l WHERE %s
        """
            .formatted(said.sql()),
        said.texts());
    if (!archived(ArchiveSignal.LOGS).isEmpty()) {
      update(
          "INSERT INTO doomed_logs SELECT id_high, id_low, time_nanos, true FROM %s l WHERE %s"
              .formatted(
                  ArchiveSql.rows(ArchiveSignal.LOGS, folder, archived(ArchiveSignal.LOGS)),
                  said.sql()),
          said.texts());
    }
    if (subject instanceof DeletionSubject.OfApp(String app)) {
      update(
          "INSERT INTO doomed_series SELECT id_high, id_low FROM metric_series WHERE app = ?",
          List.of(app));
    }
  }

  private static List<String> twice(List<String> texts) {
    List<String> twice = new ArrayList<>(texts);
    twice.addAll(texts);
    return twice;
  }

  /// What names the subject among chats and events.
  private BoundSql named() {
    return switch (subject) {
      case DeletionSubject.OfApp(String app) -> new BoundSql("app = ?", List.of(app));
      case DeletionSubject.OfUser(String user, String app) ->
          condition("user_id = ?", " AND app = ?", user, app);
      case DeletionSubject.OfChat(String chat, String app) ->
          condition("chat_id = ?", " AND app = ?", chat, app);
    };
  }

  private List<ArchiveFile> archived(ArchiveSignal signal) {
    return files.stream().filter(file -> file.signal() == signal).toList();
  }

  /// As [DoomedRows#EVENTS], in the archive; null if there are none.
  private @Nullable String archivedEvents() {
    List<ArchiveFile> archived = archived(ArchiveSignal.EVENTS);
    return archived.isEmpty()
        ? null
        : "FROM %s e SEMI JOIN doomed_chats c ON e.app = c.app AND e.chat_id = c.chat_id"
            .formatted(ArchiveSql.rows(ArchiveSignal.EVENTS, folder, archived));
  }

  /// What belongs to the subject among the log records `l`.
  private BoundSql said() {
    BoundSql named = namedByLogs();
    return new BoundSql(
        """
        %s OR (trace_high IS NOT NULL AND %s) OR (chat_id IS NOT NULL AND EXISTS (
          FROM doomed_chats c
          WHERE c.chat_id = l.chat_id AND (l.app = c.app OR l.app = '%s')))
        """
            .formatted(named.sql(), DoomedRows.OF_PART, ChatKey.UNKNOWN_APP),
        named.texts());
  }

  /// What names the subject among log records: see [DeletionSubject#names].
  private BoundSql namedByLogs() {
    String orUnknown = " AND (app = ? OR app = '" + ChatKey.UNKNOWN_APP + "')";
    return switch (subject) {
      case DeletionSubject.OfApp(String app) -> new BoundSql("app = ?", List.of(app));
      case DeletionSubject.OfUser(String user, String app) ->
          condition("(user_id = ?", orUnknown + ")", user, app);
      case DeletionSubject.OfChat(String chat, String app) ->
          condition("(chat_id = ?", orUnknown + ")", chat, app);
    };
  }

  private static BoundSql condition(String id, String ofApp, String text, @Nullable String app) {
    return app == null
        ? new BoundSql(id.startsWith("(") ? id + ")" : id, List.of(text))
        : new BoundSql(id + ofApp, List.of(text, app));
  }

  /// The traces that the chats say are their own, if no event tells otherwise.
  private void addAttached(String events) throws SQLException {
    List<PartId> attached = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DISTINCT attached_trace " + events + " WHERE attached_trace IS NOT NULL")) {
      while (row.next()) {
        if (TRACE_ID.matcher(row.getString(1)).matches()) {
          attached.add(PartId.ofTrace(row.getString(1)));
        }
      }
    }
    for (PartId trace : attached) {
      execute(
          """
          INSERT INTO doomed_parts SELECT false, %1$d, %2$d
          WHERE (EXISTS (FROM parts WHERE NOT direct AND high = %1$d AND low = %2$d) OR %3$s)
            AND NOT EXISTS (FROM events WHERE NOT direct AND part_high = %1$d AND part_low = %2$d)
            AND NOT %4$s
            AND NOT EXISTS (FROM doomed_parts WHERE NOT direct AND high = %1$d AND low = %2$d)
          """
              .formatted(
                  trace.high(),
                  trace.low(),
                  inArchive(ArchiveSignal.SPANS, "trace_high", "trace_low", trace),
                  inArchive(ArchiveSignal.EVENTS, "part_high", "part_low", trace)));
    }
  }

  /// Whether archived rows of a signal are of a trace, in SQL.
  private String inArchive(ArchiveSignal signal, String high, String low, PartId trace) {
    List<ArchiveFile> archived = archived(signal);
    return archived.isEmpty()
        ? "false"
        : "EXISTS (FROM %s WHERE %s = %d AND %s = %d %s)"
            .formatted(
                ArchiveSql.rows(signal, folder, archived),
                high,
                trace.high(),
                low,
                trace.low(),
                signal == ArchiveSignal.EVENTS ? "AND NOT direct" : "");
  }

  private void execute(String sql) throws SQLException {
    BoundSql.execute(connection, sql);
  }

  private void update(String sql, List<String> texts) throws SQLException {
    new BoundSql(sql, texts).update(connection);
  }
}
