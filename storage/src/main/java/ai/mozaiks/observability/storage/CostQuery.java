// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What calls of models cost: sums that keep apart how the calls ended and which price was applied.
///
/// @param from inclusive; events count by their start
/// @param to exclusive; after `from`
/// @param step whole seconds, `> 0`: keeps apart what began in each multiple of it, counted from
///   1970; null for the whole range. Multiples of an hour are answered fastest
/// @param groupBy dimensions to keep apart, in this order; empty for one group of all
/// @param filters exact values; an unknown value is the empty text
/// @param maxSums more sums than this are refused; 1 to [#MAX_SUMS]
public record CostQuery(
    Instant from,
    Instant to,
    @Nullable Duration step,
    List<Dimension> groupBy,
    Map<Dimension, String> filters,
    int maxSums) {

  /// More sums than this are never given: buckets times groups times outcomes times prices.
  public static final int MAX_SUMS = 50_000;

  /// A query of a whole range, with the largest bound.
  public CostQuery(
      Instant from, Instant to, List<Dimension> groupBy, Map<Dimension, String> filters) {
    this(from, to, null, groupBy, filters, MAX_SUMS);
  }

  public CostQuery {
    groupBy = List.copyOf(groupBy);
    filters = Map.copyOf(filters);
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("to: " + to + " (expected: after from, " + from + ")");
    }
    if (step != null && (step.toSeconds() < 1 || step.toNanosPart() != 0)) {
      throw new IllegalArgumentException("step: " + step + " (expected: whole seconds, > 0)");
    }
    if (maxSums < 1 || maxSums > MAX_SUMS) {
      throw new IllegalArgumentException(
          "maxSums: " + maxSums + " (expected: 1 to " + MAX_SUMS + ")");
    }
  }

  /// What a store throws when there are more sums than allowed.
  public QueryLimitException tooManySums() {
    return QueryLimitException.size(
        "sums", maxSums, "fewer group_by dimensions, a filter, a shorter range or a larger step");
  }
}
