// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Adds up events of a range of time, by group: series and percentiles. Whoever asks has the lock.
final class InMemorySums {
  private final InMemoryTables tables;

  InMemorySums(InMemoryTables tables) {
    this.tables = tables;
  }

  private record Cell(Instant bucket, List<String> group) {}

  List<SeriesPoint> series(SeriesQuery query) {
    Map<Cell, Tally> cells = cells();
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
        .map(
            cell -> new SeriesPoint(cell.getKey().bucket(), cell.getKey().group(), cell.getValue()))
        .toList();
  }

  private static Instant bucket(ChatEvent event, Duration step) {
    long number = Math.floorDiv(event.at().getEpochSecond(), step.toSeconds());
    return Instant.ofEpochSecond(number * step.toSeconds());
  }

  private record CostCell(
      @Nullable Instant bucket, List<String> group, CallOutcome outcome, String price) {
    private static final Comparator<CostCell> ORDER =
        Comparator.<CostCell, Instant>comparing(
                cell -> cell.bucket == null ? Instant.EPOCH : cell.bucket)
            .thenComparing(CostCell::group, TextOrder.LISTS)
            .thenComparing(CostCell::outcome)
            .thenComparing(CostCell::price, TextOrder.INSTANCE);
  }

  List<CostSum> costs(CostQuery query) {
    Map<CostCell, Tally> cells = new TreeMap<>(CostCell.ORDER);
    tables.forEachEvent(event -> {
      CallOutcome outcome = CallOutcome.of(event);
      if (outcome != null && isIn(event, query.from(), query.to()) && has(event, query.filters())) {
        CostCell cell =
            new CostCell(
                query.step() == null ? null : bucket(event, query.step()),
                group(event, query.groupBy()),
                outcome,
                CostSum.priceOf(event));
        cells.computeIfAbsent(cell, _ -> new Tally()).add(event);
        if (cells.size() > query.maxSums()) {
          throw query.tooManySums();
        }
      }
    });
    return cells.entrySet().stream()
        .map(cell -> {
          CostCell key = cell.getKey();
          return new CostSum(
              key.bucket(), key.group(), key.outcome(), key.price(), cell.getValue());
        })
        .toList();
  }

  List<Percentiles> percentiles(PercentileQuery query) {
    Map<Cell, List<Long>> samples = cells();
    tables.forEachEvent(event -> {
      Duration sample = query.measure().of(event);
      if (sample != null && isIn(event, query.from(), query.to()) && has(event, query.filters())) {
        Instant bucket = query.step() == null ? Instant.EPOCH : bucket(event, query.step());
        samples
            .computeIfAbsent(
                new Cell(bucket, group(event, query.groupBy())), _ -> new ArrayList<>())
            .add(sample.toNanos());
        if (samples.size() > query.maxGroups()) {
          throw query.tooManyGroups();
        }
      }
    });
    return samples.entrySet().stream()
        .map(cell -> percentiles(cell.getKey(), cell.getValue(), query))
        .toList();
  }

  /// By bucket, then group.
  private static <T> Map<Cell, T> cells() {
    return new TreeMap<>(
        Comparator.comparing(Cell::bucket).thenComparing(Cell::group, TextOrder.LISTS));
  }

  private static Percentiles percentiles(Cell cell, List<Long> samples, PercentileQuery query) {
    long[] sorted = samples.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Percentiles(
        query.step() == null ? null : cell.bucket(),
        cell.group(),
        sorted.length,
        query.quantiles().stream().map(q -> quantile(sorted, q)).toList());
  }

  /// Type 7: the rank is `q (n - 1)`, between two ranks the line.
  private static Duration quantile(long[] sorted, double q) {
    double rank = q * (sorted.length - 1);
    int below = (int) Math.floor(rank);
    int above = (int) Math.ceil(rank);
    double rise = (rank - below) * (sorted[above] - sorted[below]);
    return Duration.ofNanos(sorted[below] + Math.round(rise));
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
