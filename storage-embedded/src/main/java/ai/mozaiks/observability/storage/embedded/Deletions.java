// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.DeletionReader;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.PartsDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Deletion on request, and the tables `deletions` and `deleted_parts`.
final class Deletions {
  private static final String COLUMNS =
      """
      id, asked_nanos, asked_by, reason, subject_kind, subject, subject_app, done_nanos,
      chats, events, spans, contents, logs, points, archived_chats, archived_events,
      archived_spans, archived_contents, archived_logs, archived_points, from_nanos, to_nanos, digest
      """;

  private Deletions() {}

  /// Deletes and writes the receipt, inside the caller's transaction. Of the writer thread.
  ///
  /// @param request one that was not done before
  /// @param run takes them out of the archive
  static DeletionReceipt delete(
      DuckDBConnection connection,
      HourSums hours,
      Archive archive,
      ArchiveRun run,
      DeletionRequest request,
      Instant now)
      throws SQLException {
    DoomedRows doomed =
        DoomedRows.of(
            connection, request.subject(), archive.folder(), archive.filesToDeleteFrom(connection));
    DeletionReceipt.Removed removed = doomed.count();
    DeletionReceipt.Removed archived = doomed.removeArchived(run);
    List<PartId> parts = doomed.parts();
    remember(connection, parts, doomed.chats(), Nanos.of(now));
    try (Statement statement = connection.createStatement()) {
      OldRows.takeSumsAway(statement, hours, DoomedRows.EVENTS);
      doomed.delete();
      OldRows.deleteUnusedOrigins(statement);
    }
    boolean timeless = doomed.first > doomed.last;
    DeletionReceipt receipt =
        new DeletionReceipt(
            request,
            now,
            removed,
            archived,
            timeless ? null : Nanos.toInstant(doomed.first),
            timeless ? null : Nanos.toInstant(doomed.last),
            PartsDigest.of(parts));
    doomed.drop();
    append(connection, receipt);
    return receipt;
  }

  private static void remember(
      DuckDBConnection connection, List<PartId> parts, List<ChatKey> chats, long nanos)
      throws SQLException {
    Set<PartId> all = new HashSet<>(parts);
    chats.forEach(chat -> all.add(PartId.ofDirectEvents(chat)));
    try (Rows rows = new Rows(connection.createAppender("deleted_parts"))) {
      for (PartId part : all) {
        rows.begin().add(part.direct()).add(part.high()).add(part.low()).add(nanos).end();
      }
    }
  }

  private static void append(DuckDBConnection connection, DeletionReceipt receipt)
      throws SQLException {
    DeletionRequest request = receipt.request();
    DeletionReceipt.Removed removed = receipt.removed();
    try (Rows rows = new Rows(connection.createAppender("deletions"))) {
      rows.begin().add(request.id()).add(Nanos.saturated(request.askedAt()));
      rows.add(request.askedBy()).add(request.reason());
      switch (request.subject()) {
        case DeletionSubject.OfApp(String app) -> rows.add("app").add(app).addNull();
        case DeletionSubject.OfUser(String user, String app) -> rows.add("user").add(user).add(app);
        case DeletionSubject.OfChat(String chat, String app) -> rows.add("chat").add(chat).add(app);
      }
      rows.add(Nanos.of(receipt.doneAt()));
      rows.add(removed.chats()).add(removed.events()).add(removed.spans());
      rows.add(removed.contents()).add(removed.logs()).add(removed.points());
      rows.addOrNull(nanos(receipt.from())).addOrNull(nanos(receipt.to()));
      rows.add(receipt.digest());
      DeletionReceipt.Removed archived = receipt.archived();
      rows.add(archived.chats()).add(archived.events()).add(archived.spans());
      rows.add(archived.contents()).add(archived.logs()).add(archived.points()).end();
    }
  }

  private static @Nullable Long nanos(@Nullable Instant time) {
    return time == null ? null : (Long) Nanos.saturated(time);
  }

  static DeletionReader.Preview wouldDelete(
      Connection connection, DeletionSubject subject, Archive archive) throws SQLException {
    return ArchiveSnapshot.ask(
        connection,
        archive,
        files -> {
          DoomedRows doomed = DoomedRows.of(connection, subject, archive.folder(), files);
          DeletionReader.Preview preview =
              new DeletionReader.Preview(doomed.count(), doomed.removeArchived(null));
          doomed.drop();
          return preview;
        });
  }

  static Optional<DeletionReceipt> deletion(Connection connection, String id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT " + COLUMNS + " FROM deletions WHERE id = ?")) {
      statement.setString(1, id);
      return read(statement).stream().findFirst();
    }
  }

  static List<DeletionReceipt> deletions(
      Connection connection, Instant since, @Nullable String after, int limit) throws SQLException {
    if (since.isAfter(Nanos.MAX_INSTANT)) {
      return List.of();
    }
    DeletionReceipt last = after == null ? null : deletion(connection, after).orElse(null);
    if (after != null && last == null) {
      return List.of();
    }
    long lastNanos = last == null ? Long.MAX_VALUE : Nanos.saturated(last.doneAt());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM deletions WHERE done_nanos >= ?"
                + " AND (done_nanos < ? OR (done_nanos = ? AND id > ?))"
                + " ORDER BY done_nanos DESC, id LIMIT ?")) {
      statement.setLong(1, Nanos.saturated(since));
      statement.setLong(2, lastNanos);
      statement.setLong(3, lastNanos);
      statement.setString(4, after == null ? "" : after);
      statement.setInt(5, limit);
      return read(statement);
    }
  }

  private static List<DeletionReceipt> read(PreparedStatement statement) throws SQLException {
    List<DeletionReceipt> receipts = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        receipts.add(read(row));
      }
    }
    return List.copyOf(receipts);
  }

  private static DeletionReceipt read(ResultSet row) throws SQLException {
    String id = row.getString("subject");
    String app = row.getString("subject_app");
    String kind = row.getString("subject_kind");
    DeletionSubject subject =
        switch (kind) {
          case "app" -> new DeletionSubject.OfApp(id);
          case "user" -> new DeletionSubject.OfUser(id, app);
          case "chat" -> new DeletionSubject.OfChat(id, app);
          default ->
              throw new SQLException("subject_kind: " + kind + " (expected: app, user, chat)");
        };
    return new DeletionReceipt(
        new DeletionRequest(
            row.getString("id"),
            Nanos.toInstant(row.getLong("asked_nanos")),
            row.getString("asked_by"),
            row.getString("reason"),
            subject),
        Nanos.toInstant(row.getLong("done_nanos")),
        removed(row, ""),
        removed(row, "archived_"),
        time(row, "from_nanos"),
        time(row, "to_nanos"),
        row.getString("digest"));
  }

  private static DeletionReceipt.Removed removed(ResultSet row, String prefix) throws SQLException {
    return new DeletionReceipt.Removed(
        row.getLong(prefix + "chats"),
        row.getLong(prefix + "events"),
        row.getLong(prefix + "spans"),
        row.getLong(prefix + "contents"),
        row.getLong(prefix + "logs"),
        row.getLong(prefix + "points"));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long nanos = row.getLong(column);
    return row.wasNull() ? null : Nanos.toInstant(nanos);
  }

  static void forEachDeletedPart(Connection connection, Consumer<PartId> consumer)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT DISTINCT direct, high, low FROM deleted_parts")) {
      while (row.next()) {
        consumer.accept(new PartId(row.getBoolean(1), row.getLong(2), row.getLong(3)));
      }
    }
  }
}
