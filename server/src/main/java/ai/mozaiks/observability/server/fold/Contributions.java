// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.util.List;
import java.util.Map;

/// What the parts contribute to the sums: to the chats and the aggregate at once, to the counters
/// when they have been quiet. For the fold's thread.
final class Contributions {
  private final MergedChats chats;
  private final SeriesTotals totals;

  Contributions(MergedChats chats, SeriesTotals totals) {
    this.chats = chats;
    this.totals = totals;
  }

  /// Puts a part's events in place of its earlier ones. Reads first and changes afterwards, so that
  /// a store that cannot be read leaves all as it was.
  ///
  /// @return false if it cannot
  boolean replace(Part part, List<ChatEvent> events) {
    // Only now: most late records are repetitions, and taking a part out of its chats costs a
    // question.
    List<ChatEvent> resting = part.atRest ? part.derived : List.of();
    Map<ChatKey, MergedChats.Base> bases;
    try {
      bases = chats.basesFor(part.id, resting, events);
    } catch (StoreQuestions.UnavailableException _) {
      return false; // the questions tell why
    }
    if (part.atRest) {
      chats.setMoving(part.id, part.derived, bases);
      part.atRest = false;
    }
    chats.place(part.id, part.derived, events, bases);
    totals.replace(part.derived, events);
    part.derived = events;
    if (!part.unpublished) {
      part.unpublished = true;
      part.unpublishedSince = part.lastArrival;
    }
    return true;
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
    if (!part.atRest) {
      chats.rest(part.id, part.derived);
    }
  }
}
