// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.embedded.ArchiveConfig;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import ai.mozaiks.observability.storage.embedded.FileJournal;
import ai.mozaiks.observability.storage.embedded.FileJournalConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The store and the journal that a configuration asks for: the one place that names concrete ones.
///
/// @param gaps what is in neither of them
/// @param schemaVersion of the store's tables; null for a store that keeps nothing on disk
record OpenStore(
    Storage storage, Journal journal, JournalGaps gaps, @Nullable Integer schemaVersion)
    implements AutoCloseable {

  private static final int STORE_THREADS = 2;
  private static final int STORE_QUERIES = 4;
  private static final long JOURNAL_QUEUE_BYTES = 64L << 20;

  /// Opens both.
  ///
  /// @throws ai.mozaiks.observability.storage.StorageException if the folder is in use, cannot be
  ///   written or is damaged; the message says which and what to do
  static OpenStore of(ServerConfig config) {
    return switch (config.storage()) {
      case StorageConfig.Memory _ ->
          new OpenStore(
              new InMemoryStorage(), new InMemoryJournal(), JournalGaps.unremembered(), null);
      case StorageConfig.Embedded embedded -> openEmbedded(config, embedded);
    };
  }

  private static OpenStore openEmbedded(ServerConfig server, StorageConfig.Embedded config) {
    Path folder = server.data();
    ArchiveConfig archive =
        new ArchiveConfig(
            server.retention().archive().folderIn(folder), server.retention().archive().signals());
    EmbeddedStorage storage =
        EmbeddedStorage.open(
            new EmbeddedStorageConfig(
                folder.resolve("store"),
                config.memoryLimit(),
                STORE_THREADS,
                STORE_QUERIES,
                config.waitingQueries(),
                config.queryTimeout(),
                archive));
    try {
      FileJournal journal =
          FileJournal.open(
              new FileJournalConfig(
                  folder.resolve("journal"), config.journalSegmentSize(), JOURNAL_QUEUE_BYTES),
              storage.appliedSequence());
      return new OpenStore(
          storage, journal, JournalGaps.in(folder), EmbeddedStorage.SCHEMA_VERSION);
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try (storage) {
      journal.close();
    }
  }
}
