// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;

/// A log record at its place in the order of writing.
///
/// @param position the number it was given when it was written; `> 0`. Each record has one more
///   than the one written before it, so numbers that are missing are records that were deleted
/// @param writtenAt when it was written, see [StorageBatch#writtenAt]
public record WrittenLog(long position, Instant writtenAt, StoredLog log) {
  public WrittenLog {
    if (position < 1) {
      throw new IllegalArgumentException("position: " + position + " (expected: > 0)");
    }
    Objects.requireNonNull(writtenAt, "writtenAt");
    Objects.requireNonNull(log, "log");
  }
}
