// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.nio.file.Path;
import java.util.Objects;

/// Where a file journal lives, and its limits.
///
/// @param folder owned by the journal alone; created if absent
/// @param segmentBytes a new segment file is begun once one has this size; `> 0`
/// @param queueBytes how much may wait for the disk before [FileJournal#append] blocks; `> 0`, a
///   single longer record is let through alone
public record FileJournalConfig(Path folder, long segmentBytes, long queueBytes) {
  public FileJournalConfig {
    Objects.requireNonNull(folder, "folder");
    requirePositive(segmentBytes, "segmentBytes");
    requirePositive(queueBytes, "queueBytes");
  }

  /// Segments of 64 MiB, and as much waiting.
  public static FileJournalConfig of(Path folder) {
    return new FileJournalConfig(folder, 64L << 20, 64L << 20);
  }

  private static void requirePositive(long value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
