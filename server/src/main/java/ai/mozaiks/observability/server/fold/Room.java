// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The room for what senders bring: how much waits to be stored, and whether memory is crowded. For
/// any thread; senders wait in [#await] for what the fold's thread tells.
final class Room {
  private final AtomicLong pendingBytes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition made = lock.newCondition();
  private volatile boolean crowded;
  private volatile boolean givenUp;

  /// Takes room for an arrival; never refuses.
  void occupy(long bytes) {
    pendingBytes.addAndGet(bytes);
  }

  /// Makes room: what took it is stored.
  void vacate(long bytes) {
    pendingBytes.addAndGet(-bytes);
    tellWaiting();
  }

  /// Says whether moving parts hold so much that some must be stored and released before anything
  /// else is taken.
  void crowded(boolean now) {
    boolean before = crowded;
    crowded = now;
    if (before && !now) {
      tellWaiting();
    }
  }

  boolean isCrowded() {
    return crowded;
  }

  /// Says that nobody makes room any more, so that nobody waits for it.
  void giveUp() {
    givenUp = true;
    tellWaiting();
  }

  private void tellWaiting() {
    lock.lock();
    try {
      made.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The weight of everything that is journalled but not stored yet.
  long pendingBytes() {
    return pendingBytes.get();
  }

  /// Waits until no more than so much is pending, and memory is not crowded.
  ///
  /// @return false if it took longer than the patience, or nobody makes room any more
  boolean await(long maxPendingBytes, Duration patience) throws InterruptedException {
    if (isThere(maxPendingBytes)) {
      return true;
    }
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!isThere(maxPendingBytes) && !givenUp && nanos > 0) {
        nanos = made.awaitNanos(nanos);
      }
      return isThere(maxPendingBytes);
    } finally {
      lock.unlock();
    }
  }

  private boolean isThere(long maxPendingBytes) {
    return pendingBytes.get() <= maxPendingBytes && !crowded;
  }
}
