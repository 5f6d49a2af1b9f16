// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.PartId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Parts that are in the store, not in memory, and not done: what the last process left, and what
/// had to leave before its root came. They come back when there is room, to be finished. For the
/// fold's thread.
final class UnfinishedParts {
  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedParts.class);

  /// About 100 bytes each. What is beyond waits for the next start, when the store tells of it.
  private static final int AT_MOST = 500_000;

  private final Map<PartId, Turn> turns = new LinkedHashMap<>();
  private boolean overflowed;

  /// When a part is to come back.
  ///
  /// @param lastArrival when a record of it last came; [System#nanoTime]
  /// @param due not before this; nanoTime
  record Turn(long lastArrival, long due) {}

  void add(PartId id, Turn turn) {
    if (turns.size() < AT_MOST) {
      turns.putIfAbsent(id, turn);
    } else if (!overflowed) {
      overflowed = true;
      LOG.warn("More than {} traces wait for their root; some only end at the next start", AT_MOST);
    }
  }

  /// It is in memory, or gone for good.
  ///
  /// @return whether it was waiting
  boolean remove(PartId id) {
    return turns.remove(id) != null;
  }

  /// They are gone for good.
  void removeAll(DeletedData deleted) {
    turns.keySet().removeIf(deleted::hasPart);
  }

  /// The first ones whose turn it is.
  Map<PartId, Turn> due(long now, int limit) {
    Map<PartId, Turn> due = new LinkedHashMap<>();
    for (Map.Entry<PartId, Turn> entry : turns.entrySet()) {
      if (due.size() >= limit) {
        break;
      }
      if (entry.getValue().due() - now <= 0) {
        due.put(entry.getKey(), entry.getValue());
      }
    }
    return due;
  }
}
