// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.List;
import java.util.Objects;

/// How a part's derived events changed since the store last heard of it.
///
/// @param part the part
/// @param settled whether nothing more is expected of it; an unsettled part is derived again at the
///   next start
/// @param records how many spans (or direct events) it has now; `>= 0`
/// @param firstNanos the earliest start in it; nanoseconds since 1970
/// @param lastNanos the latest end in it; nanoseconds since 1970
/// @param removed events that the store has and that hold no longer, exactly as they were added
/// @param added events to add; an id that is removed in the same change may be added again
public record PartChange(
    PartId part,
    boolean settled,
    int records,
    long firstNanos,
    long lastNanos,
    List<ChatEvent> removed,
    List<ChatEvent> added) {
  public PartChange {
    Objects.requireNonNull(part, "part");
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /// The same change with other events to add.
  public PartChange withAdded(List<ChatEvent> others) {
    return new PartChange(part, settled, records, firstNanos, lastNanos, removed, others);
  }
}
