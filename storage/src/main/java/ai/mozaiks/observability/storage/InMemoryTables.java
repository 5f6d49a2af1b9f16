// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The maps of the in-memory store; [InMemoryStorage] draws them. Not thread-safe: the store's lock
/// guards it.
final class InMemoryTables {
  final Map<Long, StoredOrigin> origins = new HashMap<>();
  final Map<PartId, TreeMap<Long, StoredSpan>> spans = new HashMap<>();
  final Map<PartId, Map<ContentSource, ContentOfSource>> content = new HashMap<>();
  final Map<PartId, PartInfo> parts = new HashMap<>();
  final Map<ChatKey, Map<PartId, Map<String, ChatEvent>>> events = new HashMap<>();
  final Map<PartId, Set<ChatKey>> chatsOfPart = new HashMap<>();
  final Map<ChatKey, StoredChat> chats = new HashMap<>();
  final Map<TotalsKey, Totals> retired = new HashMap<>();
  final Map<TotalsKey, Totals> counterShifts = new HashMap<>();
  final Set<TotalsKey> series = new LinkedHashSet<>();
  final InMemoryLogs logs = new InMemoryLogs();
  final InMemoryMetrics metrics = new InMemoryMetrics();
  final InMemoryDeletions deletions = new InMemoryDeletions(this);
  final InMemoryScans scans = new InMemoryScans(this);
  long appliedSequence;
  private long spanCount;
  private long eventCount;

  /// A span, or a log event about one.
  ///
  /// @param event null for the span itself
  record ContentSource(long spanId, @Nullable RecordId event) {}

  /// @param items in the order of their positions
  record ContentOfSource(List<StoredContent> items, Instant writtenAt) {}

  /// A store that believes the batch would miss what is older.
  void requireFound(StorageBatch batch) {
    for (PartChange change : batch.parts()) {
      PartInfo known = parts.get(change.part());
      if (known != null) {
        requireFound(change.part(), known.writtenAt(), "partsSince", batch.partsSince());
      }
    }
    Stream.concat(batch.chats().stream().map(ChatSummary::key), batch.removedChats().stream())
        .forEach(key -> {
          StoredChat known = chats.get(key);
          if (known != null) {
            requireFound(key, known.writtenAt(), "chatsSince", batch.chatsSince());
          }
        });
  }

  private static void requireFound(Object what, Instant writtenAt, String name, Instant since) {
    if (writtenAt.isBefore(since)) {
      throw new IllegalArgumentException(
          name + ": " + since + " (expected: <= " + writtenAt + ", when " + what + " was written)");
    }
  }

  void apply(StorageBatch batch) {
    batch.origins().forEach(origin -> origins.put(origin.id(), origin));
    for (StoredSpan span : batch.spans()) {
      if (spans.computeIfAbsent(span.trace(), _ -> new TreeMap<>()).put(span.spanId(), span)
          == null) {
        spanCount++;
      }
    }
    applyContent(batch);
    series.addAll(batch.newSeries());
    for (PartChange change : batch.parts()) {
      apply(change, batch.writtenAt());
    }
    batch
        .counterShifts()
        .forEach((key, shift) -> {
          Totals sum = new Totals();
          sum.add(counterShifts.getOrDefault(key, new Totals()));
          sum.add(shift);
          counterShifts.put(key, sum);
        });
    counterShifts.values().removeIf(Totals::isEmpty);
    for (ChatSummary chat : batch.chats()) {
      chats.put(chat.key(), new StoredChat(chat, batch.writtenAt()));
    }
    batch.removedChats().forEach(chats::remove);
    logs.apply(batch.records().logs(), batch.writtenAt());
    metrics.apply(batch.records().series(), batch.records().points(), batch.writtenAt());
    appliedSequence = Math.max(appliedSequence, batch.journalSequence());
  }

  private void applyContent(StorageBatch batch) {
    for (StoredSpan span : batch.replacedSpans()) {
      content
          .getOrDefault(span.trace(), new HashMap<>())
          .remove(new ContentSource(span.spanId(), null));
    }
    Map<PartId, Map<ContentSource, List<StoredContent>>> bySource = new HashMap<>();
    for (StoredContent item : batch.content()) {
      bySource
          .computeIfAbsent(item.trace(), _ -> new HashMap<>())
          .computeIfAbsent(new ContentSource(item.spanId(), item.event()), _ -> new ArrayList<>())
          .add(item);
    }
    bySource.forEach((trace, ofTrace) ->
        ofTrace.forEach((source, items) ->
            content
                .computeIfAbsent(trace, _ -> new HashMap<>())
                .put(source, new ContentOfSource(List.copyOf(items), batch.writtenAt()))));
  }

