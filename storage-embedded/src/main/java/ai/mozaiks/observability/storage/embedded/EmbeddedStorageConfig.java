// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// Where an embedded store lives, and what it may use.
///
/// @param folder owned by the store alone; created if absent
/// @param memoryBytes the most that the database may use for its buffers; at least 64 MiB
/// @param threads how many threads may work on one query; `> 0`
/// @param queries how many of [EmbeddedStorage#queries] may run at once; `> 0`
/// @param waitingQueries how many more may wait; `> 0`
/// @param queryTime how long one may take, waiting included; `> 0`
/// @param archive where deleted rows are kept, and which
public record EmbeddedStorageConfig(
    Path folder,
    long memoryBytes,
    int threads,
    int queries,
    int waitingQueries,
    Duration queryTime,
    ArchiveConfig archive) {
  private static final long MIN_MEMORY = 64L << 20;

  public EmbeddedStorageConfig {
    Objects.requireNonNull(folder, "folder");
    if (memoryBytes < MIN_MEMORY) {
      throw new IllegalArgumentException(
          "memoryBytes: " + memoryBytes + " (expected: >= " + MIN_MEMORY + ")");
    }
    requirePositive(threads, "threads");
    requirePositive(queries, "queries");
    requirePositive(waitingQueries, "waitingQueries");
    Objects.requireNonNull(archive, "archive");
    if (!queryTime.isPositive()) {
      throw new IllegalArgumentException("queryTime: " + queryTime + " (expected: > 0)");
    }
  }

  /// Without archiving.
  public EmbeddedStorageConfig(
      Path folder,
      long memoryBytes,
      int threads,
      int queries,
      int waitingQueries,
      Duration queryTime) {
    this(
        folder,
        memoryBytes,
        threads,
        queries,
        waitingQueries,
        queryTime,
        ArchiveConfig.off(folder.resolve("archive")));
  }

  /// The same with an archive.
  public EmbeddedStorageConfig withArchive(ArchiveConfig config) {
    return new EmbeddedStorageConfig(
        folder, memoryBytes, threads, queries, waitingQueries, queryTime, config);
  }

  /// One GiB of memory, two threads; four queries at once and 32 waiting, ten seconds each.
  public static EmbeddedStorageConfig of(Path folder) {
    return new EmbeddedStorageConfig(folder, 1L << 30, 2, 4, 32, Duration.ofSeconds(10));
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
