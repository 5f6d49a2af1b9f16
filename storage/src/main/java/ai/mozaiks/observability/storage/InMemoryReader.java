// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers from [InMemoryTables] by looking at every row: plain rather than fast, since the other
/// stores are compared with it. Thread-safe.
final class InMemoryReader implements StorageReader {
  private static final Comparator<ChatSummary> LATEST_FIRST =
      Comparator.comparing(ChatSummary::lastActivityAt)
          .reversed()
          .thenComparing(chat -> chat.key().app(), TextOrder.INSTANCE)
          .thenComparing(chat -> chat.key().chatId(), TextOrder.INSTANCE);

  private static final Comparator<ChatEvent> BY_START =
      Comparator.comparing(ChatEvent::at).thenComparing(ChatEvent::id, TextOrder.INSTANCE);

  private final InMemoryTables tables;
  private final Lock lock;
  private final Runnable check;

  InMemoryReader(InMemoryTables tables, Lock lock, Runnable check) {
    this.tables = tables;
    this.lock = lock;
    this.check = check;
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
    return read(() -> {
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
    });
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
    return read(() ->
        tables.chats.values().stream()
            .map(StoredChat::summary)
            .filter(chat -> chat.key().chatId().equals(chatId))
            .sorted(LATEST_FIRST)
            .limit(MAX_CHATS_BY_ID)
            .toList());
  }

  @Override
  public List<ChatSummary> chats(ChatQuery query) {
    return read(() ->
        tables.chats.values().stream()
            .map(StoredChat::summary)
            .filter(chat -> matches(chat, query))
            .sorted(LATEST_FIRST)
            .limit(query.limit())
            .toList());
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

  @Override
  public List<ChatEvent> events(ChatKey chat, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return read(() ->
        tables.events.getOrDefault(chat, Map.of()).values().stream()
            .flatMap(ofPart -> ofPart.values().stream())
            .sorted(BY_START)
            .limit(limit)
            .toList());
  }

  @Override
  public List<ChatContent> content(ContentQuery query) {
    return read(() -> {
      ContentPage page = new ContentPage(query);
      for (PartId trace : tables.events.getOrDefault(query.chat(), Map.of()).keySet()) {
        if (!trace.direct()) {
          addContent(query.chat(), trace, page);
        }
      }
      return page.items();
    });
  }

  private void addContent(ChatKey chat, PartId trace, ContentPage page) {
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
  private static final class ContentPage {
    private final ContentQuery query;
    private final TreeMap<ContentQuery.Place, ChatContent> found;

    ContentPage(ContentQuery query) {
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

  @Override
  public void forEachEvent(ChatKey chat, Collection<PartId> except, Consumer<ChatEvent> consumer) {
    Set<PartId> excluded = new HashSet<>(except);
    read(() ->
            tables.events.getOrDefault(chat, Map.of()).entrySet().stream()
                .filter(ofPart -> !excluded.contains(ofPart.getKey()))
                .flatMap(ofPart -> ofPart.getValue().values().stream())
                .toList())
        .forEach(consumer);
  }

  @Override
  public void forEachEvent(Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer) {
    List<ChatEvent> found = eventsBetween(from, to);
    begun.run();
    found.forEach(consumer);
  }

  @Override
  public void forEachEventNewestFirst(
      Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer) {
    List<ChatEvent> found = eventsBetween(from, to);
    begun.run();
    found.reversed().forEach(consumer);
  }

  private List<ChatEvent> eventsBetween(Instant from, Instant to) {
    List<ChatEvent> found = new ArrayList<>();
    read(() -> {
      tables.forEachEvent(event -> {
        if (!event.at().isBefore(from) && event.at().isBefore(to)) {
          found.add(event);
        }
      });
      return found;
    });
    found.sort(
        Comparator.comparing(ChatEvent::at).thenComparing(ChatEvent::id, TextOrder.INSTANCE));
    return found;
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
  public List<DeletionReceipt> deletions(Instant since, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return read(() -> tables.deletions.deletions(since, limit));
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

  private record Cell(Instant bucket, List<String> group) {}

  @Override
  public List<SeriesPoint> series(SeriesQuery query) {
    Map<Cell, Tally> cells =
        new TreeMap<>(
            Comparator.comparing(Cell::bucket).thenComparing(Cell::group, TextOrder.LISTS));
    return read(() -> {
      tables.forEachEvent(event -> {
        if (isIn(event, query.from(), query.to()) && has(event, query.filters())) {
          Cell cell = new Cell(bucket(event, query.step()), group(event, query.groupBy()));
          cells.computeIfAbsent(cell, _ -> new Tally()).add(event);
          if (cells.size() > query.maxPoints()) {
            throw query.tooManyPoints();
          }
        }
      });
      return cells.entrySet().stream()
          .map(cell ->
              new SeriesPoint(cell.getKey().bucket(), cell.getKey().group(), cell.getValue()))
          .toList();
    });
  }

  private static Instant bucket(ChatEvent event, Duration step) {
    long number = Math.floorDiv(event.at().getEpochSecond(), step.toSeconds());
    return Instant.ofEpochSecond(number * step.toSeconds());
  }

  @Override
  public List<Percentiles> percentiles(PercentileQuery query) {
    Map<List<String>, List<Long>> samples = new TreeMap<>(TextOrder.LISTS);
    return read(() -> {
      tables.forEachEvent(event -> {
        Duration sample = query.measure().of(event);
        if (sample != null
            && isIn(event, query.from(), query.to())
            && has(event, query.filters())) {
          samples
              .computeIfAbsent(group(event, query.groupBy()), _ -> new ArrayList<>())
              .add(sample.toNanos());
          if (samples.size() > query.maxGroups()) {
            throw query.tooManyGroups();
          }
        }
      });
      return samples.entrySet().stream()
          .map(group -> percentiles(group.getKey(), group.getValue(), query.quantiles()))
          .toList();
    });
  }

  private static Percentiles percentiles(
      List<String> group, List<Long> samples, List<Double> quantiles) {
    long[] sorted = samples.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Percentiles(
        group, sorted.length, quantiles.stream().map(q -> quantile(sorted, q)).toList());
  }

  /// Type 7: the rank is `q (n - 1)`, between two ranks the line.
  private static Duration quantile(long[] sorted, double q) {
    double rank = q * (sorted.length - 1);
    int below = (int) Math.floor(rank);
    int above = (int) Math.ceil(rank);
    double rise = (rank - below) * (sorted[above] - sorted[below]);
    return Duration.ofNanos(sorted[below] + Math.round(rise));
  }

  private static List<StoredSpan> sorted(Collection<StoredSpan> spans) {
    return spans.stream()
        .sorted(
            Comparator.comparingLong(StoredSpan::startNanos)
                .thenComparing(StoredSpan::spanId, Long::compareUnsigned))
        .toList();
  }

  private static boolean isIn(ChatEvent event, Instant from, Instant to) {
    return !event.at().isBefore(from) && event.at().isBefore(to);
  }

  private static boolean has(ChatEvent event, Map<Dimension, String> filters) {
    return filters.entrySet().stream()
        .allMatch(filter -> filter.getKey().of(event).equals(filter.getValue()));
  }

  private static List<String> group(ChatEvent event, List<Dimension> groupBy) {
    return groupBy.stream().map(dimension -> dimension.of(event)).toList();
  }
}