  private void apply(PartChange change, Instant writtenAt) {
    PartId part = change.part();
    parts.put(
        part,
        new PartInfo(
            part,
            change.settled(),
            change.records(),
            change.firstNanos(),
            change.lastNanos(),
            writtenAt));
    for (ChatEvent event : change.removed()) {
      Map<String, ChatEvent> ofPart = events.getOrDefault(event.chat(), Map.of()).get(part);
      if (ofPart != null && ofPart.remove(event.id()) != null) {
        eventCount--;
        if (ofPart.isEmpty()) {
          unlink(event.chat(), part);
        }
      }
    }
    for (ChatEvent event : change.added()) {
      Map<String, ChatEvent> ofPart =
          events
              .computeIfAbsent(event.chat(), _ -> new HashMap<>())
              .computeIfAbsent(part, _ -> new HashMap<>());
      if (ofPart.put(event.id(), event) == null) {
        eventCount++;
      }
      chatsOfPart.computeIfAbsent(part, _ -> new HashSet<>()).add(event.chat());
    }
  }

  private void unlink(ChatKey chat, PartId part) {
    events.getOrDefault(chat, new HashMap<>()).remove(part);
    if (events.getOrDefault(chat, Map.of()).isEmpty()) {
      events.remove(chat);
    }
    Set<ChatKey> chatsHere = chatsOfPart.getOrDefault(part, new HashSet<>());
    chatsHere.remove(chat);
    if (chatsHere.isEmpty()) {
      chatsOfPart.remove(part);
    }
  }

  Storage.Deleted deleteBefore(Storage.Cutoffs cutoffs) {
    Instant cutoff = cutoffs.chats();
    List<ChatKey> oldChats =
        chats.values().stream()
            .filter(chat -> chat.writtenAt().isBefore(cutoff))
            .map(chat -> chat.summary().key())
            .toList();
    Set<PartId> candidates = new HashSet<>();
    parts
        .values()
        .forEach(part -> {
          if (part.writtenAt().isBefore(cutoff)) {
            candidates.add(part.part());
          }
        });
    long deletedEvents = 0;
    for (ChatKey chat : oldChats) {
      chats.remove(chat);
      Map<PartId, Map<String, ChatEvent>> ofChat = events.getOrDefault(chat, Map.of());
      for (PartId part : List.copyOf(ofChat.keySet())) {
        Map<String, ChatEvent> ofPart = ofChat.getOrDefault(part, Map.of());
        ofPart.values().forEach(event -> addTo(retired, event));
        deletedEvents += ofPart.size();
        unlink(chat, part);
        candidates.add(part);
      }
    }
    long deletedSpans = 0;
    for (PartId part : candidates) {
      if (!chatsOfPart.containsKey(part)) {
        parts.remove(part);
        content.remove(part);
        TreeMap<Long, StoredSpan> ofPart = spans.remove(part);
        deletedSpans += ofPart == null ? 0 : ofPart.size();
      }
    }
    long deletedLogs = logs.deleteBefore(cutoffs.logs(), parts::containsKey);
    long deletedPoints = metrics.deleteBefore(cutoffs.points());
    origins.keySet().retainAll(usedOrigins());
    deletions.forgetBefore(cutoff);
    eventCount -= deletedEvents;
    spanCount -= deletedSpans;
    return new Storage.Deleted(
        oldChats.size(), deletedEvents, deletedSpans, deletedLogs, deletedPoints);
  }

  /// Removes chats with their events, and parts with all their spans. A part that is left with
  /// events of other chats stays, settled.
  ///
  /// @param doomed which items of content go
  void remove(Set<ChatKey> goingChats, Set<PartId> goingParts, Predicate<StoredContent> doomed) {
    for (ChatKey chat : goingChats) {
      chats.remove(chat);
      Map<PartId, Map<String, ChatEvent>> ofChat = events.getOrDefault(chat, Map.of());
      for (PartId part : List.copyOf(ofChat.keySet())) {
        Map<String, ChatEvent> ofPart = ofChat.getOrDefault(part, Map.of());
        ofPart.values().forEach(event -> addTo(retired, event));
        eventCount -= ofPart.size();
        unlink(chat, part);
      }
    }
    for (PartId part : goingParts) {
      TreeMap<Long, StoredSpan> ofPart = spans.remove(part);
      spanCount -= ofPart == null ? 0 : ofPart.size();
      if (chatsOfPart.containsKey(part)) {
        parts.computeIfPresent(part, (_, info) -> info.settledForGood());
      } else {
        parts.remove(part);
      }
    }
    for (Map<ContentSource, ContentOfSource> ofTrace : content.values()) {
      ofTrace.replaceAll((_, each) ->
          new ContentOfSource(
              each.items().stream().filter(doomed.negate()).toList(), each.writtenAt()));
      ofTrace.values().removeIf(each -> each.items().isEmpty());
    }
    content.values().removeIf(Map::isEmpty);
    origins.keySet().retainAll(usedOrigins());
  }

