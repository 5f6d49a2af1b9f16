// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;

/// What the store knows of a part.
///
/// @param part the part
/// @param settled whether nothing more was expected of it
/// @param records how many spans (or direct events) it has
/// @param firstNanos the earliest start in it; nanoseconds since 1970
/// @param lastNanos the latest end in it; nanoseconds since 1970
/// @param writtenAt when the latest batch that had it was written
public record PartInfo(
    PartId part, boolean settled, int records, long firstNanos, long lastNanos, Instant writtenAt) {
  public PartInfo {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(writtenAt, "writtenAt");
  }

  /// The same part, with nothing to come any more.
  PartInfo settledForGood() {
    return new PartInfo(part, true, records, firstNanos, lastNanos, writtenAt);
  }

  /// The same part, written at another time.
  PartInfo withWrittenAt(Instant time) {
    return new PartInfo(part, settled, records, firstNanos, lastNanos, time);
  }
}
