// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Deletion on request from [InMemoryTables], and what is remembered of it. Not thread-safe: the
/// store's lock guards it.
final class InMemoryDeletions {
  private static final Comparator<DeletionReceipt> LATEST_FIRST =
      Comparator.comparing(DeletionReceipt::doneAt)
          .reversed()
          .thenComparing(receipt -> receipt.request().id(), TextOrder.INSTANCE);
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-fA-F]{32}");

  private final InMemoryTables tables;
  private final Map<String, DeletionReceipt> receipts = new HashMap<>();
  private final Map<PartId, Instant> deletedParts = new HashMap<>();

  InMemoryDeletions(InMemoryTables tables) {
    this.tables = tables;
  }

  /// What is to go.
  ///
  /// @param parts with all their spans, whatever other chats they have events of
  /// @param logs the log records, for what content they told
  private record Doomed(
      DeletionSubject subject, Set<ChatKey> chats, Set<PartId> parts, Set<RecordId> logs) {

    boolean has(StoredLog log) {
      return subject.names(log.subject())
          || (log.trace() != null && parts.contains(log.trace()))
          || chats.stream()
              .anyMatch(chat ->
                  new DeletionSubject.OfChat(chat.chatId(), chat.app()).names(log.subject()));
    }

    boolean has(MetricSeries series) {
      return subject instanceof DeletionSubject.OfApp(String app) && series.app().equals(app);
    }

    boolean has(StoredContent item) {
      return parts.contains(item.trace())
          || (item.event() != null && logs.contains(item.event()))
          || (subject instanceof DeletionSubject.OfApp(String app) && app.equals(item.app()));
    }
  }

  /// The times of what goes.
  private static final class Extent {
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    void include(long nanos) {
      first = Math.min(first, nanos);
      last = Math.max(last, nanos);
    }
  }

  private Doomed doomed(DeletionSubject subject) {
    Set<ChatKey> chats = new HashSet<>();
    tables
        .chats
        .values()
        .forEach(chat -> {
          if (subject.names(chat.summary().key(), chat.summary().user())) {
            chats.add(chat.summary().key());
          }
        });
    tables.forEachEvent(event -> {
      if (subject.names(event)) {
        chats.add(event.chat());
      }
    });
    Set<PartId> parts = new HashSet<>();
    for (ChatKey chat : chats) {
      Map<PartId, Map<String, ChatEvent>> ofChat = tables.events.getOrDefault(chat, Map.of());
      parts.addAll(ofChat.keySet());
      ofChat
          .values()
          .forEach(ofPart -> ofPart.values().forEach(event -> addAttached(event, parts)));
    }
    Doomed doomed = new Doomed(subject, chats, parts, new HashSet<>());
    tables.logs.forEach(log -> {
      if (doomed.has(log)) {
        doomed.logs.add(log.id());
      }
    });
    return doomed;
  }

  /// A trace that a chat says is its own, if no event tells otherwise.
  private void addAttached(ChatEvent event, Set<PartId> parts) {
    if (event instanceof ChatEvent.TraceAttached attached
        && TRACE_ID.matcher(attached.traceId()).matches()) {
      PartId trace = PartId.ofTrace(attached.traceId());
      if (tables.parts.containsKey(trace) && !tables.chatsOfPart.containsKey(trace)) {
        parts.add(trace);
      }
    }
  }

  DeletionReader.Preview wouldDelete(DeletionSubject subject) {
    return new DeletionReader.Preview(
        count(doomed(subject), new Extent()), DeletionReceipt.Removed.NOTHING);
  }

  private DeletionReceipt.Removed count(Doomed doomed, Extent extent) {
    long events = 0;
    for (ChatKey chat : doomed.chats) {
      for (Map<String, ChatEvent> ofPart : tables.events.getOrDefault(chat, Map.of()).values()) {
        ofPart.values().forEach(event -> extent.include(Nanos.saturated(event.at())));
        events += ofPart.size();
      }
    }
    long spans = 0;
    for (PartId part : doomed.parts) {
      TreeMap<Long, StoredSpan> ofPart = tables.spans.getOrDefault(part, new TreeMap<>());
      ofPart
          .values()
          .forEach(span -> {
            extent.include(span.startNanos());
            extent.include(span.endNanos());
          });
      spans += ofPart.size();
    }
    long contents =
        tables.content.values().stream()
            .flatMap(ofTrace -> ofTrace.values().stream())
            .flatMap(ofSpan -> ofSpan.items().stream())
            .filter(doomed::has)
            .count();
    long chats = doomed.chats.stream().filter(tables.chats::containsKey).count();
    return new DeletionReceipt.Removed(
        chats,
        events,
        spans,
        contents,
        tables.logs.count(doomed::has, extent::include),
        tables.metrics.count(doomed::has, extent::include));
  }

  DeletionReceipt delete(DeletionRequest request, Instant now) {
    DeletionReceipt known = receipts.get(request.id());
    if (known != null) {
      return known;
    }
    Doomed doomed = doomed(request.subject());
    Extent extent = new Extent();
    DeletionReceipt.Removed removed = count(doomed, extent);
    tables.logs.remove(doomed::has);
    tables.metrics.remove(doomed::has);
    tables.remove(doomed.chats, doomed.parts, doomed::has);
    doomed.parts.forEach(part -> deletedParts.put(part, now));
    doomed.chats.forEach(chat -> deletedParts.put(PartId.ofDirectEvents(chat), now));
    boolean timeless = extent.first > extent.last;
    DeletionReceipt receipt =
        new DeletionReceipt(
            request,
            now,
            removed,
            DeletionReceipt.Removed.NOTHING,
            timeless ? null : Nanos.toInstant(extent.first),
            timeless ? null : Nanos.toInstant(extent.last),
            PartsDigest.of(doomed.parts));
    receipts.put(request.id(), receipt);
    return receipt;
  }

  /// Lets parts come back that were deleted before the cutoff.
  void forgetBefore(Instant cutoff) {
    deletedParts.values().removeIf(time -> time.isBefore(cutoff));
  }

  void deletedLater(Predicate<Instant> concerned, Duration by) {
    deletedParts.replaceAll((_, time) -> concerned.test(time) ? time.plus(by) : time);
  }

  Optional<DeletionReceipt> deletion(String id) {
    return Optional.ofNullable(receipts.get(id));
  }

  List<DeletionReceipt> deletions(Instant since, @Nullable String after, int limit) {
    DeletionReceipt last = after == null ? null : receipts.get(after);
    if (after != null && last == null) {
      return List.of();
    }
    return receipts.values().stream()
        .filter(receipt -> !receipt.doneAt().isBefore(since))
        .filter(receipt -> last == null || LATEST_FIRST.compare(receipt, last) > 0)
        .sorted(LATEST_FIRST)
        .limit(limit)
        .toList();
  }

  void forEachDeletedPart(Consumer<PartId> consumer) {
    deletedParts.keySet().forEach(consumer);
  }
}
