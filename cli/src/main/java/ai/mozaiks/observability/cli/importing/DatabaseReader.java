// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.ag2log.DatabaseFeed;
import ai.mozaiks.observability.server.ag2log.LogFeed;
import ai.mozaiks.observability.server.ag2log.LogNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Reads what a database of the runtime log holds now, and sends the events it tells of.
final class DatabaseReader {
  private final Path file;
  private final LogNames names;
  private final BatchSink sink;

  DatabaseReader(Path file, LogNames names, BatchSink sink) {
    this.file = file;
    this.names = names;
    this.sink = sink;
  }

  /// Whether the file itself begins as a database does.
  static boolean isDatabase(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return FileForm.recognise(in.readNBytes(16)).equals(Optional.of(FileForm.AG2_SQLITE));
    }
  }

  /// Reads it.
  ///
  /// @return how many records no session was known for
  long read() throws IOException, CommandFailure, InterruptedException {
    if (!DatabaseFeed.recognises(file)) {
      sink.reject("", "an SQLite database without AG2's table chat_completions");
      return 0;
    }
    EventBatches batches = new EventBatches(sink);
    try (DatabaseFeed feed = new DatabaseFeed(file, names)) {
      LogFeed.Portion portion;
      do {
        portion = feed.next();
        for (LogFeed.Rejection rejection : portion.rejections()) {
          sink.reject(", " + rejection.place(), rejection.reason());
        }
        for (ChatEvent event : portion.events()) {
          batches.add(event, 0);
        }
      } while (portion.more());
      batches.flush();
      return feed.progress().unbound();
    }
  }
}
