// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.SignalRecords;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes batches as the fold makes them: what a part's events are now goes in, the difference to
/// what the store has comes out, with the summaries of the chats concerned.
///
/// Not thread-safe.
public final class Scenario {
  private final Map<PartId, Map<String, ChatEvent>> events = new LinkedHashMap<>();
  private final Map<PartId, Map<Long, StoredSpan>> spans = new LinkedHashMap<>();
  private final Map<ChatKey, Instant> chats = new HashMap<>();
  private final Map<PartId, Instant> partsWritten = new HashMap<>();
  private final Set<TotalsKey> series = new LinkedHashSet<>();
  private final List<TotalsKey> newSeries = new ArrayList<>();
  private final Map<TotalsKey, Totals> counterShifts = new HashMap<>();
  private Instant now = Samples.NOON;
  private int maxSeries = Integer.MAX_VALUE;

  private final List<StoredOrigin> newOrigins = new ArrayList<>();
  private final List<StoredSpan> newSpans = new ArrayList<>();
  private final List<StoredSpan> replacedSpans = new ArrayList<>();
  private final List<StoredContent> newContent = new ArrayList<>();
  private final List<StoredLog> newLogs = new ArrayList<>();
  private final List<MetricSeries> newMetrics = new ArrayList<>();
  private final List<MetricPoint> newPoints = new ArrayList<>();
  private final Map<PartId, PartChange> changes = new LinkedHashMap<>();
  private final Set<ChatKey> touched = new LinkedHashSet<>();

  /// Sets the clock: the batches from here on are written at this time. Noon before the first call.
  public Scenario writtenAt(Instant time) {
    now = time;
    return this;
  }

  /// Keeps no more series apart than this; without a bound before the first call.
  public Scenario maxSeries(int most) {
    maxSeries = most;
    return this;
  }

  /// Says what the events of a part are now; with none, that all it had are gone. Once per part and
  /// batch.
  public Scenario part(PartId part, ChatEvent... now) {
    Map<String, ChatEvent> before = events.getOrDefault(part, Map.of());
    Map<String, ChatEvent> after = new LinkedHashMap<>();
    Arrays.stream(now).forEach(event -> after.put(event.chat() + " " + event.id(), event));
    List<ChatEvent> removed = missing(before, after);
    List<ChatEvent> added = missing(after, before);
    removed.forEach(event -> touched.add(event.chat()));
    added.forEach(event -> touched.add(event.chat()));
    added.forEach(event -> admit(TotalsKey.of(event)));
    events.put(part, after);
    changes.put(part, change(part, removed, added));
    return this;
  }

  /// Has the counters show more of a series than its events add up to, from the next batch on.
  Scenario shift(TotalsKey key, Totals by) {
    counterShifts.put(key, by);
    return this;
  }

  private void admit(TotalsKey key) {
    if (series.size() < maxSeries && series.add(key)) {
      newSeries.add(key);
    }
  }

