// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.ChatContent;
import ai.mozaiks.observability.storage.ChatQuery;
import ai.mozaiks.observability.storage.ChatRows;
import ai.mozaiks.observability.storage.ChatSearch;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.CostQuery;
import ai.mozaiks.observability.storage.CostSum;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.KnownChat;
import ai.mozaiks.observability.storage.LogCount;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogHistogramQuery;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.MetricInfo;
import ai.mozaiks.observability.storage.MetricPoints;
import ai.mozaiks.observability.storage.MetricQuery;
import ai.mozaiks.observability.storage.OldestArrivals;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.PartInfo;
import ai.mozaiks.observability.storage.PercentileQuery;
import ai.mozaiks.observability.storage.Percentiles;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.SpanOfChat;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredChat;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import ai.mozaiks.observability.storage.WrittenLog;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Answers by SQL, on the reader threads. Thread-safe.
final class EmbeddedReader implements StorageReader {
  private final ReaderThreads threads;
  private final Archive archive;

  EmbeddedReader(ReaderThreads threads, Archive archive) {
    this.threads = threads;
    this.archive = archive;
  }

  @Override
  public Map<PartId, PartInfo> parts(Collection<PartId> parts) {
    return threads.ask("looking up parts", c -> PartQueries.parts(c, parts));
  }

  @Override
  public void forEachPart(Consumer<PartInfo> consumer) {
    threads.read("listing parts", c -> PartQueries.forEachPart(c, consumer));
  }

  @Override
  public Map<PartId, List<StoredSpan>> spans(Collection<PartId> traces) {
    return threads.ask("looking up spans", c -> PartQueries.spans(c, traces));
  }

  @Override
  public Map<Long, StoredOrigin> origins(Collection<Long> ids) {
    return threads.ask("looking up origins", c -> PartQueries.origins(c, ids));
  }

  @Override
  public Map<PartId, List<ChatEvent>> eventsOfParts(Collection<PartId> parts) {
    return threads.ask("looking up events", c -> PartQueries.events(c, parts));
  }

  @Override
  public Optional<StoredChat> chat(ChatKey key) {
    return threads.ask("looking up a chat", c -> ChatQueries.chat(c, key));
  }

  @Override
  public Map<ChatKey, ChatSummary> chats(Collection<ChatKey> keys) {
    return threads.ask("looking up chats", c -> ChatQueries.chats(c, keys));
  }

  @Override
  public void forEachChat(Consumer<StoredChat> consumer) {
    threads.read("listing all chats", c -> ChatQueries.forEachChat(c, consumer));
  }

  @Override
  public void forEachKnownChat(Consumer<KnownChat> consumer) {
    threads.read("listing known chats", c -> ChatQueries.forEachKnownChat(c, consumer));
  }

  @Override
  public void forEachChat(
      Instant writtenAfter, Instant activeSince, Consumer<StoredChat> consumer) {
    threads.read(
        "listing current chats",
        c -> ChatQueries.forEachChat(c, writtenAfter, activeSince, consumer));
  }

  @Override
  public List<ChatSummary> chatsById(String chatId) {
    return threads.ask("looking up a chat by id", c -> ChatQueries.chatsById(c, chatId));
  }

  @Override
  public List<ChatSummary> chats(ChatQuery query) {
    return threads.ask("listing chats", c -> ChatQueries.chats(c, query));
  }

  @Override
  public List<ChatSummary> search(ChatSearch search) {
    return threads.ask("searching chats", c -> ChatSearchQueries.search(c, search));
  }

  @Override
  public List<ChatEvent> events(ChatKey chat, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return threads.ask("listing a chat's events", c -> ChatQueries.events(c, chat, limit));
  }

  @Override
  public ChatRows rows(ChatKey chat, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return threads.ask("reading a chat's rows", c -> ChatRowQueries.rows(c, chat, limit));
  }

  @Override
  public Optional<SpanOfChat> span(ChatKey chat, PartId trace, long spanId) {
    return threads.ask("looking up a span", c -> ChatRowQueries.span(c, chat, trace, spanId));
  }

  @Override
  public Optional<ChatEvent> directEvent(ChatKey chat, String id) {
    return threads.ask("looking up an event", c -> ChatRowQueries.directEvent(c, chat, id));
  }

  @Override
  public List<ChatContent> content(ContentQuery query) {
    return threads.ask("listing a chat's content", c -> ContentQueries.content(c, query));
  }

  @Override
  public void forEachEvent(ChatKey chat, Collection<PartId> except, Consumer<ChatEvent> consumer) {
    threads.read(
        "reading a chat's events", c -> ChatQueries.forEachEvent(c, chat, except, consumer));
  }

