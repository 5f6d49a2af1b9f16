// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.SpanRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Answers about single chats out of the tables. Whoever asks holds the lock.
final class InMemoryChatRows {
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");

  private final InMemoryTables tables;

  InMemoryChatRows(InMemoryTables tables) {
    this.tables = tables;
  }

  ChatRows rows(ChatKey chat, int limit) {
    if (!tables.chats.containsKey(chat)) {
      return ChatRows.NONE;
    }
    List<SpanRow> spans = new ArrayList<>();
    Set<PartId> traces = tracesOf(chat);
    for (PartId trace : traces) {
      tables
          .spans
          .getOrDefault(trace, new TreeMap<>())
          .values()
          .forEach(span -> spans.add(SpanRow.of(span)));
    }
    spans.sort(SpanRow.BY_START);
    List<EventRow> direct = new ArrayList<>();
    for (PartId part : tables.events.getOrDefault(chat, Map.of()).keySet()) {
      if (part.direct()) {
        tables.eventsOf(chat, part).values().forEach(e -> direct.add(EventRow.of(part, e)));
      }
    }
    direct.sort(EventRow.BY_START);
    boolean cut = spans.size() > limit;
    List<SpanRow> first = cut ? spans.subList(0, limit) : spans;
    return new ChatRows(
        first,
        events(traces, cut ? first.getLast().startNanos() : Long.MAX_VALUE),
        direct.subList(0, Math.min(limit, direct.size())),
        spans.size() + (long) direct.size());
  }

  /// @param until when they began at the latest; nanoseconds since 1970
  private List<EventRow> events(Set<PartId> traces, long until) {
    List<EventRow> events = new ArrayList<>();
    for (PartId trace : traces) {
      for (ChatKey chat : tables.chatsOfPart.getOrDefault(trace, Set.of())) {
        for (ChatEvent event : tables.eventsOf(chat, trace).values()) {
          if (Nanos.of(event.at()) <= until) {
            events.add(EventRow.of(trace, event));
          }
        }
      }
    }
    return events;
  }

  Optional<SpanOfChat> span(ChatKey chat, PartId trace, long spanId) {
    TreeMap<Long, StoredSpan> ofTrace = tables.spans.get(trace);
    StoredSpan span = ofTrace == null ? null : ofTrace.get(spanId);
    if (ofTrace == null || span == null || !tracesOf(chat).contains(trace)) {
      return Optional.empty();
    }
    List<ChatEvent> events = new ArrayList<>();
    for (ChatKey each : tables.chatsOfPart.getOrDefault(trace, Set.of())) {
      for (ChatEvent event : tables.eventsOf(each, trace).values()) {
        SpanRef behind = event.context().span();
        if (behind != null && behind.spanId().equals(hex(spanId))) {
          events.add(event);
        }
      }
    }
    events.sort(Comparator.comparing(ChatEvent::id, TextOrder.INSTANCE));
    return Optional.of(new SpanOfChat(span, events, ofTrace.size()));
  }

  Optional<ChatEvent> directEvent(ChatKey chat, String id) {
    for (PartId part : tables.events.getOrDefault(chat, Map.of()).keySet()) {
      ChatEvent event = part.direct() ? tables.eventsOf(chat, part).get(id) : null;
      if (event != null) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  private Set<PartId> tracesOf(ChatKey chat) {
    Set<PartId> traces = new HashSet<>();
    for (String id : tables.tracesOf(chat)) {
      if (TRACE_ID.matcher(id).matches()) {
        traces.add(PartId.ofTrace(id));
      }
    }
    return traces;
  }

  private static String hex(long spanId) {
    return HexFormat.of().toHexDigits(spanId);
  }
}
