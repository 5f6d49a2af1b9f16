// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Counts what waits in the chats for the sink, so that all of it together has a bound, and hands
/// it over. Every event ends in the sink or in [#dropped].
///
/// Thread-safe; [#reserve] never waits.
final class PendingEvents {
  private static final int BATCH = 1_000;

  private final EventSink sink;
  private final int capacity;
  private final Runnable wake;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final FailureLog failures =
      new FailureLog(PerformanceManager.class, Level.DEBUG, "The sink failed");
  private final ReentrantLock delivering = new ReentrantLock();
  private volatile boolean closed;
  private List<ChatEvent> orphans = new ArrayList<>(); // guarded by this

  /// Sends to `sink`, and holds at most `capacity` events.
  ///
  /// @param wake called when so much waits that it should be handed over soon
  PendingEvents(EventSink sink, int capacity, Runnable wake) {
    this.sink = sink;
    this.capacity = capacity;
    this.wake = wake;
  }

  /// Takes room for one event, which the caller then keeps in its chat, all under the chat's
  /// monitor. Without room the event is counted as dropped; without a sink it is not.
  boolean reserve() {
    if (sink == NoEventSink.INSTANCE) {
      return false;
    }
    if (closed) {
      dropped.increment();
      return false;
    }
    int now = waiting.incrementAndGet();
    if (now > capacity) {
      waiting.decrementAndGet();
      dropped.increment();
      return false;
    }
    if (now == due()) {
      wake.run();
    }
    return true;
  }

  private int due() {
    return Math.min(BATCH, (capacity + 1) / 2);
  }

  /// Takes over what waits in a chat that leaves memory.
  synchronized void adopt(List<ChatEvent> events) {
    orphans.addAll(events);
  }

  synchronized List<ChatEvent> takeOrphans() {
    List<ChatEvent> taken = orphans;
    orphans = new ArrayList<>();
    return taken;
  }

  /// Gives the sink what waits, in batches; one thread at a time. Does nothing when the sink itself
  /// asks for it.
  ///
  /// @param waiting takes it from the chats
  void flush(Supplier<List<ChatEvent>> waiting) {
    if (delivering.isHeldByCurrentThread()) {
      return;
    }
    delivering.lock();
    try {
      deliver(waiting.get());
    } finally {
      delivering.unlock();
    }
  }

  private void deliver(List<ChatEvent> events) {
    for (int from = 0; from < events.size(); from += BATCH) {
      List<ChatEvent> batch =
          List.copyOf(events.subList(from, Math.min(events.size(), from + BATCH)));
      try {
        sink.accept(batch);
      } catch (RuntimeException | Error failure) { // the sink is not ours; the next batch may pass
        dropped.add(batch.size());
        failures.add(failure);
      } finally {
        waiting.addAndGet(-batch.size());
      }
    }
    if (waiting.get() >= due()) {
      wake.run(); // so much came meanwhile that the mark will not be passed again
    }
  }

  /// Takes nothing more in. What has been reserved is in its chat when the chat's monitor is free,
  /// so that whoever takes the events after this call takes the last ones.
  void close() {
    closed = true;
  }

  /// Drops events instead of delivering them.
  void abandon(List<ChatEvent> events) {
    dropped.add(events.size());
    waiting.addAndGet(-events.size());
  }

  void closeSink() {
    try {
      sink.close();
    } catch (RuntimeException | Error failure) {
      failures.add(failure);
    }
  }

  /// Events that did not reach the sink, or that it gave up.
  long dropped() {
    return dropped.sum() + sink.dropped();
  }

  /// How often the sink has failed.
  long failures() {
    return failures.count();
  }
}
