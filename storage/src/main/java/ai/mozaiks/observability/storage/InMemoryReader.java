// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers from [InMemoryTables] by looking at every row: plain rather than fast, since the other
/// stores are compared with it. Thread-safe.
final class InMemoryReader implements StorageReader {
  private final InMemoryTables tables;
  private final Lock lock;
  private final Runnable check;
  private final InMemoryChatList chatList;
  private final InMemoryChatRows chatRows;
  private final InMemoryContent content;
  private final InMemoryEvents events;
  private final InMemorySums sums;

  InMemoryReader(InMemoryTables tables, Lock lock, Runnable check) {
    this.tables = tables;
    this.lock = lock;
    this.check = check;
    this.chatList = new InMemoryChatList(tables);
    this.chatRows = new InMemoryChatRows(tables);
    this.content = new InMemoryContent(tables);
    this.events = new InMemoryEvents(tables);
    this.sums = new InMemorySums(tables);
  }

  private <T> T read(Supplier<T> question) {
    check.run();
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  private static <K, V> Map<K, V> among(Collection<K> keys, Map<K, V> map) {
    Map<K, V> found = new HashMap<>();
    for (K key : keys) {
      V value = map.get(key);
      if (value != null) {
        found.put(key, value);
      }
    }
    return Map.copyOf(found);
  }

  @Override
  public Map<PartId, PartInfo> parts(Collection<PartId> parts) {
    return read(() -> among(parts, tables.parts));
  }

  @Override
  public void forEachPart(Consumer<PartInfo> consumer) {
    read(() -> List.copyOf(tables.parts.values())).forEach(consumer);
  }

  @Override
  public Map<PartId, List<StoredSpan>> spans(Collection<PartId> traces) {
    return read(() -> {
      Map<PartId, List<StoredSpan>> found = new HashMap<>();
      among(traces, tables.spans)
          .forEach((trace, spans) -> found.put(trace, sorted(spans.values())));
      return Map.copyOf(found);
    });
  }

  @Override
  public Map<Long, StoredOrigin> origins(Collection<Long> ids) {
    return read(() -> among(ids, tables.origins));
  }

  @Override
  public Map<PartId, List<ChatEvent>> eventsOfParts(Collection<PartId> parts) {
    return read(() -> events.ofParts(parts));
  }

  @Override
  public Optional<StoredChat> chat(ChatKey key) {
    return read(() -> Optional.ofNullable(tables.chats.get(key)));
  }

  @Override
  public Map<ChatKey, ChatSummary> chats(Collection<ChatKey> keys) {
    return read(() -> {
      Map<ChatKey, ChatSummary> found = new HashMap<>();
      among(keys, tables.chats).forEach((key, chat) -> found.put(key, chat.summary()));
      return Map.copyOf(found);
    });
  }

  @Override
  public void forEachChat(Consumer<StoredChat> consumer) {
    read(() -> List.copyOf(tables.chats.values())).forEach(consumer);
  }

  @Override
  public void forEachKnownChat(Consumer<KnownChat> consumer) {
    forEachChat(chat ->
        consumer.accept(new KnownChat(KnownChat.hash(chat.summary().key()), chat.writtenAt())));
  }

  @Override
  public void forEachChat(
      Instant writtenAfter, Instant activeSince, Consumer<StoredChat> consumer) {
    forEachChat(chat -> {
      boolean runs =
          !chat.summary().isEnded() && !chat.summary().lastActivityAt().isBefore(activeSince);
      if (runs || chat.writtenAt().isAfter(writtenAfter)) {
        consumer.accept(chat);
      }
    });
  }

  @Override
  public List<ChatSummary> chatsById(String chatId) {
    return read(() -> chatList.byId(chatId));
  }

  @Override
  public List<ChatSummary> chats(ChatQuery query) {
    return read(() -> chatList.list(query));
  }

  @Override
  public List<ChatSummary> search(ChatSearch search) {
    return read(() -> chatList.search(search));
  }

  @Override
  public List<ChatEvent> events(ChatKey chat, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return read(() -> events.ofChat(chat, limit));
  }

  @Override
  public ChatRows rows(ChatKey chat, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return read(() -> chatRows.rows(chat, limit));
  }

  @Override
  public Optional<SpanOfChat> span(ChatKey chat, PartId trace, long spanId) {
    return read(() -> chatRows.span(chat, trace, spanId));
  }

  @Override
  public Optional<ChatEvent> directEvent(ChatKey chat, String id) {
    return read(() -> chatRows.directEvent(chat, id));
  }

  @Override
  public List<ChatContent> content(ContentQuery query) {
    return read(() -> content.page(query));
  }

  @Override
  public void forEachEvent(ChatKey chat, Collection<PartId> except, Consumer<ChatEvent> consumer) {
    read(() -> events.ofChat(chat, except)).forEach(consumer);
  }

  @Override
  public void forEachEvent(Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer) {
    List<ChatEvent> found = read(() -> events.between(from, to));
    begun.run();
    found.forEach(consumer);
  }

  @Override
  public void forEachEventNewestFirst(
      Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer) {
    List<ChatEvent> found = read(() -> events.between(from, to));
    begun.run();
    found.reversed().forEach(consumer);
  }

  @Override
  public Map<TotalsKey, Totals> totals() {
    return read(() -> Map.copyOf(tables.totals()));
  }

  @Override
  public Map<TotalsKey, Totals> counterShifts() {
    return read(() -> Map.copyOf(tables.counterShifts));
  }

  @Override
  public List<TotalsKey> lastingSeries() {
    return read(() -> List.copyOf(tables.series));
  }

  @Override
  public Set<RecordId> knownLogs(Collection<RecordKey> keys) {
    return read(() -> tables.logs.known(keys));
  }

  @Override
  public void forEachLogId(Consumer<RecordId> consumer) {
    List<RecordId> ids = new ArrayList<>();
    read(
            () -> {
              tables.logs.forEachId(ids::add);
              return ids;
            })
        .forEach(consumer);
  }

  @Override
  public Map<PartId, List<StoredLog>> notes(Collection<PartId> traces) {
    return read(() -> tables.logs.notes(traces));
  }

  @Override
  public List<StoredLog> logs(LogQuery query) {
    return read(() -> tables.logs.list(query, tables::tracesOf));
  }

  @Override
  public List<LogCount> countLogs(LogHistogramQuery query) {
    return read(() -> tables.logs.count(query, tables::tracesOf));
  }

  @Override
  public Optional<StoredLog> log(RecordId id) {
    return read(() -> tables.logs.find(id));
  }

  @Override
  public List<StoredLog> logsAround(RecordKey record, LogFilter filter, int after, int before) {
    return read(() -> tables.logs.around(record, filter, after, before, tables::tracesOf));
  }

  @Override
  public List<WrittenLog> logsAfter(long position, int limit, long bytes) {
    if (limit < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "limit, bytes: " + limit + ", " + bytes + " (expected: > 0)");
    }
    return read(() -> tables.logs.after(position, limit, bytes));
  }

