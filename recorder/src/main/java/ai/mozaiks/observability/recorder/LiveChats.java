// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The chats in a recorder's memory, and the totals of those that have left it.
///
/// Thread-safe, and built so that nothing falls between two threads:
///
/// - A chat appears with its first event in it, and leaves the map while its monitor is held. So
///   whoever holds the monitor of a removed chat knows that the map has no longer got it, and looks
///   again.
/// - What is removed is what was judged: a chat that has been recorded into since then stays.
/// - Removal excludes [#aggregate], [#snapshots] and [#takePending], so that no chat is missed or
///   met twice on its way out, and the events of a chat that comes back stay in order.
///
/// Recording waits for nothing but the chat's monitor. Locks are taken in this order: `removal`, a
/// chat's monitor, the map's and the outbox's own.
final class LiveChats {

  /// A chat as it was when it was looked at.
  private record Aged(LiveChat chat, long recorded, boolean active, Instant since, Instant now) {}

  private static final Comparator<Aged> ENDED_THEN_SILENT =
      Comparator.comparing(Aged::active).thenComparing(Aged::since);

  private static final Comparator<ChatSnapshot> OLDEST_FIRST =
      Comparator.comparing((ChatSnapshot chat) -> chat.summary().startedAt())
          .thenComparing(ChatSnapshot::key);

  private final int maxChats;
  private final ChatTimeouts timeouts;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final PendingEvents outbox;
  private final String idPrefix;
  private final AtomicLong chatSerial = new AtomicLong();
  private final ConcurrentHashMap<String, LiveChat> byId = new ConcurrentHashMap<>();
  private final LongAdder tracked = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private final ReentrantLock removal = new ReentrantLock();
  private final Tally retired = new Tally(); // guarded by removal
  private long retiredEvents; // guarded by removal

  LiveChats(
      int maxChats,
      ChatTimeouts timeouts,
      InstantSource clock,
      LongSupplier ticker,
      PendingEvents outbox) {
    this.maxChats = maxChats;
    this.timeouts = timeouts;
    this.clock = clock;
    this.ticker = ticker;
    this.outbox = outbox;
    // 64 random bits tell this process from every other, so that events need no randomness each.
    idPrefix = Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX) + "-";
  }

  /// Records into the chat of this id.
  ///
  /// @return whether there is one
  boolean record(String chatId, Recording recording) {
    while (true) { // again only if another thread has removed the chat meanwhile
      LiveChat chat = byId.get(chatId);
      if (chat == null) {
        return false;
      }
      if (record(chat, recording)) {
        return true;
      }
    }
  }

  private static boolean record(LiveChat chat, Recording recording) {
    synchronized (chat) {
      if (chat.isRemoved()) {
        return false;
      }
      recording.into(chat, chat.now());
      return true;
    }
  }

  /// Records into the chat of this id, which is made if there is none.
  ///
  /// @param key of the chat that is made; one that is there may have another app
  void start(ChatKey key, Recording recording) {
    while (true) { // again only if another thread has added or removed the chat meanwhile
      LiveChat chat = byId.get(key.chatId());
      if (chat == null ? add(key, recording) : record(chat, recording)) {
        return;
      }
    }
  }

  /// Adds a chat unless one of this id is there; makes room first if need be. When another thread
  /// is making room or adding up at this moment, the bound is passed by one chat rather than wait.
  private boolean add(ChatKey key, Recording recording) {
    if (byId.size() >= maxChats && removal.tryLock()) {
      try {
        evict();
      } finally {
        removal.unlock();
      }
    }
    String serial = Long.toString(chatSerial.getAndIncrement(), Character.MAX_RADIX);
    LiveChat chat = new LiveChat(key, idPrefix + serial + "-", clock.instant(), ticker, outbox);
    synchronized (chat) { // others find it, but have to wait for its first event
      if (byId.putIfAbsent(key.chatId(), chat) != null) {
        return false;
      }
      boolean begun = false;
      try {
        recording.into(chat, chat.now());
        begun = true;
      } finally {
        if (begun) {
          tracked.increment();
        } else {
          byId.remove(key.chatId(), chat);
          chat.remove();
        }
      }
      return true;
    }
  }

  // A sixteenth at a time, so that the sorting is shared by many starts.
  private void evict() {
    int excess = byId.size() - maxChats + Math.max(1, maxChats / 16);
    for (Aged aged : aged().sorted(ENDED_THEN_SILENT).toList()) {
      if (excess <= 0) {
        return;
      }
      if (remove(aged)) {
        evicted.increment();
        excess--;
      }
    }
  }

  /// Removes the chats that ended, or fell silent for good, longer ago than the retention.
  void cleanUp(Duration retention) {
    removal.lock();
    try {
      aged()
          .filter(aged -> !aged.active && !aged.since.plus(retention).isAfter(aged.now))
          .forEach(this::remove);
    } finally {
      removal.unlock();
    }
  }

  private Stream<Aged> aged() {
    return byId.values().stream().map(this::age).flatMap(Stream::ofNullable);
  }

  private @Nullable Aged age(LiveChat chat) {
    synchronized (chat) {
      if (chat.isRemoved()) {
        return null;
      }
      ChatSnapshot snapshot = chat.snapshot(timeouts);
      Instant ended = snapshot.endedAt();
      Instant since = ended == null ? snapshot.summary().lastActivityAt() : ended;
      return new Aged(chat, chat.recorded(), ended == null, since, chat.now());
    }
  }

  /// Moves a chat's counts and events to those of the chats that are gone. The caller holds
  /// `removal`.
  ///
  /// @return false if the chat has been recorded into since it was looked at, and so stays
  private boolean remove(Aged aged) {
    LiveChat chat = aged.chat;
    synchronized (chat) {
      if (chat.isRemoved() || chat.recorded() != aged.recorded) {
        return false;
      }
      byId.remove(chat.key.chatId(), chat);
      chat.remove();
      retired.add(chat.tally());
      retiredEvents += chat.recorded();
      outbox.adopt(chat.takePending());
      return true;
    }
  }

  /// One chat as it is now; null if it is not in memory.
  @Nullable ChatSnapshot snapshot(String chatId) {
    LiveChat chat = byId.get(chatId);
    return chat == null ? null : snapshot(chat);
  }

  private @Nullable ChatSnapshot snapshot(LiveChat chat) {
    synchronized (chat) {
      return chat.isRemoved() ? null : chat.snapshot(timeouts);
    }
  }

  /// All chats as they are now, the oldest first.
  List<ChatSnapshot> snapshots() {
    removal.lock();
    try {
      return byId.values().stream()
          .map(this::snapshot)
          .filter(Objects::nonNull)
          .sorted(OLDEST_FIRST)
          .toList();
    } finally {
      removal.unlock();
    }
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
    removal.lock();
    try {
      List<ChatEvent> taken = new ArrayList<>(outbox.takeOrphans());
      for (LiveChat chat : byId.values()) {
        synchronized (chat) {
          taken.addAll(chat.takePending());
        }
      }
      return taken;
    } finally {
      removal.unlock();
    }
  }

  /// Events ever recorded.
  long recorded() {
    removal.lock();
    try {
      long sum = retiredEvents;
      for (LiveChat chat : byId.values()) {
        synchronized (chat) {
          sum += chat.recorded();
        }
      }
      return sum;
    } finally {
      removal.unlock();
    }
  }

  /// Chats removed to make room.
  long evicted() {
    return evicted.sum();
  }
}
