// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.tail;

import ai.mozaiks.observability.storage.StoredLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The log records that were stored last, numbered in the order of storing, for those who follow
/// them. Whoever stores only puts them here, however many follow: each follower has a place of its
/// own, and whose place was overwritten learns how many records went by. Thread-safe.
public final class LogTail implements AutoCloseable {
  private final StoredLog[] ring;
  private final long maxChars;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long first;
  private long next;
  private long chars;
  private boolean closed;

  /// @param maxRecords how many are held at most; `> 0`
  /// @param maxChars how many characters their texts may have together; one alone may have more
  public LogTail(int maxRecords, long maxChars) {
    if (maxRecords < 1 || maxChars < 1) {
      throw new IllegalArgumentException(
          "maxRecords, maxChars: " + maxRecords + ", " + maxChars + " (expected: > 0)");
    }
    this.ring = new StoredLog[maxRecords];
    this.maxChars = maxChars;
  }

  /// Some records that follow one another.
  ///
  /// @param passed how many went by before the first of these without being seen
  /// @param from the number of the first
  /// @param logs empty if nothing came in time
  /// @param closed whether nothing will come any more
  public record Slice(long passed, long from, List<StoredLog> logs, boolean closed) {
    public Slice {
      logs = List.copyOf(logs);
    }

    /// The number of the record after these.
    public long next() {
      return from + logs.size();
    }
  }

  /// Adds what was stored just now. Waits for nobody.
  public void publish(List<StoredLog> logs) {
    if (logs.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      for (StoredLog log : logs) {
        add(log);
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Gives up what it holds, since some of it was deleted; who has not seen it is told how many
  /// went by.
  public void forget() {
    lock.lock();
    try {
      Arrays.fill(ring, null);
      first = next;
      chars = 0;
    } finally {
      lock.unlock();
    }
  }

  private void add(StoredLog log) {
    long size = sizeOf(log);
    while (next > first && (next - first == ring.length || chars + size > maxChars)) {
      int place = placeOf(first);
      chars -= sizeOf(ring[place]);
      first++;
    }
    ring[placeOf(next)] = log;
    chars += size;
    next++;
  }

  private int placeOf(long number) {
    return (int) (number % ring.length);
  }

  private static long sizeOf(StoredLog log) {
    return (long) log.body().length() + log.attributes().length();
  }

  /// The number that the next record will have.
  public long next() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// What comes from a number on, as soon as there is something.
  ///
  /// @param from not beyond [#next]
  /// @param most how many records at most
  /// @param patience how long to wait for the first
  public Slice take(long from, int most, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (next <= from && !closed && nanos > 0) {
        nanos = news.awaitNanos(nanos);
      }
      long begin = Math.max(from, first);
      List<StoredLog> logs = new ArrayList<>();
      for (long number = begin; number < next && logs.size() < most; number++) {
        logs.add(ring[placeOf(number)]);
      }
      return new Slice(begin - from, begin, logs, closed);
    } finally {
      lock.unlock();
    }
  }

  /// Lets everybody who waits go.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
