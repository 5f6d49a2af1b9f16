// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What is on its way to the store: goes to the writer, and is accounted for once it is stored. For
/// the fold's thread.
final class Deliveries {
  private final StoreWriter writer;
  private final Balance balance;
  private final Room room;
  private final Deque<HandOver> underWay = new ArrayDeque<>();

  Deliveries(StoreWriter writer, Balance balance, Room room) {
    this.writer = writer;
    this.balance = balance;
    this.room = room;
  }

  /// Whether the writer can take something.
  boolean isFree() {
    return writer.isIdle() && underWay.isEmpty();
  }

  /// Whether something is neither stored nor accounted for.
  boolean areUnderWay() {
    return !underWay.isEmpty();
  }

  /// Hands something to the writer, which must be free.
  ///
  /// @param deletion what to delete once it is stored; null for nothing
  void send(HandOver handOver, @Nullable Deletion deletion) throws InterruptedException {
    underWay.add(handOver);
    // The writer is idle, so it takes the batch within microseconds; a refusal only means that it
    // has not come round to waiting yet.
    while (!writer.offer(new StoreWriter.Work(handOver.number(), handOver.batch(), deletion))) {
      Thread.onSpinWait();
    }
  }

  /// How many items are neither stored nor accounted for; count.
  long held(Signal signal) {
    return underWay.stream().mapToLong(handOver -> handOver.fresh(signal)).sum();
  }

  /// Accounts for what was stored meanwhile.
  void settle() {
    while (!underWay.isEmpty() && underWay.getFirst().number() <= writer.storedBatch()) {
      HandOver stored = underWay.removeFirst();
      for (Signal signal : Signal.values()) {
        balance.of(signal).stored(stored.fresh(signal));
      }
      room.vacate(stored.bytes());
    }
  }
}
