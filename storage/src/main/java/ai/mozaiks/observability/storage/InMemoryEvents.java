// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds events: of parts, of a chat, of a range of time. Whoever asks has the lock.
final class InMemoryEvents {
  private static final Comparator<ChatEvent> BY_START =
      Comparator.comparing(ChatEvent::at).thenComparing(ChatEvent::id, TextOrder.INSTANCE);

  private final InMemoryTables tables;

  InMemoryEvents(InMemoryTables tables) {
    this.tables = tables;
  }

  /// In order of start; a part without events is absent.
  Map<PartId, List<ChatEvent>> ofParts(Collection<PartId> parts) {
    Map<PartId, List<ChatEvent>> found = new HashMap<>();
    for (PartId part : parts) {
      List<ChatEvent> events = new ArrayList<>();
      for (ChatKey chat : tables.chatsOfPart.getOrDefault(part, Set.of())) {
        events.addAll(tables.eventsOf(chat, part).values());
      }
      if (!events.isEmpty()) {
        events.sort(BY_START);
        found.put(part, List.copyOf(events));
      }
    }
    return Map.copyOf(found);
  }

  /// In order of start, at most so many.
  List<ChatEvent> ofChat(ChatKey chat, int limit) {
    return tables.events.getOrDefault(chat, Map.of()).values().stream()
        .flatMap(ofPart -> ofPart.values().stream())
        .sorted(BY_START)
        .limit(limit)
        .toList();
  }

  /// Those that come from other parts than these, in any order.
  List<ChatEvent> ofChat(ChatKey chat, Collection<PartId> except) {
    Set<PartId> excluded = new HashSet<>(except);
    return tables.events.getOrDefault(chat, Map.of()).entrySet().stream()
        .filter(ofPart -> !excluded.contains(ofPart.getKey()))
        .flatMap(ofPart -> ofPart.getValue().values().stream())
        .toList();
  }

  /// Those that began in a range of time, in order of start.
  List<ChatEvent> between(Instant from, Instant to) {
    List<ChatEvent> found = new ArrayList<>();
    tables.forEachEvent(event -> {
      if (!event.at().isBefore(from) && event.at().isBefore(to)) {
        found.add(event);
      }
    });
    found.sort(BY_START);
    return found;
  }
}
