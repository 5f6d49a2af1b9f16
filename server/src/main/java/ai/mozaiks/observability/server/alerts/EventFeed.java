// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.fold.EventWatcher;
import ai.mozaiks.observability.storage.StorageReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings one [Measures] up to date and keeps it so: what the store has when it begins, and every
/// difference from then on. Adding up does not depend on the order, so both come side by side.
///
/// The fold puts in, a thread of its own reads the store, and one other thread takes out. Nobody
/// waits for it: if it is not emptied for too long it is [#isLost], and another one has to begin.
final class EventFeed implements EventWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
  private static final long MOST_EVENTS = 2_000_000;
  private static final int STORED_AT_ONCE = 2_000;
  private static final int STORED_WAITING = 16;
  private static final long PATIENCE_MILLIS = 500;

  private final StorageReader store;
  private final Instant from;
  private final BlockingQueue<Difference> differences = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<ChatEvent>> stored = new LinkedBlockingQueue<>(STORED_WAITING);
  private final AtomicLong waiting = new AtomicLong();
  private @Nullable CountDownLatch fixed;
  private volatile boolean begun;
  private volatile boolean readAll;
  private volatile boolean lost;
  private volatile boolean closed;

  private record Difference(List<ChatEvent> before, List<ChatEvent> after) {
    long size() {
      return (long) before.size() + after.size();
    }
  }

  /// @param from how far back the store is read
  EventFeed(StorageReader store, Instant from) {
    this.store = store;
    this.from = from;
  }

  @Override
  public boolean begin() {
    if (fixed == null) {
      fixed = new CountDownLatch(1);
      CountDownLatch moment = fixed;
      Thread.ofVirtual().name("alerts-reading").start(() -> read(moment));
    }
    try {
      // The store is asked by a thread of its own; until it sees its state, nothing may be written.
      begun = fixed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!begun) {
      lost = true; // what it sees may be newer than this moment
    }
    return true;
  }

  private void read(CountDownLatch moment) {
    List<ChatEvent> events = new ArrayList<>();
    try {
      store.forEachEvent(
          from,
          Instant.MAX,
          moment::countDown,
          event -> {
            events.add(event);
            if (events.size() >= STORED_AT_ONCE) {
              put(List.copyOf(events));
              events.clear();
            }
          });
      put(List.copyOf(events));
      readAll = true;
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("Alerts: the events of the past cannot be read; this is tried again", e);
      }
      lost = true;
    } finally {
      moment.countDown();
    }
  }

  private void put(List<ChatEvent> events) {
    try {
      while (!stored.offer(events, 100, TimeUnit.MILLISECONDS)) {
        if (closed || lost) {
          throw new IllegalStateException("nobody reads any longer");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void replaced(List<ChatEvent> before, List<ChatEvent> after) {
    if (lost || closed) {
      return;
    }
    Difference difference = new Difference(before, after);
    if (waiting.addAndGet(difference.size()) > MOST_EVENTS) {
      lost = true;
      differences.clear();
    } else {
      differences.add(difference);
    }
  }

  /// Takes in what has come, waiting a while for the first.
  ///
  /// @return whether there was anything
  boolean drainTo(Measures measures, long waitMillis) throws InterruptedException {
    List<ChatEvent> past = stored.poll();
    for (int i = 0; past != null && i < STORED_WAITING; i++) {
      measures.add(past);
      past = stored.poll();
    }
    List<Difference> news = new ArrayList<>();
    if (differences.drainTo(news) == 0 && past == null && waitMillis > 0) {
      Difference first = differences.poll(waitMillis, TimeUnit.MILLISECONDS);
      if (first != null) {
        news.add(first);
      }
    }
    for (Difference each : news) {
      waiting.addAndGet(-each.size());
      measures.replace(each.before(), each.after());
    }
    return !news.isEmpty() || past != null;
  }

  /// Whether everything of the past has been taken in.
  boolean isComplete() {
    return begun && readAll && stored.isEmpty() && !lost;
  }

  /// Whether something is missing for good.
  boolean isLost() {
    return lost;
  }

  void close() {
    closed = true;
    differences.clear();
  }
}
