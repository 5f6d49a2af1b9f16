// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.Nanos;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rows that a series adds up: events, or sums of hours. Both have the columns of [Dimension] (sums
/// have no user) and of a tally.
///
/// @param table or view
/// @param bucket the number of the bucket, in SQL
/// @param condition which rows, in SQL
record SeriesSource(String table, String bucket, String condition) {
  private static final long HOUR_SECONDS = 3_600;
  private static final String ONE_BUCKET = "0::BIGINT";

  /// More stretches without sums are joined across the smallest gaps.
  private static final int MAX_STRETCHES = 16;

  /// Hours that are read event by event; both inclusive.
  private record Stretch(long first, long last) {}

  /// What a series adds up: together exactly the events between its ends. Asks within the
  /// transaction of the query, so that sums and events are of one state.
  ///
  /// @param step null for one bucket of all
  /// @param dimensions that are grouped or filtered by
  static List<SeriesSource> of(
      Connection connection,
      Instant begin,
      Instant end,
      @Nullable Duration step,
      Set<Dimension> dimensions)
      throws SQLException {
    long from = Nanos.saturated(begin);
    long to = Nanos.saturated(end);
    long firstWhole = Math.ceilDiv(from, HourSums.NANOS);
    long endWhole = Math.floorDiv(to, HourSums.NANOS);
    if (!fitsHours(step, dimensions) || firstWhole >= endWhole) {
      return List.of(events(step, AggregateQueries.range(begin, end)));
    }
    // the hours at the ends are not whole, so their sums would be too much
    List<Long> apart = new ArrayList<>();
    if (from != HourSums.firstNano(firstWhole)) {
      apart.add(firstWhole - 1);
    }
    apart.addAll(unsummed(connection, firstWhole, endWhole));
    if (to != HourSums.firstNano(endWhole)) {
      apart.add(endWhole);
    }
    List<SeriesSource> sources = new ArrayList<>();
    StringBuilder summed =
        new StringBuilder("hour >= %d AND hour < %d".formatted(firstWhole, endWhole));
    for (Stretch stretch : stretches(apart)) {
      summed.append(" AND NOT hour BETWEEN %d AND %d".formatted(stretch.first, stretch.last));
      String range =
          "at_nanos BETWEEN %d AND %d AND %s"
              .formatted(
                  HourSums.firstNano(stretch.first),
                  HourSums.lastNano(stretch.last),
                  AggregateQueries.range(begin, end));
      sources.add(events(step, range));
    }
    String bucket =
        step == null
            ? ONE_BUCKET
            : AggregateQueries.floorDivided("hour", step.toSeconds() / HOUR_SECONDS);
    sources.add(new SeriesSource("hour_sums", bucket, summed.toString()));
    return sources;
  }

  private static boolean fitsHours(@Nullable Duration step, Set<Dimension> dimensions) {
    return (step == null || step.toSeconds() % HOUR_SECONDS == 0)
        && !dimensions.contains(Dimension.USER);
  }

  private static SeriesSource events(@Nullable Duration step, String condition) {
    String bucket =
        step == null
            ? ONE_BUCKET
            : AggregateQueries.floorDivided(
                AggregateQueries.floorDivided("at_nanos", 1_000_000_000L), step.toSeconds());
    return new SeriesSource("tallied_events", bucket, condition);
  }

  private static List<Long> unsummed(Connection connection, long first, long end)
      throws SQLException {
    List<Long> hours = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT hour FROM unsummed_hours WHERE hour >= %d AND hour < %d ORDER BY hour"
                    .formatted(first, end))) {
      while (row.next()) {
        hours.add(row.getLong(1));
      }
    }
    return hours;
  }

  /// @param hours in order
  private static List<Stretch> stretches(List<Long> hours) {
    List<Stretch> stretches = new ArrayList<>();
    for (long hour : hours) {
      if (!stretches.isEmpty() && stretches.getLast().last == hour - 1) {
        stretches.add(new Stretch(stretches.removeLast().first, hour));
      } else {
        stretches.add(new Stretch(hour, hour));
      }
    }
    return joined(stretches);
  }

  /// No more than [#MAX_STRETCHES]. The hours of the gaps that are closed are read event by event
  /// too.
  private static List<Stretch> joined(List<Stretch> stretches) {
    int excess = stretches.size() - MAX_STRETCHES;
    if (excess <= 0) {
      return stretches;
    }
    Set<Integer> behindClosedGaps =
        IntStream.range(1, stretches.size())
            .boxed()
            .sorted(
                Comparator.comparingLong(i -> stretches.get(i).first - stretches.get(i - 1).last))
            .limit(excess)
            .collect(Collectors.toSet());
    List<Stretch> joined = new ArrayList<>();
    for (int i = 0; i < stretches.size(); i++) {
      Stretch next = stretches.get(i);
      joined.add(
          behindClosedGaps.contains(i) ? new Stretch(joined.removeLast().first, next.last) : next);
    }
    return joined;
  }
}
