// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What waits to be sent, bounded, for one taker.
///
/// Thread-safe; [#offer] waits for nothing but the lock.
final class EventQueue {
  private static final int BATCH = 1_000;

  private final int capacity;
  private final ArrayDeque<ChatEvent> events = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean ended;
  private long endNanos;

  EventQueue(int capacity) {
    this.capacity = capacity;
  }

  /// Adds what there is room for.
  ///
  /// @return how many there was no room for
  int offer(List<ChatEvent> batch) {
    lock.lock();
    try {
      int room = ended ? 0 : Math.min(batch.size(), capacity - events.size());
      events.addAll(batch.subList(0, room));
      changed.signalAll();
      return batch.size() - room;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for events and takes up to a thousand; empty once the queue has ended.
  List<ChatEvent> take() throws InterruptedException {
    lock.lock();
    try {
      while (events.isEmpty() && !ended) {
        changed.await();
      }
      List<ChatEvent> batch = new ArrayList<>(Math.min(BATCH, events.size()));
      while (batch.size() < BATCH && !events.isEmpty()) {
        batch.add(events.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Waits before another attempt; no longer than the end allows.
  ///
  /// @return whether there is time for one
  boolean pause(Duration pause) throws InterruptedException {
    long until = System.nanoTime() + pause.toNanos();
    lock.lock();
    try {
      while (true) {
        long now = System.nanoTime();
        if (ended && endNanos - now <= 0) {
          return false;
        }
        long wait = until - now;
        if (wait <= 0) {
          return true;
        }
        long ignored = changed.awaitNanos(ended ? Math.min(wait, endNanos - now) : wait);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes nothing more in.
  ///
  /// @param timeout how long the taker may go on
  void end(Duration timeout) {
    lock.lock();
    try {
      ended = true;
      endNanos = System.nanoTime() + timeout.toNanos();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Empties the queue.
  ///
  /// @return how many events were in it
  int discard() {
    lock.lock();
    try {
      int left = events.size();
      events.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
