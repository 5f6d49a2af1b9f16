// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PercentileQuery;
import ai.mozaiks.observability.storage.Percentiles;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Sums and percentiles over the view `tallied_events`; sums of whole hours from `hour_sums`.
final class AggregateQueries {
  // Whole dollars come out of the sum of pico-dollars, so they are no column of the view.
  static final List<String> COLUMNS =
      ChatRows.TALLY.stream().filter(column -> !column.equals("cost_dollars")).toList();

  static final String SUMS =
      COLUMNS.stream()
          .map(column -> "coalesce(sum(%s), 0)::HUGEINT AS %s".formatted(column, column))
          .collect(Collectors.joining(", "));

  private AggregateQueries() {}

  static List<SeriesPoint> series(Connection connection, SeriesQuery query) throws SQLException {
    long step = query.step().toSeconds();
    List<SeriesSource> sources =
        SeriesSource.of(
            connection,
            query.from(),
            query.to(),
            query.step(),
            dimensions(query.groupBy(), query.filters()));
    // each is added up by itself, so that the few sums of many rows are all that is put together
    String sums =
        sources.stream()
            .map(source -> sums(source, groups(query.groupBy()), query.filters()))
            .collect(Collectors.joining("\nUNION ALL\n"));
    String names = names(query.groupBy());
    String sql =
        """
        SELECT bucket%s, %s FROM (
        %s
        )
        GROUP BY ALL ORDER BY bucket%s LIMIT %d
        """
            .formatted(names, SUMS, sums, names, query.maxPoints() + 1);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int filters = query.filters().size();
      for (int i = 0; i < sources.size(); i++) {
        set(statement, 1 + i * filters, query.filters());
      }
      List<SeriesPoint> points = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (points.size() == query.maxPoints()) {
            throw query.tooManyPoints();
          }
          Instant start = Instant.ofEpochSecond(row.getLong(1) * step);
          int groups = query.groupBy().size();
          points.add(new SeriesPoint(start, texts(row, 2, groups), tally(row, 2 + groups)));
        }
      }
      return List.copyOf(points);
    }
  }

  /// All that a question keeps apart or chooses by.
  static Set<Dimension> dimensions(List<Dimension> groupBy, Map<Dimension, String> filters) {
    Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
    dimensions.addAll(groupBy);
    dimensions.addAll(filters.keySet());
    return dimensions;
  }

  /// The columns that are kept apart, each with a comma before it, by the names of [#names].
  static String groups(List<Dimension> groupBy) {
    return IntStream.range(0, groupBy.size())
        .mapToObj(i -> ", %s AS g%d".formatted(column(groupBy.get(i)), i))
        .collect(Collectors.joining());
  }

  /// @param groups as columns, each with a comma before it
  static String sums(SeriesSource source, String groups, Map<Dimension, String> filters) {
    return "SELECT %s AS bucket%s, %s FROM %s WHERE %s%s GROUP BY ALL"
        .formatted(
            source.bucket(), groups, SUMS, source.table(), source.condition(), filters(filters));
  }

  /// What [#groups] calls the columns, each with a comma before it: a dimension may be there twice.
  static String names(List<Dimension> groupBy) {
    return IntStream.range(0, groupBy.size())
        .mapToObj(i -> ", g" + i)
        .collect(Collectors.joining());
  }

  /// `//` cuts towards zero, buckets before 1970 must not.
  static String floorDivided(String value, long divisor) {
    return "((%s) // %d - ((%s) %% %d < 0)::BIGINT)".formatted(value, divisor, value, divisor);
  }

  static Tally tally(ResultSet row, int firstColumn) throws SQLException {
    Map<String, BigInteger> sums = HashMap.newHashMap(COLUMNS.size());
    for (int i = 0; i < COLUMNS.size(); i++) {
      sums.put(COLUMNS.get(i), (BigInteger) row.getObject(firstColumn + i));
    }
    return TallySums.tally(sums);
  }

  static List<Percentiles> percentiles(Connection connection, PercentileQuery query)
      throws SQLException {
    String sample =
        query.measure() == PercentileQuery.Measure.TIME_TO_FIRST_TOKEN
            ? "first_token_nanos"
            : "duration_nanos";
    String bucket =
        query.step() == null
            ? "0"
            : floorDivided(
                "at_nanos", Math.multiplyExact(query.step().toSeconds(), 1_000_000_000L));
    String groups = columns(query.groupBy());
    String sql =
        """
        SELECT count(*), quantile_cont(%s, %s), %s AS bucket%s FROM tallied_events
        WHERE kind = '%s' AND %s IS NOT NULL AND %s%s
        GROUP BY ALL ORDER BY bucket%s LIMIT %d
        """
            .formatted(
                sample,
                query.quantiles(),
                bucket,
                groups,
                kind(query.measure()),
                sample,
                range(query.from(), query.to()),
                filters(query.filters()),
                groups,
                query.maxGroups() + 1);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, 1, query.filters());
      List<Percentiles> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (found.size() == query.maxGroups()) {
            throw query.tooManyGroups();
          }
          if (row.getLong(1) > 0) {
            Instant start =
                query.step() == null
                    ? null
                    : Instant.ofEpochSecond(row.getLong(3) * query.step().toSeconds());
            List<String> group = texts(row, 4, query.groupBy().size());
            found.add(new Percentiles(start, group, row.getLong(1), durations(row.getArray(2))));
          }
        }
      }
      return List.copyOf(found);
    }
  }

  private static String kind(PercentileQuery.Measure measure) {
    return switch (measure) {
      case TURN_DURATION -> "agent_turn";
      case LLM_CALL_DURATION, TIME_TO_FIRST_TOKEN -> "llm_call";
      case TOOL_CALL_DURATION -> "tool_call";
    };
  }

  private static List<Duration> durations(Array quantiles) throws SQLException {
    List<Duration> durations = new ArrayList<>();
    for (Object nanos : (Object[]) quantiles.getArray()) {
      durations.add(Duration.ofNanos(Math.round((Double) nanos)));
    }
    return durations;
  }

  static String range(Instant from, Instant to) {
    return "at_nanos >= %d AND at_nanos %s %d"
        .formatted(
            Nanos.saturated(from), to.isAfter(Nanos.MAX_INSTANT) ? "<=" : "<", Nanos.saturated(to));
  }

  private static String filters(Map<Dimension, String> filters) {
    return filters.keySet().stream()
        .map(dimension -> " AND " + column(dimension) + " = ?")
        .collect(Collectors.joining());
  }

  /// In the order of [#filters], which is that of the same unmodified map.
  static void set(PreparedStatement statement, int firstIndex, Map<Dimension, String> filters)
      throws SQLException {
    int index = firstIndex;
    for (Dimension dimension : filters.keySet()) {
      statement.setString(index, filters.get(dimension));
      index++;
    }
  }

  /// Each with a comma before it.
  private static String columns(List<Dimension> dimensions) {
    return dimensions.stream()
        .map(dimension -> ", " + column(dimension))
        .collect(Collectors.joining());
  }

  /// What a dimension is called in `tallied_events`, and in `chats` if chats have it.
  static String column(Dimension dimension) {
    return switch (dimension) {
      case APP -> "app";
      case WORKFLOW -> "workflow";
      case USER -> "user_id";
      case AGENT -> "agent";
      case MODEL -> "model";
      case PROVIDER -> "provider";
      case TOOL -> "tool";
    };
  }

  static List<String> texts(ResultSet row, int firstColumn, int count) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(row.getString(firstColumn + i));
    }
    return texts;
  }
}
