// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.SpanRef;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds what was said in a chat: which content of its traces belongs to it, and to whom. Whoever
/// asks has the lock.
final class InMemoryContent {
  private final InMemoryTables tables;

  InMemoryContent(InMemoryTables tables) {
    this.tables = tables;
  }

  List<ChatContent> page(ContentQuery query) {
    Page page = new Page(query);
    for (PartId trace : tables.events.getOrDefault(query.chat(), Map.of()).keySet()) {
      if (!trace.direct()) {
        addContent(query.chat(), trace, page);
      }
    }
    return page.items();
  }

  private void addContent(ChatKey chat, PartId trace, Page page) {
    ContentPlacement placement = new ContentPlacement();
    for (ChatKey each : tables.chatsOfPart.getOrDefault(trace, Set.of())) {
      for (ChatEvent event : tables.eventsOf(each, trace).values()) {
        placement.event(trace, spanOf(event), each, agentOf(event), Nanos.saturated(event.at()));
      }
    }
    tables
        .spans
        .getOrDefault(trace, new TreeMap<>())
        .values()
        .forEach(span -> placement.parent(trace, span.spanId(), span.parentSpanId()));
    List<StoredContent> items =
        tables.content.getOrDefault(trace, Map.of()).values().stream()
            .flatMap(ofSource -> ofSource.items().stream())
            .toList();
    ContentOnce once = new ContentOnce();
    items.forEach(item ->
        once.add(trace, item.spanId(), item.kind(), item.teller(), item.atNanos(), item.event()));
    for (StoredContent item : items) {
      ContentPlacement.Owner owner = placement.ownerOf(trace, item.spanId());
      if (owner != null
          && owner.chat().equals(chat)
          && once.isShown(trace, item.spanId(), item.kind(), item.teller(), item.event())) {
        page.add(new ChatContent(item, owner.agent()));
      }
    }
  }

  private static long spanOf(ChatEvent event) {
    SpanRef span = event.context().span();
    return span == null ? 0 : HexFormat.fromHexDigitsToLong(span.spanId());
  }

  private static @Nullable String agentOf(ChatEvent event) {
    String agent = Dimension.AGENT.of(event);
    return agent.isEmpty() ? null : agent;
  }

  /// The page of a query, out of items in any order.
  private static final class Page {
    private final ContentQuery query;
    private final TreeMap<ContentQuery.Place, ChatContent> found;

    Page(ContentQuery query) {
      this.query = query;
      found = new TreeMap<>(query.order());
    }

    void add(ChatContent content) {
      ContentQuery.Place place = ContentQuery.Place.of(content.item());
      if (query.reaches(place)) {
        found.put(place, content);
      }
    }

    List<ChatContent> items() {
      List<ChatContent> page = new ArrayList<>();
      long bytes = 0;
      for (ChatContent content : found.values()) {
        bytes += content.item().bytes();
        if (page.size() == query.limit() || (!page.isEmpty() && bytes > query.maxBytes())) {
          break;
        }
        page.add(content);
      }
      return List.copyOf(page);
    }
  }
}
