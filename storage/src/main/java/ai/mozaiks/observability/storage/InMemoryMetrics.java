// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The metrics of the in-memory store. Not thread-safe: the store's lock guards it.
final class InMemoryMetrics {
  private static final Comparator<MetricPoint> BY_TIME =
      Comparator.comparingLong(MetricPoint::timeNanos).thenComparing(MetricPoint::id);

  /// A point and when it was written.
  private record Row(MetricPoint point, Instant writtenAt) {}

  /// What makes a metric one.
  private record Metric(String name, MetricSeries.Kind kind, String unit) {}

  private final Map<RecordId, MetricSeries> series = new HashMap<>();
  private final Map<RecordId, Row> rows = new HashMap<>();

  long size() {
    return rows.size();
  }

  /// When each point was written, in any order.
  Stream<Instant> arrivals() {
    return rows.values().stream().map(Row::writtenAt);
  }

  void apply(List<MetricSeries> added, List<MetricPoint> points, Instant writtenAt) {
    added.forEach(each -> series.put(each.id(), each));
    points.forEach(point -> rows.put(point.id(), new Row(point, writtenAt)));
  }

  void replaceSeries(UnaryOperator<MetricSeries> masking) {
    series.replaceAll((_, each) -> masking.apply(each));
  }

  long deleteBefore(Instant cutoff) {
    long before = rows.size();
    rows.values().removeIf(row -> row.writtenAt.isBefore(cutoff));
    Set<RecordId> used = new HashSet<>();
    rows.values().forEach(row -> used.add(row.point.series()));
    series.keySet().retainAll(used);
    return before - rows.size();
  }

  /// How many points are of such series, each of whose times is told.
  long count(Predicate<MetricSeries> which, LongConsumer times) {
    Set<RecordId> ids = idsOf(which);
    long count = 0;
    for (Row row : rows.values()) {
      if (ids.contains(row.point.series())) {
        times.accept(row.point.timeNanos());
        count++;
      }
    }
    return count;
  }

  void remove(Predicate<MetricSeries> which) {
    Set<RecordId> ids = idsOf(which);
    rows.values().removeIf(row -> ids.contains(row.point.series()));
    series.keySet().removeAll(ids);
  }

  private Set<RecordId> idsOf(Predicate<MetricSeries> which) {
    Set<RecordId> ids = new HashSet<>();
    series
        .values()
        .forEach(each -> {
          if (which.test(each)) {
            ids.add(each.id());
          }
        });
    return ids;
  }

  /// Deletes what was written first, so that at most so many stay.
  long keepNewest(long most) {
    if (rows.size() <= most) {
      return 0;
    }
    List<Instant> times = rows.values().stream().map(Row::writtenAt).sorted().toList();
    return deleteBefore(times.get((int) (rows.size() - most - 1)).plusNanos(1));
  }

  void writtenLater(Instant from, Instant to, Duration by) {
    rows.replaceAll((_, row) ->
        row.writtenAt.isBefore(from) || row.writtenAt.isAfter(to)
            ? row
            : new Row(row.point, row.writtenAt.plus(by)));
  }

  void addOriginsTo(Set<Long> used) {
    series.values().forEach(each -> used.add(each.origin()));
  }

  Set<RecordId> known(Collection<RecordKey> keys) {
    return keys.stream()
        .filter(key -> {
          Row row = rows.get(key.id());
          return row != null && row.point.timeNanos() == key.timeNanos();
        })
        .map(RecordKey::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  void forEachId(Consumer<RecordId> consumer) {
    List.copyOf(rows.keySet()).forEach(consumer);
  }

  List<MetricInfo> metrics(@Nullable String app) {
    Map<Metric, List<MetricPoint>> byMetric =
        new TreeMap<>(
            Comparator.comparing(Metric::name, TextOrder.INSTANCE)
                .thenComparing(Metric::kind)
                .thenComparing(Metric::unit, TextOrder.INSTANCE));
    for (Row row : rows.values()) {
      MetricSeries of = seriesOf(row.point);
      if (app == null || app.equals(of.app())) {
        byMetric
            .computeIfAbsent(new Metric(of.name(), of.kind(), of.unit()), _ -> new ArrayList<>())
            .add(row.point);
      }
    }
    List<MetricInfo> metrics = new ArrayList<>();
    byMetric.forEach((metric, points) -> metrics.add(info(metric, points)));
    return metrics.stream().limit(MetricReader.MAX_METRICS).toList();
  }

  private static MetricInfo info(Metric metric, List<MetricPoint> points) {
    long last = points.stream().mapToLong(MetricPoint::timeNanos).max().orElseThrow();
    return new MetricInfo(
        metric.name,
        metric.kind,
        metric.unit,
        points.stream().map(MetricPoint::series).distinct().count(),
        points.size(),
        Nanos.toInstant(last));
  }

  List<MetricPoints> points(MetricQuery query) {
    Map<RecordId, List<MetricPoint>> bySeries = new TreeMap<>();
    rows.values().stream()
        .map(Row::point)
        .filter(point -> matches(point, query))
        .sorted(BY_TIME.reversed())
        .limit(query.limit())
        .sorted(BY_TIME)
        .forEach(
            point -> bySeries.computeIfAbsent(point.series(), _ -> new ArrayList<>()).add(point));
    return bySeries.values().stream()
        .map(points -> new MetricPoints(seriesOf(points.getFirst()), points))
        .toList();
  }

  private boolean matches(MetricPoint point, MetricQuery query) {
    MetricSeries of = seriesOf(point);
    Instant time = Nanos.toInstant(point.timeNanos());
    return of.name().equals(query.name())
        && (query.app() == null || query.app().equals(of.app()))
        && !time.isBefore(query.from())
        && time.isBefore(query.to());
  }

  private MetricSeries seriesOf(MetricPoint point) {
    return Objects.requireNonNull(series.get(point.series()), "a batch brings the series it names");
  }
}
