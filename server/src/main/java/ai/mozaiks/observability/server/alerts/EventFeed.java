// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.fold.EventWatcher;
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

/// Brings one [Measures] up to date and keeps it so: what the store has when it begins, from the
/// newest to the oldest, and every difference from then on. Adding up does not depend on the order,
/// so both come side by side.
///
/// The fold puts in, a thread of its own reads the store, and one other thread takes out. Nobody
/// waits for it: if it is not emptied for too long it is [#isLost], and another one has to begin.
/// When the store cannot be read any further, what was read stays right ([#failure]).
final class EventFeed implements EventWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
  private static final long MOST_EVENTS = 2_000_000;
  private static final int STORED_AT_ONCE = 2_000;
  private static final int STORED_WAITING = 16;
  private static final long PATIENCE_MILLIS = 500;

  private final EventSource source;
  private final Instant from;
  private final Measures measures;
  private final BlockingQueue<Difference> differences = new LinkedBlockingQueue<>();
  private final BlockingQueue<Past> stored = new LinkedBlockingQueue<>(STORED_WAITING);
  private final AtomicLong waiting = new AtomicLong();
  private @Nullable CountDownLatch fixed;
  private volatile @Nullable RuntimeException failure;
  private volatile boolean lost;
  private volatile boolean closed;

  /// Of the thread that takes out.
  private Instant knownSince = Instant.MAX;

  private record Difference(List<ChatEvent> before, List<ChatEvent> after) {
    long size() {
      return (long) before.size() + after.size();
    }
  }

  /// @param knownSince with these, every event is there that began then or later
  private record Past(List<ChatEvent> events, Instant knownSince) {}

  /// @param from how far back the store is read
  /// @param measures used by nobody else than the thread that takes out
  EventFeed(EventSource source, Instant from, Measures measures) {
    this.source = source;
    this.from = from;
    this.measures = measures;
  }

  @Override
  public boolean begin() {
    if (fixed == null) {
      fixed = new CountDownLatch(1);
      CountDownLatch moment = fixed;
      Thread.ofVirtual().name("alerts-reading").start(() -> read(moment));
    }
    boolean begun = false;
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
      source.forEachStored(
          from,
          moment::countDown,
          event -> {
            events.add(event);
            if (events.size() >= STORED_AT_ONCE) {
              // Others that began in the same nanosecond may follow.
              put(new Past(List.copyOf(events), event.at().plusNanos(1)));
              events.clear();
            }
          });
      put(new Past(List.copyOf(events), Instant.MIN));
    } catch (RuntimeException e) {
      if (!closed && !lost) {
        LOG.warn("Alerts: the events of the past cannot be read; this is tried again", e);
        failure = e;
        // Before that moment nothing is known, since the differences are relative to it.
        lost = moment.getCount() > 0;
      }
    } finally {
      moment.countDown();
    }
  }

  private void put(Past past) {
    try {
      while (!stored.offer(past, 100, TimeUnit.MILLISECONDS)) {
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

  /// Takes in what has come, waiting a while for the first difference.
  void drain(long waitMillis) throws InterruptedException {
    List<Past> read = new ArrayList<>();
    stored.drainTo(read);
    for (Past past : read) {
      measures.add(past.events());
      knownSince = past.knownSince();
    }
    List<Difference> news = new ArrayList<>();
    if (differences.drainTo(news) == 0 && read.isEmpty() && waitMillis > 0) {
      Difference first = differences.poll(waitMillis, TimeUnit.MILLISECONDS);
      if (first != null) {
        news.add(first);
      }
    }
    for (Difference each : news) {
      waiting.addAndGet(-each.size());
      measures.replace(each.before(), each.after());
    }
  }

  /// What it keeps up to date.
  Measures measures() {
    return measures;
  }

  /// Every event that began then or later has been taken in: [Instant#MIN] when all of the past
  /// that was asked for has, [Instant#MAX] when nothing has, or it is lost.
  Instant knownSince() {
    return lost ? Instant.MAX : knownSince;
  }

  /// Why no more of the past comes; null when it does, or all has come.
  @Nullable RuntimeException failure() {
    return failure;
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
