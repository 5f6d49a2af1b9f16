// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.time.Duration;

/// Where the data is kept, and for how long.
public sealed interface StorageConfig {

  /// Ended chats and their spans are deleted once they are older than this; `> 0`, at most
  /// [DurationText#LONGEST].
  Duration retention();

  /// On this machine's disk: the journal and the embedded database.
  ///
  /// @param memoryLimit what the database may take beside the Java heap; bytes, `>= 64 MiB`
  /// @param journalSegmentSize when the journal starts its next file; bytes, `>= 1 MiB`
  /// @param queryTimeout how long a question of the API may take, waiting included; `> 0`, at most
  ///   [DurationText#LONGEST]
  /// @param waitingQueries how many of them may wait for their turn; `> 0`
  record Embedded(
      Duration retention,
      long memoryLimit,
      long journalSegmentSize,
      Duration queryTimeout,
      int waitingQueries)
      implements StorageConfig {

    public static final long LEAST_MEMORY_LIMIT = 64L << 20;
    public static final long LEAST_SEGMENT_SIZE = 1L << 20;

    /// 30 days, 1 GiB, files of 64 MiB, 10 s and 32 waiting.
    public static final Embedded DEFAULT =
        new Embedded(Duration.ofDays(30), 1L << 30, 64L << 20, Duration.ofSeconds(10), 32);

    public Embedded {
      DurationText.require("retention", retention);
      DurationText.require("queryTimeout", queryTimeout);
      if (waitingQueries < 1) {
        throw new IllegalArgumentException(
            "waitingQueries: " + waitingQueries + " (expected: >= 1)");
      }
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
      DurationText.require("retention", retention);
    }
  }
}