  private static List<ChatEvent> missing(
      Map<String, ChatEvent> these, Map<String, ChatEvent> inThose) {
    return these.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(inThose.get(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  private PartChange change(PartId part, List<ChatEvent> removed, List<ChatEvent> added) {
    Map<Long, StoredSpan> ofPart = spans.getOrDefault(part, Map.of());
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (ChatEvent event : events.getOrDefault(part, Map.of()).values()) {
      first = Math.min(first, Nanos.saturated(event.at()));
      last = Math.max(last, Nanos.saturated(event.endedAt()));
    }
    for (StoredSpan span : ofPart.values()) {
      first = Math.min(first, span.startNanos());
      last = Math.max(last, span.endNanos());
    }
    boolean settled = (part.low() & 1) == 0;
    return new PartChange(
        part, settled, ofPart.size(), Math.min(first, last), last, removed, added);
  }

  /// Adds spans, or replaces those that are there. Before [#part] of the same trace.
  public Scenario spans(StoredSpan... added) {
    for (StoredSpan span : added) {
      Map<Long, StoredSpan> ofTrace = spans.computeIfAbsent(span.trace(), _ -> new HashMap<>());
      newSpans.add(span);
      if (ofTrace.put(span.spanId(), span) != null) {
        replacedSpans.add(span);
      }
    }
    return this;
  }

  /// Adds content of spans of the same batch.
  public Scenario content(StoredContent... items) {
    newContent.addAll(List.of(items));
    return this;
  }

  /// Adds log records that are not there.
  public Scenario logs(StoredLog... logs) {
    newLogs.addAll(List.of(logs));
    return this;
  }

  /// Adds points that are not there.
  public Scenario points(MetricSeries series, MetricPoint... points) {
    newMetrics.add(series);
    newPoints.addAll(List.of(points));
    return this;
  }

  public Scenario origins(StoredOrigin... origins) {
    newOrigins.addAll(List.of(origins));
    return this;
  }

  /// Everything since the last call, as one batch.
  public StorageBatch batch(long journalSequence) {
    Map<ChatKey, List<ChatEvent>> ofTouched = new HashMap<>();
    for (Map<String, ChatEvent> ofPart : events.values()) {
      for (ChatEvent event : ofPart.values()) {
        if (touched.contains(event.chat())) {
          ofTouched.computeIfAbsent(event.chat(), _ -> new ArrayList<>()).add(event);
        }
      }
    }
    Instant partsSince = earliest(changes.keySet(), partsWritten);
    Instant chatsSince = earliest(touched, chats);
    changes.keySet().forEach(part -> partsWritten.put(part, now));
    List<ChatSummary> changed = new ArrayList<>();
    List<ChatKey> removed = new ArrayList<>();
    for (ChatKey chat : touched) {
      List<ChatEvent> ofChat = ofTouched.get(chat);
      if (ofChat != null) {
        chats.put(chat, now);
        changed.add(ChatState.fold(chat, ofChat).summary());
      } else if (chats.remove(chat) != null) {
        removed.add(chat);
      }
    }
    StorageBatch batch =
        new StorageBatch(
            journalSequence,
            now,
            newOrigins,
            newSpans,
            replacedSpans,
            newContent,
            List.copyOf(changes.values()),
            newSeries,
            counterShifts,
            changed,
            removed,
            partsSince,
            chatsSince,
            new SignalRecords(newLogs, newMetrics, newPoints));
    newOrigins.clear();
    newLogs.clear();
    newMetrics.clear();
    newPoints.clear();
    newSeries.clear();
    counterShifts.clear();
    newSpans.clear();
    replacedSpans.clear();
    newContent.clear();
    changes.clear();
    touched.clear();
    return batch;
  }

  private static <K> Instant earliest(Set<K> keys, Map<K, Instant> written) {
    return keys.stream()
        .map(key -> written.getOrDefault(key, Instant.MAX))
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }

  /// Forgets what [ai.mozaiks.observability.storage.Storage#deleteBefore] deletes.
  public void deleteBefore(Instant cutoff) {
    Set<ChatKey> old = new HashSet<>();
    chats.forEach((chat, writtenAt) -> {
      if (writtenAt.isBefore(cutoff)) {
        old.add(chat);
      }
    });
    chats.keySet().removeAll(old);
    Set<PartId> emptied = new HashSet<>();
    events.forEach((part, ofPart) -> {
      if (ofPart.values().removeIf(event -> old.contains(event.chat())) && ofPart.isEmpty()) {
        emptied.add(part);
      }
    });
    events.keySet().removeAll(emptied);
    spans.keySet().removeAll(emptied);
  }

  /// Every part that was ever mentioned and not forgotten.
  public Set<PartId> knownParts() {
    Set<PartId> known = new LinkedHashSet<>(events.keySet());
    known.addAll(spans.keySet());
    return known;
  }

  /// The chats as they are now.
  public Set<ChatKey> knownChats() {
    return Set.copyOf(chats.keySet());
  }

  /// The events of a part as they are now.
  public List<ChatEvent> eventsOf(PartId part) {
    return List.copyOf(events.getOrDefault(part, Map.of()).values());
  }

  /// The span ids of a trace as they are now.
  public List<Long> spanIdsOf(PartId trace) {
    return List.copyOf(spans.getOrDefault(trace, Map.of()).keySet());
  }
}
