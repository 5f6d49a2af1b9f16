// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The read side of a store. Thread-safe. Lists are unmodifiable and empty when nothing matches,
/// never null. Texts are ordered by [TextOrder]. Every method throws [StorageException] when the
/// store cannot answer.
public interface StorageReader
    extends ChatRowReader, LogReader, MetricReader, DeletionReader, RedactionScanReader {

  /// The parts among those asked for that the store knows.
  Map<PartId, PartInfo> parts(Collection<PartId> parts);

  /// Every part the store knows, in any order.
  void forEachPart(Consumer<PartInfo> consumer);

  /// The spans of traces; a trace without spans is absent. Order within a trace: start, then span
  /// id.
  Map<PartId, List<StoredSpan>> spans(Collection<PartId> traces);

  /// Origins by id; unknown ids are absent.
  Map<Long, StoredOrigin> origins(Collection<Long> ids);

  /// The events derived from parts; a part without events is absent. Order within a part: start,
  /// then id.
  Map<PartId, List<ChatEvent>> eventsOfParts(Collection<PartId> parts);

  Optional<StoredChat> chat(ChatKey key);

  /// The chats among those asked for that the store has.
  Map<ChatKey, ChatSummary> chats(Collection<ChatKey> keys);

  /// Every chat the store has, in any order.
  void forEachChat(Consumer<StoredChat> consumer);

  /// Of every chat the store has that it has it, in any order: many times faster than
  /// [#forEachChat].
  void forEachKnownChat(Consumer<KnownChat> consumer);

  /// The chats that may still matter to those who follow what is happening, in any order: those
  /// that were last written after a time, and those without an end (or taken up after it) that had
  /// activity at or after another.
  void forEachChat(Instant writtenAfter, Instant activeSince, Consumer<StoredChat> consumer);

  /// At most so many chats have one id in the answer of [#chatsById].
  int MAX_CHATS_BY_ID = 10_000;

  /// The chats with this id in all apps, latest activity first, then by app.
  ///
  /// @return at most [#MAX_CHATS_BY_ID]
  List<ChatSummary> chatsById(String chatId);

  /// Chats by latest activity, newest first.
  ///
  /// @return at most `query.limit()`
  List<ChatSummary> chats(ChatQuery query);

  /// Chats of any kind, in any order, page by page.
  ///
  /// @return at most `search.limit()`
  List<ChatSummary> search(ChatSearch search);

  /// The events of one chat in order of start, then id.
  ///
  /// @param limit at most this many; `> 0`
  List<ChatEvent> events(ChatKey chat, int limit);

  /// What was said in a chat, as far as it is kept, in the order of the query. It belongs to the
  /// chat whose event its span is behind, else the nearest span above that is behind one, else to
  /// the chat of the earliest event of its trace.
  ///
  /// @return one page; empty when nothing is kept or the chat is not known
  List<ChatContent> content(ContentQuery query);

  /// The events of one chat that come from other parts than these, in any order: what is left of a
  /// chat when those parts are taken out.
  void forEachEvent(ChatKey chat, Collection<PartId> except, Consumer<ChatEvent> consumer);

  /// The events that began in a range of time, in order of start, then id, all as of one moment.
  ///
  /// @param from inclusive
  /// @param to exclusive
  /// @param begun is run once, before the first event, when that moment is fixed: what is written
  ///   afterwards is not among them
  void forEachEvent(Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer);

  /// The same with the newest first: start descending, then id descending. Whoever needs only what
  /// happened lately has it soon, however much comes behind.
  void forEachEventNewestFirst(
      Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer);

  /// What all events ever stored add up to, those that retention deleted included. A series without
  /// events is absent. Which series are kept apart says [#lastingSeries]; the rest is counted under
  /// [TotalsKey#OTHER].
  Map<TotalsKey, Totals> totals();

  /// What the counters of a series show beyond (or below) its [#totals]: the sum of
  /// [StorageBatch#counterShifts]. A series without a difference is absent.
  Map<TotalsKey, Totals> counterShifts();

  /// The series that are kept apart, in the order of their admission ([StorageBatch#newSeries]),
  /// also those that have no events any more.
  List<TotalsKey> lastingSeries();

  /// Sums over time.
  ///
  /// @return one point per bucket and group that has events, by bucket, then group
  /// @throws QueryLimitException if these are more than `query.maxPoints()`
  List<SeriesPoint> series(SeriesQuery query);

  /// What calls of models cost. What a chat's own calls add up to is a part of it, to the last
  /// digit.
  ///
  /// @return by bucket, group, outcome and price; none without calls
  /// @throws QueryLimitException if these are more than `query.maxSums()`
  List<CostSum> costs(CostQuery query);

  /// How old the oldest of what is stored is.
  OldestArrivals oldestArrivals();

  /// Exact percentiles of durations (no sketches), by linear interpolation between the two closest
  /// ranks (type 7 of Hyndman and Fan, 1996), rounded to whole nanoseconds. A store may interpolate
  /// in `double`: then a value between two samples may be a nanosecond off, and more for durations
  /// above 104 days (2^53 ns).
  ///
  /// @return one result per bucket and group that has samples, by bucket, then group
  /// @throws QueryLimitException if these are more than `query.maxGroups()`
  List<Percentiles> percentiles(PercentileQuery query);
}
