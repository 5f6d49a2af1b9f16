// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Sums over time: how much happened per bucket and group.
///
/// @param from inclusive; events count by their start
/// @param to exclusive; after `from`
/// @param step bucket width, whole seconds, at least one; buckets start at multiples of it since
///   1970 (UTC)
/// @param groupBy dimensions to keep apart, in this order; empty for one group of all
/// @param filters exact values; an unknown value is the empty text
/// @param maxPoints more points than this are refused; 1 to [#MAX_POINTS]
public record SeriesQuery(
    Instant from,
    Instant to,
    Duration step,
    List<Dimension> groupBy,
    Map<Dimension, String> filters,
    int maxPoints) {

  /// More buckets than this are refused.
  public static final int MAX_BUCKETS = 11_000;

  /// More points than this are never given: buckets times groups.
  public static final int MAX_POINTS = 50_000;

  /// A query with the largest bound.
  public SeriesQuery(
      Instant from,
      Instant to,
      Duration step,
      List<Dimension> groupBy,
      Map<Dimension, String> filters) {
    this(from, to, step, groupBy, filters, MAX_POINTS);
  }

  public SeriesQuery {
    groupBy = List.copyOf(groupBy);
    filters = Map.copyOf(filters);
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("to: " + to + " (expected: after from, " + from + ")");
    }
    if (step.getNano() != 0 || step.getSeconds() < 1) {
      throw new IllegalArgumentException("step: " + step + " (expected: whole seconds, >= 1 s)");
    }
    if (maxPoints < 1 || maxPoints > MAX_POINTS) {
      throw new IllegalArgumentException(
          "maxPoints: " + maxPoints + " (expected: 1 to " + MAX_POINTS + ")");
    }
    if (Duration.between(from, to).dividedBy(step) > MAX_BUCKETS) {
      throw new IllegalArgumentException(
          "step: " + step + " (expected: at most " + MAX_BUCKETS + " steps between from and to)");
    }
  }

  /// What a store throws when there are more points than allowed.
  public QueryLimitException tooManyPoints() {
    return QueryLimitException.size(
        "points",
        maxPoints,
        "a longer step, a shorter range, fewer group_by dimensions, or a filter");
  }
}
