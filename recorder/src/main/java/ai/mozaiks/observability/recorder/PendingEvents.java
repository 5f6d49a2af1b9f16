// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts what waits in the chats for the sink, so that all of it together has a bound, and hands
/// it over.
///
/// Thread-safe; [#reserve] never waits.
final class PendingEvents {
  private static final int BATCH = 1_000;

  private final EventSink sink;
  private final int capacity;
  private final Runnable wake;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private List<ChatEvent> orphans = new ArrayList<>();

  /// Sends to `sink`, and holds at most `capacity` events.
  ///
  /// @param wake called when so much waits that it should be handed over soon
  PendingEvents(EventSink sink, int capacity, Runnable wake) {
    this.sink = sink;
    this.capacity = capacity;
    this.wake = wake;
  }

  boolean isKept() {
    return sink != NoEventSink.INSTANCE;
  }

  /// Takes room for one event; without room the event is counted as dropped.
  boolean reserve() {
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

  /// Gives the sink what was taken from the chats, in batches. One thread at a time.
  @Nullable RuntimeException deliver(List<ChatEvent> events) {
    RuntimeException failure = null;
    for (int from = 0; from < events.size(); from += BATCH) {
      List<ChatEvent> batch =
          List.copyOf(events.subList(from, Math.min(events.size(), from + BATCH)));
      try {
        sink.accept(batch);
      } catch (RuntimeException e) {
        dropped.add(batch.size());
        failure = e;
      } finally {
        waiting.addAndGet(-batch.size());
      }
    }
    if (waiting.get() >= due()) {
      wake.run(); // so much came meanwhile that the mark will not be passed again
    }
    return failure;
  }

  long dropped() {
    return dropped.sum();
  }
}
