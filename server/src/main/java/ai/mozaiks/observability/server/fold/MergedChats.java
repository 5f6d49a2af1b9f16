// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredChat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The chats in memory, each merged from its parts: the moving ones, and as many others as there is
/// room for. Those that leave are still in the store, and come back from there.
///
/// The fold's thread changes it; any thread may read. At most `maxChats` are at rest; those with
/// moving parts come on top, and the fold bounds them.
public final class MergedChats {
  private final Map<ChatKey, MergedChat> chats = new ConcurrentHashMap<>();
  private final StoreQuestions questions;
  private final KnownIds storedChats;
  private final int maxChats;

  // What the store has to be told with the next batch.
  private final Set<ChatKey> changed = new HashSet<>();
  private final Map<ChatKey, Instant> removed = new HashMap<>(); // with when it was last written

  private final Withdrawals withdrawals = new Withdrawals();

  /// What the store has of a chat beside its moving parts.
  ///
  /// @param writtenAt when the store last wrote the chat; [Instant#MAX] if it does not have it,
  ///   [Instant#MIN] if nobody asked
  record Base(ChatState atRest, Instant writtenAt) {
    static Base none(ChatKey key) {
      return new Base(new ChatState(key), Instant.MAX);
    }
  }

  /// What the store has to be told of the chats.
  ///
  /// @param changed the chats that changed, as they are now
  /// @param removed the chats that no event belongs to any longer
  /// @param writtenSince see [ai.mozaiks.observability.storage.StorageBatch#chatsSince]
  record News(List<ChatSummary> changed, List<ChatKey> removed, Instant writtenSince) {}

  MergedChats(StoreQuestions questions, KnownIds storedChats, int maxChats) {
    this.questions = questions;
    this.storedChats = storedChats;
    this.maxChats = maxChats;
  }

  /// Takes a chat from the store at start.
  void restore(StoredChat stored) {
    ChatSummary summary = stored.summary();
    MergedChat chat = new MergedChat(summary.key(), ChatState.of(summary));
    chat.writtenAt(stored.writtenAt());
    chat.refresh();
    chats.put(summary.key(), chat);
  }

  /// Asks the store what has to be known before a part's events can be placed. Changes nothing, so
  /// that it may fail.
  ///
  /// @param resting the part's events if it is at rest, to be set moving; empty if it moves
  /// @param after its events now
  /// @return what is at rest in those chats, the part itself left out, that memory cannot tell
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now
  Map<ChatKey, Base> basesFor(PartId part, List<ChatEvent> resting, List<ChatEvent> after) {
    Map<ChatKey, Base> bases = new HashMap<>();
    for (ChatEvent event : resting) {
      // Sums could be subtracted, minima and maxima cannot: fold what is left once more.
      bases.computeIfAbsent(event.chat(), key -> storedWithoutMoving(key, part));
    }
    for (ChatEvent event : after) {
      if (!chats.containsKey(event.chat())) {
        bases.computeIfAbsent(event.chat(), key -> stored(key, part));
      }
    }
    return bases;
  }

  private Base stored(ChatKey key, PartId part) {
    if (!storedChats.mayContain(KnownIds.hash(key))) {
      return Base.none(key);
    }
    if (withdrawals.concern(key)) {
      return storedWithoutMoving(key, part);
    }
    return questions
        .ask(store -> store.chat(key))
        .map(stored -> new Base(ChatState.of(stored.summary()), stored.writtenAt()))
        .orElseGet(() -> Base.none(key));
  }

  /// What the store has of a chat, without what moving parts contribute: that is told by memory.
  private Base storedWithoutMoving(ChatKey key, PartId part) {
    Set<PartId> moving = new HashSet<>(withdrawals.from(key));
    moving.add(part);
    MergedChat chat = chats.get(key);
    if (chat != null) {
      moving.addAll(chat.movingParts());
    }
    return questions.ask(store -> {
      ChatState rest = new ChatState(key);
      store.forEachEvent(key, moving, rest::apply);
      return new Base(rest, Instant.MIN);
    });
  }

  /// Sets a part that was at rest moving again, with the events that the store has of it.
  ///
  /// @param bases what [#basesFor] answered
  void setMoving(PartId part, List<ChatEvent> storedEvents, Map<ChatKey, Base> bases) {
    statesOf(storedEvents)
        .forEach((key, state) -> {
          MergedChat chat = obtain(key, bases);
          chat.place(part, state);
          Base base = bases.get(key);
          if (base != null) {
            chat.rebase(base.atRest());
          }
          chat.refresh();
        });
  }

  /// Replaces what a moving part contributes.
  ///
  /// @param before the part's events as they were placed last
  /// @param after its events now
  /// @param bases what [#basesFor] answered
  void place(PartId part, List<ChatEvent> before, List<ChatEvent> after, Map<ChatKey, Base> bases) {
    Map<ChatKey, ChatState> states = statesOf(after);
    for (ChatEvent event : before) {
      if (!states.containsKey(event.chat())) {
        withdraw(part, event.chat());
      }
    }
    states.forEach((key, state) -> {
      MergedChat chat = obtain(key, bases);
      chat.place(part, state);
      chat.refresh();
      changed.add(key);
      removed.remove(key);
    });
  }

  private static Map<ChatKey, ChatState> statesOf(List<ChatEvent> events) {
    Map<ChatKey, ChatState> states = new HashMap<>();
    for (ChatEvent event : events) {
      states.computeIfAbsent(event.chat(), ChatState::new).apply(event);
    }
    return states;
  }

