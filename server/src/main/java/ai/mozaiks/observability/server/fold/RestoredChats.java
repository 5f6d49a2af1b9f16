// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.StoredChat;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/// Chooses the chats that memory holds at start, out of all that the store tells of in any order:
/// those that still run, which the active runs are counted from, then the latest written. For one
/// thread.
final class RestoredChats {
  private final int most;
  private final Instant writtenSince;
  private final Instant activeSince;
  private final PriorityQueue<StoredChat> chosen;

  /// @param most how many at most
  /// @param writtenSince others that were last written before are left out
  /// @param activeSince a chat without an end and without activity since runs no longer
  RestoredChats(int most, Instant writtenSince, Instant activeSince) {
    this.most = most;
    this.writtenSince = writtenSince;
    this.activeSince = activeSince;
    chosen =
        new PriorityQueue<>(
            Comparator.comparing(this::isRunning).thenComparing(StoredChat::writtenAt));
  }

  Instant writtenSince() {
    return writtenSince;
  }

  Instant activeSince() {
    return activeSince;
  }

  private boolean isRunning(StoredChat chat) {
    return MergedChats.isRunning(chat.summary(), activeSince);
  }

  void offer(StoredChat chat) {
    if (isRunning(chat) || chat.writtenAt().isAfter(writtenSince)) {
      chosen.add(chat);
      if (chosen.size() > most) {
        chosen.poll(); // the least worth keeping
      }
    }
  }

  void forEach(Consumer<StoredChat> consumer) {
    chosen.forEach(consumer);
  }
}
