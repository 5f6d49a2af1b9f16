// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.time.Duration;

/// Where the data is kept, and for how long.
public sealed interface StorageConfig {

  /// Ended chats and their spans are deleted once they are older than this; `> 0`.
  Duration retention();

  /// On this machine's disk: the journal and the embedded database.
  ///
  /// @param memoryLimit what the database may take beside the Java heap; bytes, `>= 64 MiB`
  /// @param journalSegmentSize when the journal starts its next file; bytes, `>= 1 MiB`
  record Embedded(Duration retention, long memoryLimit, long journalSegmentSize)
      implements StorageConfig {

    public static final long LEAST_MEMORY_LIMIT = 64L << 20;
    public static final long LEAST_SEGMENT_SIZE = 1L << 20;

    /// 30 days, 1 GiB, files of 64 MiB.
    public static final Embedded DEFAULT = new Embedded(Duration.ofDays(30), 1L << 30, 64L << 20);

    public Embedded {
      requirePositive(retention);
      if (memoryLimit < LEAST_MEMORY_LIMIT) {
        throw new IllegalArgumentException(
            "memoryLimit: " + memoryLimit + " (expected: >= " + LEAST_MEMORY_LIMIT + ")");
      }
      if (journalSegmentSize < LEAST_SEGMENT_SIZE) {
        throw new IllegalArgumentException(
            "journalSegmentSize: "
                + journalSegmentSize
                + " (expected: >= "
                + LEAST_SEGMENT_SIZE
                + ")");
      }
    }
  }

  /// In memory only: everything is gone when the process ends. For trials and tests.
  record Memory(Duration retention) implements StorageConfig {
    public Memory {
      requirePositive(retention);
    }
  }

  private static void requirePositive(Duration retention) {
    if (!retention.isPositive()) {
      throw new IllegalArgumentException("retention: " + retention + " (expected: > 0)");
    }
  }
}
