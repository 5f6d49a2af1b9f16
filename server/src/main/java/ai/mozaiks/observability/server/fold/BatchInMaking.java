// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.SignalRecords;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The records that the next batch for the store will have, and what they count for. For the fold's
/// thread.
final class BatchInMaking {
  private final List<StoredSpan> spans = new ArrayList<>();

  /// Where each of them is; null until one replaces another, which few batches see.
  private @Nullable Map<SpanKey, Integer> places;

  private final Map<SpanKey, List<StoredContent>> content = new LinkedHashMap<>();
  private final List<StoredContent> contentOfLogs = new ArrayList<>();
  private final List<StoredSpan> replacedSpans = new ArrayList<>();
  private final Map<Long, StoredOrigin> origins = new HashMap<>();
  private final List<StoredLog> logs = new ArrayList<>();
  private final Map<RecordId, MetricSeries> series = new HashMap<>();
  private final List<MetricPoint> points = new ArrayList<>();
  private final Map<Signal, Long> fresh = new EnumMap<>(Signal.class);
  private long bytes;

  /// A span within a batch; a later version takes the place of an earlier one.
  private record SpanKey(PartId trace, long spanId) {
    static SpanKey of(StoredSpan span) {
      return new SpanKey(span.trace(), span.spanId());
    }
  }

  /// Adds a span that is new, or that replaces one.
  void add(ArrivedSpan arrived, boolean replaces) {
    StoredSpan span = arrived.stored();
    if (!arrived.content().isEmpty()) {
      content.put(SpanKey.of(span), arrived.content());
    } else if (replaces) {
      content.remove(SpanKey.of(span));
    }
    if (replaces) {
      replacedSpans.add(span);
      places = places == null ? index() : places;
    }
    Integer place = places == null ? null : places.putIfAbsent(SpanKey.of(span), spans.size());
    if (place == null) {
      spans.add(span);
    } else {
      spans.set(place, span);
    }
    origins.putIfAbsent(span.origin(), arrived.facts().origin().stored());
    count(Signal.SPANS);
  }

  /// Adds a log record that is new.
  void add(Arrival.ArrivedLog log) {
    logs.add(log.stored());
    contentOfLogs.addAll(log.content());
    origins.putIfAbsent(log.stored().origin(), log.origin());
    count(Signal.LOGS);
  }

  /// Adds a point that is new.
  void add(Arrival.ArrivedPoint point) {
    points.add(point.stored());
    series.putIfAbsent(point.series().id(), point.series());
    origins.putIfAbsent(point.origin().id(), point.origin());
    count(Signal.METRICS);
  }

  private void count(Signal signal) {
    fresh.merge(signal, 1L, Long::sum);
  }

  private Map<SpanKey, Integer> index() {
    Map<SpanKey, Integer> index = HashMap.newHashMap(spans.size());
    for (int place = 0; place < spans.size(); place++) {
      index.put(SpanKey.of(spans.get(place)), place);
    }
    return index;
  }

  /// Counts an event; it is stored with its part.
  void countEvent() {
    count(Signal.EVENTS);
  }

  /// Counts an arrival that was taken in full.
  void weigh(long arrivalBytes) {
    bytes += arrivalBytes;
  }

  int size() {
    return spans.size() + logs.size() + points.size();
  }

  List<StoredSpan> spans() {
    return List.copyOf(spans);
  }

  List<StoredContent> content() {
    return Stream.concat(content.values().stream().flatMap(List::stream), contentOfLogs.stream())
        .toList();
  }

  List<StoredSpan> replacedSpans() {
    return replacedSpans;
  }

  /// What it has beside spans.
  SignalRecords records() {
    return new SignalRecords(logs, List.copyOf(series.values()), points);
  }

  List<StoredOrigin> origins() {
    return List.copyOf(origins.values());
  }

  /// What its arrivals weighed.
  long bytes() {
    return bytes;
  }

  /// How many items of a signal were new; count.
  long fresh(Signal signal) {
    return fresh.getOrDefault(signal, 0L);
  }

  /// How many items of each signal were new.
  Map<Signal, Long> fresh() {
    return fresh;
  }
}
