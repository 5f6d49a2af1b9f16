// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The chats in memory: the moving ones, and as many others as there is room for. Those that leave
/// are still in the store, and come back from there.
///
/// The fold's thread changes it; any thread may read. Bounded by `maxChats`, but for chats with
/// moving parts, which the fold bounds.
public final class LiveChats {
  private final Map<ChatKey, LiveChat> chats = new ConcurrentHashMap<>();
  private final StorageReader store;
  private final KnownIds storedChats;
  private final int maxChats;

  // What the store has to be told with the next batch.
  private final Set<ChatKey> changed = new HashSet<>();
  private final Set<ChatKey> removed = new HashSet<>();

  LiveChats(StorageReader store, KnownIds storedChats, int maxChats) {
    this.store = store;
    this.storedChats = storedChats;
    this.maxChats = maxChats;
  }

  /// Takes a chat from the store at start, if there is room.
  void restore(ChatSummary summary) {
    LiveChat chat = new LiveChat(summary.key(), ChatState.of(summary));
    chat.refresh();
    chats.put(summary.key(), chat);
  }

  /// Replaces what a moving part contributes.
  ///
  /// @param before the part's events as they were placed last
  /// @param after its events now
  void place(PartId part, List<ChatEvent> before, List<ChatEvent> after) {
    Map<ChatKey, ChatState> states = statesOf(after);
    for (ChatEvent event : before) {
      if (!states.containsKey(event.chat())) {
        withdraw(part, event.chat());
      }
    }
    states.forEach((key, state) -> {
      LiveChat chat = obtain(key);
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
    LiveChat chat = chats.get(key);
    if (chat == null || !chat.hasMoving(part)) {
      return;
    }
    chat.withdraw(part);
    if (chat.isEmpty()) {
      chats.remove(key);
      changed.remove(key);
      removed.add(key);
    } else {
      chat.refresh();
      changed.add(key);
    }
  }

  private LiveChat obtain(ChatKey key) {
    LiveChat chat = chats.get(key);
    if (chat == null) {
      ChatState atRest =
          storedChats.mayContain(KnownIds.hash(key))
              ? store.chat(key).map(ChatState::of).orElseGet(() -> new ChatState(key))
              : new ChatState(key);
      storedChats.add(KnownIds.hash(key));
      chat = new LiveChat(key, atRest);
      chats.put(key, chat);
    }
    return chat;
  }

  /// Sets a part that was at rest moving again, with the events that the store has of it.
  void setMoving(PartId part, List<ChatEvent> storedEvents) {
    statesOf(storedEvents)
        .forEach((key, state) -> {
          LiveChat chat = obtain(key);
          chat.place(part, state);
          // Sums could be subtracted, minima and maxima cannot: fold what is left once more.
          ChatState rest = new ChatState(key);
          store.forEachEvent(key, chat.movingParts(), rest::apply);
          chat.rebase(rest);
          chat.refresh();
        });
  }

  /// Puts a part to rest in the chats it contributes to.
  void rest(PartId part, List<ChatEvent> events) {
    ChatKey last = null;
    for (ChatEvent event : events) {
      if (!event.chat().equals(last)) {
        last = event.chat();
        LiveChat chat = chats.get(last);
        if (chat != null) {
          chat.rest(part); // a second time does nothing
        }
      }
    }
  }

  /// The chats that changed since the last call, as they are now.
  List<ChatSummary> takeChanged() {
    List<ChatSummary> summaries = new ArrayList<>(changed.size());
    for (ChatKey key : changed) {
      LiveChat chat = chats.get(key);
      if (chat != null && chat.summary() != null) {
        summaries.add(chat.summary());
      }
    }
    changed.clear();
    return summaries;
  }

  /// The chats that no event belongs to any longer, since the last call.
  List<ChatKey> takeRemoved() {
    List<ChatKey> keys = List.copyOf(removed);
    removed.clear();
    return keys;
  }

  boolean hasChanges() {
    return !changed.isEmpty() || !removed.isEmpty();
  }

  /// Lets go of chats at rest: those that ended before a time, and the longest inactive ones above
  /// the bound.
  ///
  /// @return how many left because of the bound
  int evict(Instant endedBefore) {
    List<LiveChat> leaving = new ArrayList<>();
    for (LiveChat chat : chats.values()) {
      ChatSummary summary = chat.summary();
      if (isAtRest(chat)
          && summary != null
          && summary.isEnded()
          && summary.lastActivityAt().isBefore(endedBefore)) {
        leaving.add(chat);
      }
    }
    leaving.forEach(chat -> chats.remove(chat.key));
    int excess = chats.size() - maxChats;
    if (excess <= 0) {
      return 0;
    }
    List<LiveChat> atRest = new ArrayList<>(chats.values());
    atRest.removeIf(chat -> !isAtRest(chat) || chat.summary() == null);
    atRest.sort(
        Comparator.comparing(
            (LiveChat chat) -> Objects.requireNonNull(chat.summary()).lastActivityAt()));
    List<LiveChat> excessive = atRest.subList(0, Math.min(excess, atRest.size()));
    excessive.forEach(chat -> chats.remove(chat.key));
    return excessive.size();
  }

  private boolean isAtRest(LiveChat chat) {
    return !chat.isMoving() && !changed.contains(chat.key);
  }

  /// Forgets chats that the store deleted for their age.
  void forgetBefore(Instant cutoff) {
    chats
        .values()
        .removeIf(chat ->
            isAtRest(chat)
                && chat.summary() != null
                && chat.summary().lastActivityAt().isBefore(cutoff));
  }

  int size() {
    return chats.size();
  }

  /// A chat in memory.
  public Optional<ChatSummary> chat(ChatKey key) {
    LiveChat chat = chats.get(key);
    return chat == null ? Optional.empty() : Optional.ofNullable(chat.summary());
  }

  /// All chats in memory, in any order.
  public Collection<ChatSummary> all() {
    List<ChatSummary> summaries = new ArrayList<>(chats.size());
    for (LiveChat chat : chats.values()) {
      ChatSummary summary = chat.summary();
      if (summary != null) {
        summaries.add(summary);
      }
    }
    return summaries;
  }
}
