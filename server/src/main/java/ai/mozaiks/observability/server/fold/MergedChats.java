// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.normalise.Activity;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredChat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    chats.put(stored.summary().key(), chatOf(stored));
  }

  private static MergedChat chatOf(StoredChat stored) {
    return new MergedChat(ChatState.of(stored.summary()), stored.writtenAt());
  }

  /// Puts a part's events in place of its earlier ones, with which it may have been at rest. Asks
  /// the store first for what memory cannot tell; nothing that is seen has changed before it has
  /// all the answers.
  ///
  /// @param before the part's events as they were placed last, or as the store has them
  /// @param after its events now
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; it may be tried
  ///   again
  void replace(PartId part, List<ChatEvent> before, List<ChatEvent> after) {
    Map<ChatKey, ChatState> contributions = statesOf(after);
    Map<ChatKey, MergedChat> ready = new LinkedHashMap<>();
    contributions.forEach(
        (key, contribution) -> ready.put(key, makeReady(key, part, before, contribution)));
    ChatKey last = null;
    for (ChatEvent event : before) {
      if (!event.chat().equals(last)) {
        last = event.chat();
        ready.computeIfAbsent(last, key -> makeReady(key, part, before, null));
      }
    }
    ready.forEach((key, chat) -> {
      ChatState contribution = contributions.get(key);
      if (contribution != null) {
        place(part, chat, contribution);
      } else {
        withdraw(part, chat);
      }
    });
  }

  private static Map<ChatKey, ChatState> statesOf(List<ChatEvent> events) {
    Map<ChatKey, ChatState> states = new HashMap<>();
    for (ChatEvent event : events) {
      states.computeIfAbsent(event.chat(), ChatState::new).apply(event);
    }
    return states;
  }

  /// A chat in which what a part contributes can be replaced.
  ///
  /// @param before the part's events
  /// @param contribution what the part will contribute; null for nothing any more
  private MergedChat makeReady(
      ChatKey key, PartId part, List<ChatEvent> before, @Nullable ChatState contribution) {
    MergedChat known = chats.get(key);
    boolean moves = known != null && known.hasMoving(part);
    ChatState resting = moves ? new ChatState(key) : stateOf(key, before);
    MergedChat chat = known != null ? known : load(key, !resting.isEmpty());
    if (!resting.isEmpty()) {
      chat.lift(part, resting);
    }
    if (!chat.canReplace(part, contribution)) {
      chat.learnRest(storedWithout(key, chat.movingParts()));
    }
    return chat;
  }

  private static ChatState stateOf(ChatKey key, List<ChatEvent> events) {
    ChatState state = new ChatState(key);
    for (ChatEvent event : events) {
      if (event.chat().equals(key)) {
        state.apply(event);
      }
    }
    return state;
  }

  /// A chat that memory does not have.
  ///
  /// @param hasEvents whether the store is known to have some of it
  private MergedChat load(ChatKey key, boolean hasEvents) {
    if (!storedChats.mayContain(KnownIds.hash(key))) {
      return new MergedChat(new ChatState(key), Instant.MAX);
    }
    if (withdrawals.concern(key)) { // the chat as it is stored counts them still
      return new MergedChat(storedWithout(key, Set.of()), Instant.MIN);
    }
    return questions
        .ask(store -> store.chat(key))
        .map(MergedChats::chatOf)
        .orElseGet(() ->
            hasEvents
                ? new MergedChat(storedWithout(key, Set.of()), Instant.MIN)
                : new MergedChat(new ChatState(key), Instant.MAX));
  }

  /// What the store's events of a chat add up to, without those of moving parts: what these
  /// contribute, memory tells.
  private ChatState storedWithout(ChatKey key, Set<PartId> moving) {
    Set<PartId> without = new HashSet<>(moving);
    without.addAll(withdrawals.from(key));
    return questions.ask(store -> {
      ChatState rest = new ChatState(key);
      store.forEachEvent(key, without, rest::apply);
      return rest;
    });
  }

  /// What the traces of a chat tell of, whether they move or rest.
  ///
  /// @param direct the part of the chat's direct events
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now
  Set<Activity> toldByTraces(ChatKey key, PartId direct) {
    Set<Activity> told = EnumSet.noneOf(Activity.class);
    MergedChat chat = chats.get(key);
    if (chat == null) {
      if (storedChats.mayContain(KnownIds.hash(key))) {
        Activity.addAll(storedWithout(key, Set.of(direct)).tally(), told);
      }
      return told;
    }
    chat.addToldByMovingTraces(told);
    Set<Activity> atRest = chat.toldAtRest();
    if (atRest == null) {
      Set<PartId> others = new HashSet<>(chat.movingParts());
      others.add(direct);
      atRest = EnumSet.noneOf(Activity.class);
      Activity.addAll(storedWithout(key, others).tally(), atRest);
      chat.learnToldAtRest(atRest);
    }
    told.addAll(atRest);
    return told;
  }

  private void place(PartId part, MergedChat chat, ChatState contribution) {
    chat.place(part, contribution);
    storedChats.add(KnownIds.hash(chat.key));
    chats.put(chat.key, chat);
    changed.add(chat.key);
    removed.remove(chat.key);
  }

  private void withdraw(PartId part, MergedChat chat) {
    withdrawals.add(part, chat.key);
    if (chat.withdraw(part)) {
      chats.put(chat.key, chat);
      changed.add(chat.key);
    } else {
      chats.remove(chat.key);
      changed.remove(chat.key);
      removed.put(chat.key, chat.writtenAt());
    }
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

  /// The chats in memory.
  Set<ChatKey> keys() {
    return Set.copyOf(chats.keySet());
  }

  /// Forgets chats at rest.
  void forget(Set<ChatKey> gone) {
    chats.values().removeIf(chat -> gone.contains(chat.key) && isAtRest(chat));
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
