// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A part that is still moving: its records, and what was derived from them. Belongs to the fold's
/// thread.
///
/// Its events exist in three versions, since three parties learn of them at different times: the
/// live chats at once (`derived`), the store with the next batch (`handedOver`), the counters when
/// it has been quiet (`published`).
abstract sealed class Part permits TracePart, DirectPart {
  /// A part whose end is known counts as quiet after this time without news: its counters are
  /// published, and it leaves memory.
  private static final long QUIET_NANOS = 2_000_000_000L;

  final PartId id;
  List<ChatEvent> derived = List.of();
  List<ChatEvent> handedOver = List.of();
  List<ChatEvent> published = List.of();

  /// The prices of `derived` when it came back from the store.
  BookedPrices booked = BookedPrices.NONE;

  /// What the counters show beyond `published`, and what they will show beyond `handedOver`. None
  /// after a return from the store: what was shown beyond then belongs to the series for good.
  CounterShift shift = CounterShift.NONE;

  CounterShift nextShift = CounterShift.NONE;

  /// Whether the counters do not know `derived` yet, and since when; nanoTime.
  boolean unpublished;

  long unpublishedSince;

  /// Whether records came since it was last derived. Kept by [MovingParts].
  boolean dirty;

  /// Whether the store does not know its present state yet. Kept by [MovingParts].
  boolean unstored;

  /// When a record last came; [System#nanoTime].
  long lastArrival;

  /// It is not derived again before this time, so that a huge growing trace stays affordable;
  /// nanoTime.
  long nextDerivation;

  /// Whether its records could not be derived the last time. It is not settled then, so that the
  /// next process tries again.
  boolean failedToDerive;

  /// Whether its missing root is not expected any more.
  boolean graceOver;

  /// When the store last wrote it; [Instant#MAX] while it never did.
  Instant writtenAt = Instant.MAX;

  /// The batch that carried its latest change; it may leave memory once that batch is stored.
  long batch;

  Part(PartId id) {
    this.id = id;
  }

  /// How many spans or events it has.
  abstract int records();

  /// The earliest start, the latest end; nanoseconds since 1970.
  abstract long firstNanos();

  abstract long lastNanos();

  /// Whether its end is known, so that nothing but stragglers is expected.
  abstract boolean hasEnded();

  /// Whether no record to come is expected to change what series the others count for.
  abstract boolean hasFinalNames();

  /// The first journal sequence that must not count as stored before this part is derived;
  /// [Long#MAX_VALUE] for none.
  long heldBackFrom() {
    return Long.MAX_VALUE;
  }

  /// It was derived.
  void letGo() {}

  /// Its events, as a pure function of its records and of the prices that are booked already.
  final List<ChatEvent> derive() {
    return booked.keptIn(deriveAnew());
  }

  /// Its events, as a pure function of its records, at the prices of today.
  abstract List<ChatEvent> deriveAnew();

  /// What counts for its events while they cannot be derived.
  abstract List<ChatEvent> asNotDerived();

  /// The same in words, for the log.
  abstract String withoutDerivation();

  /// Whether the store may take it as done: everything derived, and nothing left to wait for.
  final boolean isSettled() {
    return !dirty && !failedToDerive && (hasEnded() || graceOver);
  }

  /// Whether no record came for a while.
  final boolean isQuiet(long now) {
    return now - lastArrival >= QUIET_NANOS;
  }

  /// The difference to what the store was last told, which thereby counts as told.
  ///
  /// @param now when the batch is written
  final PartChange handOver(long batchNumber, Instant now) {
    Map<String, ChatEvent> before = HashMap.newHashMap(handedOver.size());
    handedOver.forEach(event -> before.put(event.id(), event));
    List<ChatEvent> added = new ArrayList<>();
    for (ChatEvent event : derived) {
      if (event.equals(before.get(event.id()))) {
        before.remove(event.id());
      } else {
        added.add(event);
      }
    }
    handedOver = derived;
    batch = batchNumber;
    writtenAt = now;
    return new PartChange(
        id, isSettled(), records(), firstNanos(), lastNanos(), List.copyOf(before.values()), added);
  }
}
