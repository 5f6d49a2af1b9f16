// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.PartId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A chat in memory: what its parts at rest add up to, and the states of its moving parts, which
/// may still be withdrawn. The fold's thread changes it; [#summary] may be read by any.
final class MergedChat {
  final ChatKey key;
  private final Map<PartId, ChatState> movingParts = new HashMap<>();
  private ChatState atRest;
  private Instant writtenAt = Instant.MAX;
  private volatile @Nullable ChatSummary summary;

  /// @param atRest the state of all its stored parts that are not moving; empty for a new chat
  MergedChat(ChatKey key, ChatState atRest) {
    this.key = key;
    this.atRest = atRest;
  }

  /// When the store was last told of it, as the store knows; [Instant#MAX] while it never was.
  Instant writtenAt() {
    return writtenAt;
  }

  void writtenAt(Instant time) {
    writtenAt = time;
  }

  void place(PartId part, ChatState state) {
    movingParts.put(part, state);
  }

  void withdraw(PartId part) {
    movingParts.remove(part);
  }

  /// Puts a part to rest: it is stored and no longer expected to change.
  void rest(PartId part) {
    ChatState state = movingParts.remove(part);
    if (state != null) {
      atRest.merge(state);
    }
  }

  /// Takes another state of what is at rest, after a part of it was set moving again.
  void rebase(ChatState newAtRest) {
    atRest = newAtRest;
  }

  boolean hasMoving(PartId part) {
    return movingParts.containsKey(part);
  }

  boolean isMoving() {
    return !movingParts.isEmpty();
  }

  Set<PartId> movingParts() {
    return Set.copyOf(movingParts.keySet());
  }

  boolean isEmpty() {
    return movingParts.isEmpty() && atRest.isEmpty();
  }

  /// Folds the parts together and shows the result. The chat must not be empty.
  ChatSummary refresh() {
    ChatSummary refreshed = folded().summary();
    summary = refreshed;
    return refreshed;
  }

  private ChatState folded() {
    if (atRest.isEmpty() && movingParts.size() == 1) {
      return movingParts.values().iterator().next(); // the usual case: a chat of one trace
    }
    ChatState state = new ChatState(key);
    state.merge(atRest);
    movingParts.values().forEach(state::merge);
    return state;
  }

  /// The chat as last refreshed; null before the first time.
  @Nullable ChatSummary summary() {
    return summary;
  }
}