  private void withdraw(PartId part, ChatKey key) {
    MergedChat chat = chats.get(key);
    if (chat == null || !chat.hasMoving(part)) {
      return;
    }
    chat.withdraw(part);
    withdrawals.add(part, key);
    if (chat.isEmpty()) {
      chats.remove(key);
      changed.remove(key);
      removed.put(key, chat.writtenAt());
    } else {
      chat.refresh();
      changed.add(key);
    }
  }

  private MergedChat obtain(ChatKey key, Map<ChatKey, Base> bases) {
    MergedChat chat = chats.get(key);
    if (chat == null) {
      Base base = bases.getOrDefault(key, Base.none(key));
      storedChats.add(KnownIds.hash(key));
      chat = new MergedChat(key, base.atRest());
      chat.writtenAt(base.writtenAt());
      chats.put(key, chat);
    }
    return chat;
  }

  /// Puts a part to rest in the chats it contributes to.
  void rest(PartId part, List<ChatEvent> events) {
    ChatKey last = null;
    for (ChatEvent event : events) {
      if (!event.chat().equals(last)) {
        last = event.chat();
        MergedChat chat = chats.get(last);
        if (chat != null) {
          chat.rest(part); // a second time does nothing
        }
      }
    }
    withdrawals.end(part);
  }

  /// What changed since the last call.
  ///
  /// @param writtenAt the time of the batch it goes into
  News takeNews(Instant writtenAt) {
    List<ChatSummary> summaries = new ArrayList<>(changed.size());
    Instant since = removed.values().stream().min(Comparator.naturalOrder()).orElse(Instant.MAX);
    for (ChatKey key : changed) {
      MergedChat chat = chats.get(key);
      if (chat != null && chat.summary() != null) {
        since = chat.writtenAt().isBefore(since) ? chat.writtenAt() : since;
        chat.writtenAt(writtenAt);
        summaries.add(chat.summary());
      }
    }
    News news = new News(summaries, List.copyOf(removed.keySet()), since);
    changed.clear();
    removed.clear();
    return news;
  }

  boolean hasChanges() {
    return !changed.isEmpty() || !removed.isEmpty();
  }

  /// Lets go of chats at rest: ended ones that were last written before a time, and of the others,
  /// above the bound, those whose last change is longest ago, running ones after all others. The
  /// time of the events plays no part, so that a chat imported from old data is visible as long as
  /// any other.
  ///
  /// @param lastActiveBefore what had no activity since is running no longer
  /// @return how many left because of the bound
  int evict(Instant writtenBefore, Instant lastActiveBefore) {
    chats.values().removeIf(chat -> isAtRest(chat) && hasLongEnded(chat, writtenBefore));
    List<MergedChat> atRest = new ArrayList<>(chats.values());
    atRest.removeIf(chat -> !isAtRest(chat));
    int excess = atRest.size() - maxChats;
    if (excess <= 0) {
      return 0;
    }
    atRest.sort(
        Comparator.comparing((MergedChat chat) -> isRunning(chat.summary(), lastActiveBefore))
            .thenComparing(chat -> chat.writtenAt()));
    List<MergedChat> excessive = atRest.subList(0, excess);
    excessive.forEach(chat -> chats.remove(chat.key));
    return excessive.size();
  }

  private static boolean hasLongEnded(MergedChat chat, Instant writtenBefore) {
    ChatSummary summary = chat.summary();
    return summary != null && summary.isEnded() && chat.writtenAt().isBefore(writtenBefore);
  }

  /// Whether a chat counts among the active runs.
  ///
  /// @param lastActiveBefore what had no activity since is running no longer
  static boolean isRunning(@Nullable ChatSummary chat, Instant lastActiveBefore) {
    return chat != null && !chat.isEnded() && !chat.lastActivityAt().isBefore(lastActiveBefore);
  }

  private boolean isAtRest(MergedChat chat) {
    return !chat.isMoving() && !changed.contains(chat.key);
  }

  /// Forgets the chats that the store deleted for their age, by the same rule: at rest, and last
  /// written before the cutoff.
  void forgetBefore(Instant cutoff) {
    chats.values().removeIf(chat -> isAtRest(chat) && chat.writtenAt().isBefore(cutoff));
  }

  /// Moves the writing times that the store has moved: `Storage.writtenLater`.
  void writtenLater(RetentionClock.Leap leap) {
    for (MergedChat chat : chats.values()) {
      Instant time = chat.writtenAt();
      if (!time.isBefore(leap.from()) && !time.isAfter(leap.to())) {
        chat.writtenAt(time.plus(leap.by()));
      }
    }
  }

  int size() {
    return chats.size();
  }

  /// A chat in memory.
  public Optional<ChatSummary> chat(ChatKey key) {
    MergedChat chat = chats.get(key);
    return chat == null ? Optional.empty() : Optional.ofNullable(chat.summary());
  }

  /// How many chats [#all] gives.
  public long count() {
    return chats.values().stream().filter(chat -> chat.summary() != null).count();
  }

  /// All chats in memory, in any order.
  public Collection<ChatSummary> all() {
    List<ChatSummary> summaries = new ArrayList<>(chats.size());
    for (MergedChat chat : chats.values()) {
      ChatSummary summary = chat.summary();
      if (summary != null) {
        summaries.add(summary);
      }
    }
    return summaries;
  }
}