  @Override
  public Set<RecordId> knownPoints(Collection<RecordKey> keys) {
    return read(() -> tables.metrics.known(keys));
  }

  @Override
  public void forEachPointId(Consumer<RecordId> consumer) {
    List<RecordId> ids = new ArrayList<>();
    read(
            () -> {
              tables.metrics.forEachId(ids::add);
              return ids;
            })
        .forEach(consumer);
  }

  @Override
  public List<MetricInfo> metrics(@Nullable String app) {
    return read(() -> tables.metrics.metrics(app));
  }

  @Override
  public List<MetricPoints> points(MetricQuery query) {
    return read(() -> tables.metrics.points(query));
  }

  @Override
  public Optional<DeletionReceipt> deletion(String id) {
    return read(() -> tables.deletions.deletion(id));
  }

  @Override
  public List<DeletionReceipt> deletions(Instant since, @Nullable String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return read(() -> tables.deletions.deletions(since, after, limit));
  }

  @Override
  public List<RedactionScan> redactionScans(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return read(() -> tables.scans.list(limit));
  }

  @Override
  public Preview wouldDelete(DeletionSubject subject) {
    return read(() -> tables.deletions.wouldDelete(subject));
  }

  @Override
  public void forEachDeletedPart(Consumer<PartId> consumer) {
    List<PartId> parts = new ArrayList<>();
    read(
            () -> {
              tables.deletions.forEachDeletedPart(parts::add);
              return parts;
            })
        .forEach(consumer);
  }

  @Override
  public List<SeriesPoint> series(SeriesQuery query) {
    return read(() -> sums.series(query));
  }

  @Override
  public List<CostSum> costs(CostQuery query) {
    return read(() -> sums.costs(query));
  }

  @Override
  public OldestArrivals oldestArrivals() {
    return read(tables::oldestArrivals);
  }

  @Override
  public List<Percentiles> percentiles(PercentileQuery query) {
    return read(() -> sums.percentiles(query));
  }

  private static List<StoredSpan> sorted(Collection<StoredSpan> spans) {
    return spans.stream()
        .sorted(
            Comparator.comparingLong(StoredSpan::startNanos)
                .thenComparing(StoredSpan::spanId, Long::compareUnsigned))
        .toList();
  }
}
