// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.live;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.fold.EventWatcher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What happened in chats just now, numbered in the order of becoming known, for those who follow
/// it. The fold only puts it here: nobody waits for a follower, and who is overtaken learns how
/// many events went by. While nobody follows, nothing is looked at. What ended longer ago than a
/// few minutes, as the lines of an imported log, is not what happens. Thread-safe.
public final class Happenings implements EventWatcher, AutoCloseable {
  private static final int HELD = 2_000;
  private static final Duration JUST_NOW = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Deque<ChatEvent> held = new ArrayDeque<>();
  private long next;
  private final AtomicInteger followers = new AtomicInteger();
  private boolean closed;

  public Happenings(InstantSource clock) {
    this.clock = clock;
  }

  /// Events that follow one another.
  ///
  /// @param passed how many went by before the first of these without being seen
  /// @param events empty if nothing came in time
  /// @param next the number of the event after these
  /// @param closed whether nothing will come any more
  public record Slice(long passed, List<ChatEvent> events, long next, boolean closed) {
    public Slice {
      events = List.copyOf(events);
    }
  }

  @Override
  public boolean begin() {
    return true;
  }

  @Override
  public void replaced(List<ChatEvent> before, List<ChatEvent> after) {
    if (followers.get() == 0 || after.isEmpty()) {
      return;
    }
    // A trace may be long: only what happened just now is compared.
    Instant since = clock.instant().minus(JUST_NOW);
    Set<String> known = new HashSet<>();
    for (ChatEvent event : before) {
      if (event.endedAt().isAfter(since)) {
        known.add(event.id());
      }
    }
    List<ChatEvent> fresh = new ArrayList<>();
    for (ChatEvent event : after) {
      if (event.endedAt().isAfter(since) && isShown(event) && !known.contains(event.id())) {
        fresh.add(event);
      }
    }
    if (!fresh.isEmpty()) {
      publish(fresh);
    }
  }

  private static boolean isShown(ChatEvent event) {
    return switch (event) {
      case ChatEvent.WorkflowStarted _ -> true;
      case ChatEvent.AgentTurn _ -> true;
      case ChatEvent.LlmCall call -> !call.aggregate();
      case ChatEvent.ToolCall _ -> true;
      case ChatEvent.ErrorOccurred _ -> true;
      case ChatEvent.WorkflowEnded _ -> true;
      case ChatEvent.UsageDelta _ -> false;
      case ChatEvent.UsageSummary _ -> false;
      case ChatEvent.TraceAttached _ -> false;
      case ChatEvent.Superseded _ -> false;
    };
  }

  private void publish(List<ChatEvent> events) {
    lock.lock();
    try {
      for (ChatEvent event : events) {
        if (held.size() == HELD) {
          held.removeFirst();
        }
        held.addLast(event);
        next++;
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Begins to follow; [#leave] must come after it.
  ///
  /// @return the number that the next event will have
  public long follow() {
    lock.lock();
    try {
      followers.incrementAndGet();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// Follows no longer.
  public void leave() {
    lock.lock();
    try {
      if (followers.decrementAndGet() == 0) {
        held.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  /// What came from a number on, the latest of it if it is more than asked for.
  ///
  /// @param most how many events at most
  /// @param patience how long to wait for the first
  public Slice take(long from, int most, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (next <= from && !closed && nanos > 0) {
        nanos = news.awaitNanos(nanos);
      }
      long begin = Math.max(from, Math.max(next - held.size(), next - most));
      List<ChatEvent> events =
          held.stream().skip(Math.max(0, held.size() - (next - begin))).toList();
      return new Slice(begin - from, events, next, closed);
    } finally {
      lock.unlock();
    }
  }

  /// Sends all followers away.
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
