// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Which durations, and which percentiles of them.
///
/// @param measure what is timed
/// @param from inclusive; events count by their start
/// @param to exclusive; after `from`
/// @param groupBy dimensions to keep apart, in this order; empty for one group of all
/// @param filters exact values; an unknown value is the empty text
/// @param quantiles each 0 to 1, for example 0.95; not empty
public record PercentileQuery(
    Measure measure,
    Instant from,
    Instant to,
    List<Dimension> groupBy,
    Map<Dimension, String> filters,
    List<Double> quantiles) {

  /// The timed things.
  public enum Measure {
    TURN_DURATION,
    LLM_CALL_DURATION,
    TIME_TO_FIRST_TOKEN,
    TOOL_CALL_DURATION
  }

  public PercentileQuery {
    groupBy = List.copyOf(groupBy);
    filters = Map.copyOf(filters);
    quantiles = List.copyOf(quantiles);
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("to: " + to + " (expected: after from, " + from + ")");
    }
    if (quantiles.isEmpty() || quantiles.stream().anyMatch(q -> !(q >= 0 && q <= 1))) {
      throw new IllegalArgumentException(
          "quantiles: " + quantiles + " (expected: at least one, each 0 to 1)");
    }
  }
}
