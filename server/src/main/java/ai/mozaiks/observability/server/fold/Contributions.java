// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.ArrayList;
import java.util.List;

/// What the parts contribute to the sums: to the chats and the aggregate at once, to the counters
/// when they have been quiet. For the fold's thread.
final class Contributions {
  private final MergedChats chats;
  private final SeriesTotals totals;
  private final List<EventWatcher> watchers = new ArrayList<>();

  Contributions(MergedChats chats, SeriesTotals totals) {
    this.chats = chats;
    this.totals = totals;
  }

  /// Puts a part's events in place of its earlier ones. Reads first and changes afterwards, so that
  /// a store that cannot be read leaves all as it was.
  ///
  /// @return false if it cannot
  boolean replace(Part part, List<ChatEvent> events) {
    try {
      chats.replace(part.id, part.derived, events);
    } catch (StoreQuestions.UnavailableException _) {
      return false; // the questions tell why
    }
    totals.replace(part.derived, events);
    for (EventWatcher watcher : watchers) {
      watcher.replaced(part.derived, events);
    }
    part.derived = events;
    if (!part.unpublished) {
      part.unpublished = true;
      part.unpublishedSince = part.lastArrival;
    }
    return true;
  }

  /// Tells somebody of all changes from now on.
  void watch(EventWatcher watcher) {
    watchers.add(watcher);
  }

  /// Tells somebody no longer.
  void forget(EventWatcher watcher) {
    watchers.remove(watcher);
  }

  /// The same, unless nothing changed.
  boolean replaceUnlessEqual(Part part, List<ChatEvent> events) {
    return events.equals(part.derived) || replace(part, events);
  }

  /// Lets the counters know the part's events that the store has.
  ///
  /// @param now [System#nanoTime]
  void publish(Part part, long now) {
    if (!part.unpublished) {
      return;
    }
    totals.publish(part);
    part.unpublished = !part.derived.equals(part.handedOver);
    part.unpublishedSince = now;
  }

  /// Lets a part leave that is stored: what it contributes stays.
  void rest(Part part) {
    publish(part, part.unpublishedSince);
    totals.rest(part);
    chats.rest(part.id, part.derived);
  }
}
