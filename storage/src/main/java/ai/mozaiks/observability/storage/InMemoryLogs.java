// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The log records of the in-memory store. Not thread-safe: the store's lock guards it.
final class InMemoryLogs {
  private static final Comparator<RecordKey> NEWEST_FIRST =
      Comparator.comparingLong(RecordKey::timeNanos).thenComparing(RecordKey::id).reversed();

  private final Map<RecordId, WrittenLog> rows = new HashMap<>();
  private final NavigableMap<Long, RecordId> byPosition = new TreeMap<>();
  private final Map<RecordId, StoredLog> resent = new HashMap<>();
  private long lastPosition;

  long size() {
    return rows.size();
  }

  /// When each was written, in any order.
  Stream<Instant> arrivals() {
    return rows.values().stream().map(WrittenLog::writtenAt);
  }

  void apply(List<StoredLog> logs, Instant writtenAt) {
    for (StoredLog log : logs) {
      lastPosition++;
      WrittenLog before = rows.put(log.id(), new WrittenLog(lastPosition, writtenAt, log));
      if (before != null) {
        byPosition.remove(before.position());
      }
      byPosition.put(lastPosition, log.id());
    }
  }

  long lastPosition() {
    return lastPosition;
  }

  List<WrittenLog> after(long position, int limit, long bytes) {
    List<WrittenLog> found = new ArrayList<>();
    long size = 0;
    for (RecordId id : byPosition.tailMap(position, false).values()) {
      WrittenLog row = Objects.requireNonNull(rows.get(id));
      size += row.log().body().length() + (long) row.log().attributes().length();
      if (found.size() == limit || (size > bytes && !found.isEmpty())) {
        break;
      }
      found.add(row);
    }
    return List.copyOf(found);
  }

  /// @param isHere whether a trace is, whose notes stay
  long deleteBefore(Instant cutoff, Predicate<PartId> isHere) {
    long before = rows.size();
    removeRows(row -> row.writtenAt().isBefore(cutoff) && !stays(row.log(), isHere));
    return before - rows.size();
  }

  /// How many records are such, each of whose times is told.
  long count(Predicate<StoredLog> which, LongConsumer times) {
    long count = 0;
    for (WrittenLog row : rows.values()) {
      if (which.test(row.log())) {
        times.accept(row.log().timeNanos());
        count++;
      }
    }
    return count;
  }

  void remove(Predicate<StoredLog> which) {
    removeRows(row -> which.test(row.log()));
  }

  private void removeRows(Predicate<WrittenLog> which) {
    rows.values()
        .removeIf(row -> {
          boolean goes = which.test(row);
          if (goes) {
            byPosition.remove(row.position());
          }
          return goes;
        });
  }

  private static boolean stays(StoredLog log, Predicate<PartId> isHere) {
    return log.note() && log.trace() != null && isHere.test(log.trace());
  }

  /// Deletes what was written first, so that at most so many stay beside notes of traces.
  long keepNewest(long most, Predicate<PartId> isHere) {
    if (rows.size() <= most) {
      return 0;
    }
    List<Instant> times = rows.values().stream().map(WrittenLog::writtenAt).sorted().toList();
    Instant latestToGo = times.get((int) (rows.size() - most - 1));
    return deleteBefore(latestToGo.plusNanos(1), isHere);
  }

  void writtenLater(Instant from, Instant to, Duration by) {
    rows.replaceAll((_, row) ->
        row.writtenAt().isBefore(from) || row.writtenAt().isAfter(to)
            ? row
            : new WrittenLog(row.position(), row.writtenAt().plus(by), row.log()));
  }

  void addOriginsTo(Set<Long> used) {
    rows.values().forEach(row -> used.add(row.log().origin()));
  }

