// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The chats in a recorder's memory, and the totals of those that have left it.
///
/// Thread-safe. Finding and adding chats never waits; only removal and [#aggregate] exclude each
/// other, so that no chat is missed or counted twice on its way from the one to the other.
final class LiveChats {

  private record Aged(String chatId, LiveChat chat, boolean active, Instant since) {}

  private final int maxChats;
  private final ChatTimeouts timeouts;
  private final PendingEvents pending;
  private final ConcurrentHashMap<String, LiveChat> byId = new ConcurrentHashMap<>();
  private final LongAdder tracked = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private final ReentrantLock removal = new ReentrantLock();
  private final Tally retired = new Tally(); // guarded by removal

  LiveChats(int maxChats, ChatTimeouts timeouts, PendingEvents pending) {
    this.maxChats = maxChats;
    this.timeouts = timeouts;
    this.pending = pending;
  }

  @Nullable LiveChat find(String chatId) {
    return byId.get(chatId);
  }

  /// Adds a chat unless one of this id is there; makes room first if need be. When another thread
  /// is making room or adding up at this moment, the bound is passed by one chat rather than wait.
  ///
  /// @return the chat that is there now
  LiveChat add(String chatId, LiveChat chat) {
    if (byId.size() >= maxChats && removal.tryLock()) {
      try {
        evict();
      } finally {
        removal.unlock();
      }
    }
    LiveChat present = byId.putIfAbsent(chatId, chat);
    if (present == null) {
      tracked.increment();
      return chat;
    }
    return present;
  }

  // A sixteenth at a time, so that the sorting is shared by many starts.
  private void evict() {
    int excess = byId.size() - maxChats + Math.max(1, maxChats / 16);
    aged().stream()
        .sorted(Comparator.comparing(Aged::active).thenComparing(Aged::since))
        .limit(excess)
        .forEach(aged -> {
          remove(aged);
          evicted.increment();
        });
  }

  /// Removes the chats that ended, or fell silent for good, longer ago than the retention.
  void cleanUp(Duration retention) {
    removal.lock();
    try {
      for (Aged aged : aged()) {
        if (!aged.active && !aged.since.plus(retention).isAfter(aged.chat.now())) {
          remove(aged);
        }
      }
    } finally {
      removal.unlock();
    }
  }

  private List<Aged> aged() {
    List<Aged> all = new ArrayList<>();
    byId.forEach((chatId, chat) -> {
      ChatSnapshot snapshot = snapshot(chat);
      if (snapshot != null) {
        boolean active = snapshot.endedAt() == null;
        Instant since =
            Objects.requireNonNullElse(snapshot.endedAt(), snapshot.summary().lastActivityAt());
        all.add(new Aged(chatId, chat, active, since));
      }
    });
    return all;
  }

  private void remove(Aged aged) {
    synchronized (aged.chat) {
      aged.chat.remove();
      retired.add(aged.chat.tally());
      pending.adopt(aged.chat.takePending());
    }
    byId.remove(aged.chatId, aged.chat);
  }

  /// A chat as it is now; null if it has left memory, or has only just been added.
  @Nullable ChatSnapshot snapshot(LiveChat chat) {
    synchronized (chat) {
      return chat.isRemoved() || chat.isEmpty() ? null : chat.snapshot(timeouts);
    }
  }

  /// All chats as they are, the oldest first.
  List<ChatSnapshot> snapshots() {
    return byId.values().stream()
        .map(this::snapshot)
        .filter(Objects::nonNull)
        .sorted(
            Comparator.comparing((ChatSnapshot chat) -> chat.summary().startedAt())
                .thenComparing(ChatSnapshot::key))
        .toList();
  }

  AggregateSnapshot aggregate() {
    removal.lock();
    try {
      List<ChatSnapshot> chats = snapshots();
      Tally totals = retired.copy();
      chats.forEach(chat -> totals.add(chat.tally()));
      long active = chats.stream().filter(chat -> chat.status() == ChatStatus.RUNNING).count();
      return new AggregateSnapshot(active, tracked.sum(), totals, chats);
    } finally {
      removal.unlock();
    }
  }

  /// Takes what waits for the sink, of chats that left memory first.
  List<ChatEvent> takePending() {
    List<ChatEvent> taken = pending.takeOrphans();
    for (LiveChat chat : byId.values()) {
      synchronized (chat) {
        taken.addAll(chat.takePending());
      }
    }
    return taken;
  }

  long evicted() {
    return evicted.sum();
  }
}