  Storage.Deleted keepNewest(long mostLogs, long mostPoints) {
    Storage.Deleted deleted =
        new Storage.Deleted(
            0, 0, 0, logs.keepNewest(mostLogs, parts::containsKey), metrics.keepNewest(mostPoints));
    origins.keySet().retainAll(usedOrigins());
    return deleted;
  }

  private Set<Long> usedOrigins() {
    Set<Long> used = new HashSet<>();
    spans.values().forEach(ofPart -> ofPart.values().forEach(span -> used.add(span.origin())));
    logs.addOriginsTo(used);
    metrics.addOriginsTo(used);
    return used;
  }

  /// Returns how many items that were.
  long deleteContentBefore(Instant cutoff) {
    long deleted = 0;
    for (Map<ContentSource, ContentOfSource> ofTrace : content.values()) {
      List<ContentOfSource> old =
          ofTrace.values().stream().filter(each -> each.writtenAt().isBefore(cutoff)).toList();
      deleted += old.stream().mapToLong(each -> each.items().size()).sum();
      ofTrace.values().removeAll(old);
    }
    return deleted;
  }

  void writtenLater(Instant from, Instant to, Duration by) {
    content
        .values()
        .forEach(ofTrace ->
            ofTrace.replaceAll((_, each) ->
                isBetween(each.writtenAt(), from, to)
                    ? new ContentOfSource(each.items(), each.writtenAt().plus(by))
                    : each));
    chats.replaceAll((_, chat) ->
        isBetween(chat.writtenAt(), from, to)
            ? new StoredChat(chat.summary(), chat.writtenAt().plus(by))
            : chat);
    parts.replaceAll((_, part) ->
        isBetween(part.writtenAt(), from, to)
            ? part.withWrittenAt(part.writtenAt().plus(by))
            : part);
    logs.writtenLater(from, to, by);
    metrics.writtenLater(from, to, by);
    deletions.deletedLater(time -> isBetween(time, from, to), by);
  }

  private static boolean isBetween(Instant time, Instant from, Instant to) {
    return !time.isBefore(from) && !time.isAfter(to);
  }

  Storage.StorageStats stats() {
    return new Storage.StorageStats(
        spanCount, eventCount, chats.size(), logs.size(), metrics.size(), 0);
  }

  Map<TotalsKey, Totals> totals() {
    Map<TotalsKey, Totals> totals = new HashMap<>();
    retired.forEach((key, kept) -> totals.computeIfAbsent(key, _ -> new Totals()).add(kept));
    forEachEvent(event -> addTo(totals, event));
    return totals;
  }

  /// The events of a chat in a part, by id; empty when there are none.
  Map<String, ChatEvent> eventsOf(ChatKey chat, PartId part) {
    return events.getOrDefault(chat, Map.of()).getOrDefault(part, Map.of());
  }

  /// The ids of the traces that have events of a chat, and of those that were attached to it.
  Set<String> tracesOf(ChatKey chat) {
    Set<String> traces = new HashSet<>();
    events
        .getOrDefault(chat, Map.of())
        .forEach((part, ofPart) -> {
          if (!part.direct()) {
            traces.add(part.hex());
          }
          for (ChatEvent event : ofPart.values()) {
            // attached is attached, whether the event counts or not
            ChatEvent told =
                event instanceof ChatEvent.Superseded superseded ? superseded.event() : event;
            if (told instanceof ChatEvent.TraceAttached attached) {
              traces.add(attached.traceId().toLowerCase(Locale.ROOT));
            }
          }
        });
    return traces;
  }

  void forEachEvent(Consumer<ChatEvent> consumer) {
    for (Map<PartId, Map<String, ChatEvent>> ofChat : events.values()) {
      ofChat.values().forEach(ofPart -> ofPart.values().forEach(consumer));
    }
  }

  OldestArrivals oldestArrivals() {
    return new OldestArrivals(
        oldest(chats.values().stream().map(StoredChat::writtenAt)),
        oldest(
            content.values().stream()
                .flatMap(ofTrace -> ofTrace.values().stream())
                .map(ContentOfSource::writtenAt)),
        oldest(logs.arrivals()),
        oldest(metrics.arrivals()));
  }

  private static @Nullable Instant oldest(Stream<Instant> arrivals) {
    return arrivals.min(Comparator.naturalOrder()).orElse(null);
  }

  private void addTo(Map<TotalsKey, Totals> totals, ChatEvent event) {
    TotalsKey key = TotalsKey.of(event);
    totals
        .computeIfAbsent(series.contains(key) ? key : TotalsKey.OTHER, _ -> new Totals())
        .add(event);
  }
}
