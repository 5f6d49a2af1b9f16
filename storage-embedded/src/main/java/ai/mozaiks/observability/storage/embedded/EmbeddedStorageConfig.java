// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.nio.file.Path;
import java.util.Objects;

/// Where an embedded store lives, and what it may use.
///
/// @param folder owned by the store alone; created if absent
/// @param memoryBytes the most that the database may use for its buffers; at least 64 MiB
/// @param threads how many threads may work on one query; `> 0`
/// @param readers how many queries may run at once; `> 0`
public record EmbeddedStorageConfig(Path folder, long memoryBytes, int threads, int readers) {
  private static final long MIN_MEMORY = 64L << 20;

  public EmbeddedStorageConfig {
    Objects.requireNonNull(folder, "folder");
    if (memoryBytes < MIN_MEMORY) {
      throw new IllegalArgumentException(
          "memoryBytes: " + memoryBytes + " (expected: >= " + MIN_MEMORY + ")");
    }
    requirePositive(threads, "threads");
    requirePositive(readers, "readers");
  }

  /// One GiB of memory, two threads, four queries at once.
  public static EmbeddedStorageConfig of(Path folder) {
    return new EmbeddedStorageConfig(folder, 1L << 30, 2, 4);
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