  @Override
  public void forEachEvent(Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer) {
    threads.read("reading events", c -> new EventsInOrder(c).read(from, to, begun, consumer));
  }

  @Override
  public void forEachEventNewestFirst(
      Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer) {
    threads.read(
        "reading events", c -> new EventsInOrder(c).readNewestFirst(from, to, begun, consumer));
  }

  @Override
  public Map<TotalsKey, Totals> totals() {
    return threads.ask("reading totals", TotalsTable::read);
  }

  @Override
  public Map<TotalsKey, Totals> counterShifts() {
    return threads.ask("reading the counters' shifts", CounterShifts::read);
  }

  @Override
  public List<TotalsKey> lastingSeries() {
    return threads.ask("reading the lasting series", TotalsTable::admitted);
  }

  @Override
  public List<RedactionScan> redactionScans(int limit) {
    return threads.ask("listing scans", c -> RedactionScans.list(c, limit));
  }

  @Override
  public Set<RecordId> knownLogs(Collection<RecordKey> keys) {
    return threads.ask("looking up log records", c -> LogQueries.known(c, keys));
  }

  @Override
  public void forEachLogId(Consumer<RecordId> consumer) {
    threads.read("listing log records", c -> LogQueries.forEachId(c, consumer));
  }

  @Override
  public Map<PartId, List<StoredLog>> notes(Collection<PartId> traces) {
    return threads.ask("looking up notes", c -> LogQueries.notes(c, traces));
  }

  @Override
  public List<StoredLog> logs(LogQuery query) {
    return threads.ask("listing log records", c -> LogQueries.list(c, query));
  }

  @Override
  public List<LogCount> countLogs(LogHistogramQuery query) {
    return threads.ask("counting log records", c -> LogQueries.count(c, query));
  }

  @Override
  public Optional<StoredLog> log(RecordId id) {
    return threads.ask("looking up a log record", c -> LogQueries.find(c, id));
  }

  @Override
  public List<StoredLog> logsAround(RecordKey record, LogFilter filter, int after, int before) {
    return threads.ask(
        "listing log records around one", c -> LogQueries.around(c, record, filter, after, before));
  }

  @Override
  public List<WrittenLog> logsAfter(long position, int limit, long bytes) {
    if (limit < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "limit, bytes: " + limit + ", " + bytes + " (expected: > 0)");
    }
    return threads.ask("reading log records", c -> LogsInOrder.after(c, position, limit, bytes));
  }

  @Override
  public Set<RecordId> knownPoints(Collection<RecordKey> keys) {
    return threads.ask("looking up points", c -> MetricQueries.known(c, keys));
  }

  @Override
  public void forEachPointId(Consumer<RecordId> consumer) {
    threads.read("listing points", c -> MetricQueries.forEachId(c, consumer));
  }

  @Override
  public List<MetricInfo> metrics(@Nullable String app) {
    return threads.ask("listing metrics", c -> MetricQueries.metrics(c, app));
  }

  @Override
  public List<MetricPoints> points(MetricQuery query) {
    return threads.ask("listing points", c -> MetricQueries.points(c, query));
  }

  @Override
  public Optional<DeletionReceipt> deletion(String id) {
    return threads.ask("looking up a deletion", c -> Deletions.deletion(c, id));
  }

  @Override
  public List<DeletionReceipt> deletions(Instant since, @Nullable String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    return threads.ask("listing deletions", c -> Deletions.deletions(c, since, after, limit));
  }

  @Override
  public Preview wouldDelete(DeletionSubject subject) {
    return threads.ask(
        "counting what a deletion would remove", c -> Deletions.wouldDelete(c, subject, archive));
  }

  @Override
  public void forEachDeletedPart(Consumer<PartId> consumer) {
    threads.read("listing deleted parts", c -> Deletions.forEachDeletedPart(c, consumer));
  }

  @Override
  public List<SeriesPoint> series(SeriesQuery query) {
    return threads.ask("summing a series", c -> AggregateQueries.series(c, query));
  }

  @Override
  public List<CostSum> costs(CostQuery query) {
    return threads.ask("adding up costs", c -> CostQueries.costs(c, query));
  }

  @Override
  public OldestArrivals oldestArrivals() {
    return threads.ask("looking for the oldest", OldRows::oldest);
  }

  @Override
  public List<Percentiles> percentiles(PercentileQuery query) {
    return threads.ask("computing percentiles", c -> AggregateQueries.percentiles(c, query));
  }
}
