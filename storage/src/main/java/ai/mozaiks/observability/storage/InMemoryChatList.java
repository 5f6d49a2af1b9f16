// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatSummary;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Lists chats, those with the latest activity first. Whoever asks has the lock.
final class InMemoryChatList {
  private static final Comparator<ChatSummary> BY_KEY =
      Comparator.comparing((ChatSummary chat) -> chat.key().app(), TextOrder.INSTANCE)
          .thenComparing(chat -> chat.key().chatId(), TextOrder.INSTANCE);

  private static final Comparator<ChatSummary> LATEST_FIRST =
      Comparator.comparing(ChatSummary::lastActivityAt).reversed().thenComparing(BY_KEY);

  private final InMemoryTables tables;

  InMemoryChatList(InMemoryTables tables) {
    this.tables = tables;
  }

  List<ChatSummary> byId(String chatId) {
    return tables.chats.values().stream()
        .map(StoredChat::summary)
        .filter(chat -> chat.key().chatId().equals(chatId))
        .sorted(LATEST_FIRST)
        .limit(StorageReader.MAX_CHATS_BY_ID)
        .toList();
  }

  List<ChatSummary> list(ChatQuery query) {
    return tables.chats.values().stream()
        .map(StoredChat::summary)
        .filter(chat -> matches(chat, query))
        .sorted(LATEST_FIRST)
        .limit(query.limit())
        .toList();
  }

  List<ChatSummary> search(ChatSearch search) {
    Comparator<ChatSummary> byValue = Comparator.comparing(search.order()::of);
    return tables.chats.values().stream()
        .map(StoredChat::summary)
        .filter(chat -> search.filter().matches(chat) && hasEvent(chat, search.filter()))
        .filter(search::isAfterCursor)
        .sorted((search.descending() ? byValue.reversed() : byValue).thenComparing(BY_KEY))
        .limit(search.limit())
        .toList();
  }

  /// Whether one event has all of what chats do not have themselves.
  private boolean hasEvent(ChatSummary chat, ChatFilter filter) {
    Map<Dimension, String> asked = new EnumMap<>(Dimension.class);
    asked.putAll(filter.of());
    asked.keySet().removeAll(ChatFilter.OF_CHATS);
    return asked.isEmpty()
        || tables.events.getOrDefault(chat.key(), Map.of()).values().stream()
            .flatMap(part -> part.values().stream())
            .filter(
                event -> filter.activeFrom() == null || !event.at().isBefore(filter.activeFrom()))
            .filter(event ->
                filter.startedBefore() == null || event.at().isBefore(filter.startedBefore()))
            .anyMatch(event ->
                asked.entrySet().stream()
                    .allMatch(each -> each.getKey().of(event).equals(each.getValue())));
  }

  private static boolean matches(ChatSummary chat, ChatQuery query) {
    return (query.app() == null || query.app().equals(chat.key().app()))
        && (query.workflow() == null || query.workflow().equals(chat.workflow()))
        && (query.user() == null || query.user().equals(chat.user()))
        && (query.activeSince() == null || !chat.lastActivityAt().isBefore(query.activeSince()))
        && (query.before() == null || isAfter(chat, query.before()));
  }

  private static boolean isAfter(ChatSummary chat, ChatQuery.Cursor cursor) {
    int order = cursor.lastActivityAt().compareTo(chat.lastActivityAt());
    if (order == 0) {
      order = TextOrder.INSTANCE.compare(chat.key().app(), cursor.app());
    }
    if (order == 0) {
      order = TextOrder.INSTANCE.compare(chat.key().chatId(), cursor.chatId());
    }
    return order > 0;
  }
}
