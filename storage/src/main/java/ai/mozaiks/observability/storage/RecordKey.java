// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;

/// Where a record is found in a store that orders records by time: an id alone would mean to look
/// at all of them.
///
/// @param timeNanos its time; nanoseconds since 1970
/// @param id what it is
public record RecordKey(long timeNanos, RecordId id) {
  public RecordKey {
    Objects.requireNonNull(id, "id");
  }
}