  Set<RecordId> known(Collection<RecordKey> keys) {
    return keys.stream()
        .filter(key -> {
          StoredLog other = resent.get(key.id());
          WrittenLog row = rows.get(other == null ? key.id() : other.id());
          return row != null && row.log().timeNanos() == key.timeNanos();
        })
        .map(RecordKey::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  Map<PartId, List<StoredLog>> notes(Collection<PartId> traces) {
    Set<PartId> asked = Set.copyOf(traces);
    Map<PartId, List<StoredLog>> notes = new HashMap<>();
    for (WrittenLog row : rows.values()) {
      if (row.log().note() && row.log().trace() != null && asked.contains(row.log().trace())) {
        notes.computeIfAbsent(row.log().trace(), _ -> new ArrayList<>()).add(row.log());
      }
    }
    notes.replaceAll((_, of) ->
        of.stream().sorted(Comparator.comparing(StoredLog::key, NEWEST_FIRST.reversed())).toList());
    return Map.copyOf(notes);
  }

  void forEach(Consumer<StoredLog> consumer) {
    rows.values().forEach(row -> consumer.accept(row.log()));
  }

  /// Of which records may be replaced meanwhile.
  void forEachCopied(Consumer<StoredLog> consumer) {
    List.copyOf(rows.values()).forEach(row -> consumer.accept(row.log()));
  }

  void forEachId(Consumer<RecordId> consumer) {
    List.copyOf(rows.keySet()).forEach(consumer);
    List.copyOf(resent.keySet()).forEach(consumer);
  }

  /// Puts a record in the place of the one with its id.
  void replace(StoredLog log) {
    rows.computeIfPresent(
        log.id(), (_, row) -> new WrittenLog(row.position(), row.writtenAt(), log));
  }

  /// Knows a record by another id, too.
  void resentAs(RecordId id, StoredLog log) {
    resent.put(id, log);
  }

  /// @param tracesOf the ids of a chat's traces, in lower-case hex
  List<StoredLog> list(LogQuery query, Function<ChatKey, Set<String>> tracesOf) {
    return between(query.from(), query.to(), query.filter(), tracesOf)
        .filter(
            log -> query.before() == null || NEWEST_FIRST.compare(query.before(), log.key()) < 0)
        .sorted(Comparator.comparing(StoredLog::key, NEWEST_FIRST))
        .limit(query.limit())
        .toList();
  }

  List<LogCount> count(LogHistogramQuery query, Function<ChatKey, Set<String>> tracesOf) {
    long step = query.step().toNanos();
    Map<Long, Map<Integer, Long>> counts = new TreeMap<>();
    between(query.from(), query.to(), query.filter(), tracesOf)
        .forEach(log ->
            counts
                .computeIfAbsent(Math.floorDiv(log.timeNanos(), step), _ -> new TreeMap<>())
                .merge(LogCount.levelOf(log.severity()), 1L, Long::sum));
    List<LogCount> rows = new ArrayList<>();
    counts.forEach((bucket, levels) -> {
      Instant begin = Instant.EPOCH.plus(query.step().multipliedBy(bucket));
      levels.forEach((level, count) -> rows.add(new LogCount(begin, level, count)));
    });
    return List.copyOf(rows);
  }

  Optional<StoredLog> find(RecordId id) {
    return Optional.ofNullable(rows.get(id)).map(WrittenLog::log);
  }

  List<StoredLog> around(
      RecordKey record,
      LogFilter filter,
      int after,
      int before,
      Function<ChatKey, Set<String>> tracesOf) {
    List<StoredLog> sorted =
        between(Instant.MIN, Instant.MAX, filter, tracesOf)
            .filter(log -> !log.key().equals(record))
            .sorted(Comparator.comparing(StoredLog::key, NEWEST_FIRST))
            .toList();
    int place =
        (int) sorted.stream().filter(log -> NEWEST_FIRST.compare(log.key(), record) < 0).count();
    return sorted.subList(Math.max(0, place - after), Math.min(sorted.size(), place + before));
  }

  private Stream<StoredLog> between(
      Instant from, Instant to, LogFilter filter, Function<ChatKey, Set<String>> tracesOf) {
    Set<String> traces = tracesOf(filter, tracesOf);
    return rows.values().stream()
        .map(WrittenLog::log)
        .filter(log -> {
          Instant time = Nanos.toInstant(log.timeNanos());
          return !time.isBefore(from) && time.isBefore(to) && filter.matches(log, traces);
        });
  }

  private static Set<String> tracesOf(LogFilter filter, Function<ChatKey, Set<String>> tracesOf) {
    LogFilter.OfChat chat = filter.chat();
    Set<String> traces = new HashSet<>();
    if (chat != null) {
      chat.chats().forEach(key -> traces.addAll(tracesOf.apply(key)));
    }
    return traces;
  }
}
