// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.fold.MergedChats;
import ai.mozaiks.observability.server.fold.SeriesTotals;
import ai.mozaiks.observability.server.normalise.ProvisionalChat;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.Storage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The live chats, with the store behind them for chats that are not in memory. Thread-safe.
public final class ChatsView implements LiveView {
  private static final Comparator<ChatSnapshot> LATEST_ACTIVITY_FIRST =
      Comparator.comparing((ChatSnapshot chat) -> chat.summary().lastActivityAt())
          .reversed()
          .thenComparing(ChatSnapshot::key);

  private static final Comparator<ChatSnapshot> LATEST_START_FIRST =
      Comparator.comparing((ChatSnapshot chat) -> chat.summary().startedAt())
          .reversed()
          .thenComparing(ChatSnapshot::key);

  private final MergedChats chats;
  private final SeriesTotals totals;
  private final Storage storage;
  private final ChatTimeouts timeouts;
  private final ChatFlags flags;
  private final InstantSource clock;

  public ChatsView(
      MergedChats chats,
      SeriesTotals totals,
      Storage storage,
      ChatTimeouts timeouts,
      ChatFlags flags,
      InstantSource clock) {
    this.chats = chats;
    this.totals = totals;
    this.storage = storage;
    this.timeouts = timeouts;
    this.flags = flags;
    this.clock = clock;
  }

  @Override
  public ActiveRuns activeRuns(int limit) {
    List<ChatSnapshot> running = new ArrayList<>(snapshots(chats.all()));
    running.removeIf(chat -> chat.status() != ChatStatus.RUNNING);
    running.sort(LATEST_START_FIRST);
    return new ActiveRuns(running.size(), running.subList(0, Math.min(limit, running.size())));
  }

  @Override
  public List<ChatFlag> flags(ChatSnapshot chat) {
    return flags.of(chat, clock.instant());
  }

  /// The chats in memory, in any order.
  public List<ChatSnapshot> inMemory() {
    return snapshots(chats.all());
  }

  private List<ChatSnapshot> snapshots(Collection<ChatSummary> summaries) {
    Instant now = clock.instant();
    List<ChatSnapshot> snapshots = new ArrayList<>(summaries.size());
    summaries.forEach(summary -> snapshots.add(ChatSnapshot.of(summary, now, timeouts)));
    return snapshots;
  }

  @Override
  public Aggregate aggregate(int limit) {
    List<ChatSnapshot> known = snapshots(chats.all());
    long active = known.stream().filter(chat -> chat.status() == ChatStatus.RUNNING).count();
    return new Aggregate(active, tracked(known.size()), totals.lifetime(), latest(known, limit));
  }

  /// How many chats are known: the stored ones, or those in memory while the store has not heard of
  /// all of them.
  public long trackedChats() {
    return tracked(chats.count());
  }

  private long tracked(long inMemory) {
    return Math.max(storage.stats().chats(), inMemory);
  }

  @Override
  public List<ChatSnapshot> chats(int limit) {
    return latest(snapshots(chats.all()), limit);
  }

  // The totals alone are asked for often; sorting all chats for nothing is not.
  private static List<ChatSnapshot> latest(List<ChatSnapshot> snapshots, int limit) {
    return limit == 0
        ? List.of()
        : snapshots.stream().sorted(LATEST_ACTIVITY_FIRST).limit(limit).toList();
  }

  @Override
  public List<ChatSnapshot> chatsById(String chatId) {
    Map<ChatKey, ChatSummary> found = new HashMap<>();
    chats.all().stream()
        .filter(chat -> chat.key().chatId().equals(chatId))
        .forEach(chat -> found.put(chat.key(), chat));
    String traceId = ProvisionalChat.traceOf(chatId);
    if (found.isEmpty() && traceId != null) {
      // Before the store, which may still have a chat of that name that has just been renamed.
      outermost(liveChatsOfTrace(traceId)).forEach(chat -> found.put(chat.key(), chat));
      if (!found.isEmpty()) {
        return sorted(found);
      }
    }
    // What is in memory is newer than what is stored.
    storage.queries().chatsById(chatId).forEach(chat -> found.putIfAbsent(chat.key(), chat));
    if (found.isEmpty() && traceId != null) {
      storedChatsOfTrace(traceId).forEach(chat -> found.put(chat.key(), chat));
    }
    return sorted(found);
  }

  private List<ChatSnapshot> sorted(Map<ChatKey, ChatSummary> found) {
    return snapshots(found.values()).stream().sorted(LATEST_ACTIVITY_FIRST).toList();
  }

  /// A chat's provisional id goes on answering after its real one was learnt. Of several chats in a
  /// trace, it is that of the outermost.
  private List<ChatSummary> storedChatsOfTrace(String traceId) {
    PartId part = PartId.ofTrace(traceId);
    Set<ChatKey> keys =
        storage.queries().eventsOfParts(List.of(part)).getOrDefault(part, List.of()).stream()
            .map(event -> event.chat())
            .collect(Collectors.toSet());
    Map<ChatKey, ChatSummary> known = new HashMap<>(storage.queries().chats(keys));
    // What is in memory is newer, also where its chat lists more traces than it remembers.
    keys.forEach(key -> chats.chat(key).ifPresent(chat -> known.put(key, chat)));
    liveChatsOfTrace(traceId).forEach(chat -> known.put(chat.key(), chat));
    List<ChatSummary> outermost = outermost(known.values());
    return outermost.isEmpty() ? List.copyOf(known.values()) : outermost;
  }

  private List<ChatSummary> liveChatsOfTrace(String traceId) {
    return chats.all().stream().filter(chat -> chat.traceIds().contains(traceId)).toList();
  }

  private static List<ChatSummary> outermost(Collection<ChatSummary> chats) {
    return chats.stream().filter(chat -> chat.parentChatId() == null).toList();
  }
}
