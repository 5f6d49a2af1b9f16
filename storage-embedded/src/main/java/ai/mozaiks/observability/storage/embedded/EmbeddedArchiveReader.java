// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveReader;
import ai.mozaiks.observability.storage.ArchivedChat;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.StoredLog;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks the archive, on a thread of its own: however much is read, the questions to the store do
/// not wait for it. Thread-safe.
final class EmbeddedArchiveReader implements ArchiveReader {
  private final ReaderThreads threads;
  private final Archive archive;

  EmbeddedArchiveReader(ReaderThreads threads, Archive archive) {
    this.threads = threads;
    this.archive = archive;
  }

  /// Asks one question.
  @FunctionalInterface
  private interface ArchiveQuestion<T> {
    T ask(ArchiveQueries queries) throws SQLException;
  }

  private <T> T ask(String what, ArchiveQuestion<T> question) {
    return threads.ask(
        what,
        connection ->
            ArchiveSnapshot.ask(
                connection,
                archive,
                files -> question.ask(new ArchiveQueries(connection, archive.folder(), files))));
  }

  @Override
  public List<ArchiveFile> files() {
    return threads.ask(
        "listing the archive",
        connection -> ArchiveSnapshot.ask(connection, archive, files -> files));
  }

  @Override
  public List<StoredLog> logs(LogQuery query) {
    return query.from().isAfter(Nanos.MAX_INSTANT)
        ? List.of()
        : ask("searching the archive", queries -> queries.logs(query));
  }

  @Override
  public List<ArchivedChat> chats(String chatId, @Nullable String app, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return ask("reading a chat of the archive", queries -> queries.chats(chatId, app, limit));
  }

  @Override
  public Contents contents() {
    return archive.contents();
  }

  @Override
  public @Nullable String failure() {
    return archive.failure();
  }
}
