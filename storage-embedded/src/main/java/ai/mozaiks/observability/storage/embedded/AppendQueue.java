// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Records that wait for the writer thread; bounded in bytes. Thread-safe.
final class AppendQueue {
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private List<PendingRecord> records = new ArrayList<>();
  private long bytes;
  private @Nullable StorageException refusal;

  AppendQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Queues a record; blocks while there is no room.
  ///
  /// @throws StorageException if the queue is closed, or (retryable) if the thread is interrupted
  void put(PendingRecord next) {
    lock.lock();
    try {
      while (refusal == null && bytes > 0 && bytes + next.size() > maxBytes) {
        room.await();
      }
      requireOpen();
      records.add(next);
      bytes += next.size();
      work.signal();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("journal: interrupted while waiting for room", true, e);
    } finally {
      lock.unlock();
    }
  }

  /// Takes all that wait; blocks until there is something.
  ///
  /// @return empty once the queue is closed and drained
  List<PendingRecord> takeAll() throws InterruptedException {
    lock.lock();
    try {
      while (records.isEmpty() && refusal == null) {
        work.await();
      }
      List<PendingRecord> taken = records;
      records = new ArrayList<>(taken.size());
      bytes = 0;
      room.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Refuses records from now on. The first reason stays.
  void close(StorageException reason) {
    lock.lock();
    try {
      if (refusal == null) {
        refusal = reason;
      }
      room.signalAll();
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Why the queue is closed; null while it is open.
  @Nullable StorageException refusal() {
    lock.lock();
    try {
      return refusal == null
          ? null
          : new StorageException(
              String.valueOf(refusal.getMessage()), refusal.retryable(), refusal);
    } finally {
      lock.unlock();
    }
  }

  /// Throws the reason if the queue is closed.
  void requireOpen() {
    StorageException reason = refusal();
    if (reason != null) {
      throw reason;
    }
  }
}
