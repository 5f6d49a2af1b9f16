// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.PartId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which moving parts contribute to a chat no longer, though the store may still say so. For the
/// fold's thread.
final class Withdrawals {
  private final Map<ChatKey, Set<PartId>> parts = new HashMap<>();
  private final Map<PartId, Set<ChatKey>> chats = new HashMap<>();

  void add(PartId part, ChatKey chat) {
    parts.computeIfAbsent(chat, _ -> new HashSet<>()).add(part);
    chats.computeIfAbsent(part, _ -> new HashSet<>()).add(chat);
  }

  /// Those of a part are over: it is stored, so the store says the same as memory.
  void end(PartId part) {
    Set<ChatKey> keys = chats.remove(part);
    if (keys != null) {
      for (ChatKey key : keys) {
        parts.computeIfPresent(
            key,
            (_, those) -> {
              those.remove(part);
              return those.isEmpty() ? null : those;
            });
      }
    }
  }

  boolean concern(ChatKey chat) {
    return parts.containsKey(chat);
  }

  /// The parts that contribute to a chat no longer; empty for none.
  Set<PartId> from(ChatKey chat) {
    return parts.getOrDefault(chat, Set.of());
  }
}
