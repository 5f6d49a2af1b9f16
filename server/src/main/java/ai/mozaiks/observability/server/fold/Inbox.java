// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.server.balance.Balance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What was offered to the fold and is not taken yet. Any thread may [#offer]; the rest is for the
/// fold's. Unbounded: what is in it is journalled already, so the bound is the [Room] for what may
/// be.
final class Inbox {
  private static final int RECORDS_AT_ONCE = 20_000;

  private final Balance balance;
  private final LinkedBlockingQueue<Offered> offered = new LinkedBlockingQueue<>();
  private final Deque<Arrival> front = new ArrayDeque<>();
  private final AtomicLong came = new AtomicLong();
  private long tookUp;

  /// Null while none is next; then nothing behind it comes to the front.
  private @Nullable DeletionOrder deletion;

  /// What can be offered.
  sealed interface Offered permits Arrival, DeletionOrder {}

  /// @param balance is told what waits here
  Inbox(Balance balance) {
    this.balance = balance;
  }

  void offer(Arrival arrival) {
    balance.of(arrival.signal()).waiting(arrival.size());
    add(arrival);
  }

  void offer(DeletionOrder order) {
    add(order);
  }

  private void add(Offered next) {
    came.incrementAndGet(); // first: what is taken was counted
    offered.add(next);
  }

  /// How many were offered since the beginning. For any thread.
  long came() {
    return came.get();
  }

  /// How many of them were taken, or done.
  long gone() {
    return tookUp - front.size() - (deletion == null ? 0 : 1);
  }

  /// The deletion that is due once the arrivals at the front are taken; null for none.
  @Nullable DeletionOrder deletion() {
    return deletion;
  }

  /// Says that the deletion was done: what came after it may follow.
  void deletionDone() {
    deletion = null;
  }

  /// The arrivals to take next, in order; whoever takes one in full removes it.
  Deque<Arrival> front() {
    return front;
  }

  /// Waits for something to come to the front.
  ///
  /// @param nanos at most so long
  void await(long nanos) throws InterruptedException {
    int records = 0;
    Offered next = deletion == null ? offered.poll(nanos, TimeUnit.NANOSECONDS) : null;
    while (next != null) {
      tookUp++;
      switch (next) {
        case Arrival arrival -> {
          front.add(arrival);
          balance.of(arrival.signal()).takenUp(arrival.size());
          records += arrival.size();
        }
        case DeletionOrder order -> deletion = order;
      }
      next = deletion == null && records < RECORDS_AT_ONCE ? offered.poll() : null;
    }
  }

  boolean isEmpty() {
    return front.isEmpty() && offered.isEmpty() && deletion == null;
  }
}
