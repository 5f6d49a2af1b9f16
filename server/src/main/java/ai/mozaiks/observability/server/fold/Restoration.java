// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.StorageReader;
import java.time.Instant;

/// What a start brings back from the store: the ids it knows, the chats worth keeping in memory,
/// the parts that were not done, the totals, and the time to go on from. For one thread, before
/// anything is taken.
final class Restoration {
  private final StorageReader store;
  private final KnownIds storedParts;
  private final KnownIds storedChats;
  private final KnownIds storedLogs;
  private final KnownIds storedPoints;
  private final FoldSettings settings;
  private final LatestInstant lastWritten = new LatestInstant();

  Restoration(
      StorageReader store,
      KnownIds storedParts,
      KnownIds storedChats,
      KnownIds storedLogs,
      KnownIds storedPoints,
      FoldSettings settings) {
    this.store = store;
    this.storedParts = storedParts;
    this.storedChats = storedChats;
    this.storedLogs = storedLogs;
    this.storedPoints = storedPoints;
    this.settings = settings;
  }

  /// Names the stored chats, and gives those to memory that it should hold.
  void restore(MergedChats chats, Instant time) {
    RestoredChats restored =
        new RestoredChats(
            settings.maxLiveChats(),
            time.minus(settings.keepCompleted()),
            time.minus(settings.abandonedAfter()));
    store.forEachKnownChat(chat -> {
      storedChats.add(chat.hash());
      lastWritten.include(chat.writtenAt());
    });
    store.forEachChat(restored.writtenSince(), restored.activeSince(), restored::offer);
    restored.forEach(chats::restore);
  }

  /// Names the stored parts, and tells of those that are not done.
  ///
  /// @param now [System#nanoTime]
  void restore(Fold fold, long now) {
    store.forEachPart(part -> {
      storedParts.add(KnownIds.hash(part.part()));
      lastWritten.include(part.writtenAt());
      if (!part.settled()) {
        fold.addUnfinished(part.part(), now);
      }
    });
  }

  /// Tells what was deleted on request.
  ///
  /// @param since how far back that is remembered
  void restoreDeleted(Fold fold, Instant since) {
    fold.restoreDeleted(store, since);
  }

  /// Names the stored log records and points.
  void restoreRecords() {
    store.forEachLogId(id -> storedLogs.add(KnownIds.hash(id)));
    store.forEachPointId(id -> storedPoints.add(KnownIds.hash(id)));
  }

  void restore(SeriesTotals totals) {
    totals.restore(store.lastingSeries(), store.totals(), store.counterShifts());
  }

  /// Tells when the store was last written; after all that tells of it.
  void restore(RetentionClock clock) {
    lastWritten.ifKnown(clock::startFrom);
  }
}
