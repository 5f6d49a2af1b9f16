// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;
import java.util.UUID;

/// How far a store has numbered its log records, see [WrittenLog#position].
///
/// @param store tells this store from any other, also from one that stood in its place before it
///   was begun anew: positions of another store mean nothing here
/// @param last the position given last, also if that record was deleted since; 0 before the first
public record LogPositions(UUID store, long last) {
  public LogPositions {
    Objects.requireNonNull(store, "store");
    if (last < 0) {
      throw new IllegalArgumentException("last: " + last + " (expected: >= 0)");
    }
  }
}
