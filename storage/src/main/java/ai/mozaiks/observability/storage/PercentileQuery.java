// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which durations, and which percentiles of them.
///
/// @param measure what is timed
/// @param from inclusive; events count by their start
/// @param to exclusive; after `from`
/// @param groupBy dimensions to keep apart, in this order; empty for one group of all
/// @param filters exact values; an unknown value is the empty text
/// @param quantiles each 0 to 1, for example 0.95; at least one, at most [#MAX_QUANTILES]
/// @param step whole seconds, `> 0`: keeps apart what began in each multiple of it, counted from
///   1970; null for the whole range
/// @param maxGroups more groups, times buckets that have samples, than this are refused; 1 to
///   [#MAX_GROUPS]
public record PercentileQuery(
    Measure measure,
    Instant from,
    Instant to,
    List<Dimension> groupBy,
    Map<Dimension, String> filters,
    List<Double> quantiles,
    @Nullable Duration step,
    int maxGroups) {
  public static final int MAX_QUANTILES = 100;

  /// More groups than this are never given.
  public static final int MAX_GROUPS = 10_000;

  /// A query of the whole range, with the largest bound.
  public PercentileQuery(
      Measure measure,
      Instant from,
      Instant to,
      List<Dimension> groupBy,
      Map<Dimension, String> filters,
      List<Double> quantiles) {
    this(measure, from, to, groupBy, filters, quantiles, null, MAX_GROUPS);
  }

  /// The timed things.
  public enum Measure {
    TURN_DURATION,
    LLM_CALL_DURATION,
    TIME_TO_FIRST_TOKEN,
    TOOL_CALL_DURATION;

    /// What an event adds to the samples; null for nothing.
    public @Nullable Duration of(ChatEvent event) {
      return switch (this) {
        case TURN_DURATION -> event instanceof ChatEvent.AgentTurn turn ? turn.duration() : null;
        case LLM_CALL_DURATION -> event instanceof ChatEvent.LlmCall call ? call.duration() : null;
        case TIME_TO_FIRST_TOKEN ->
            event instanceof ChatEvent.LlmCall call ? call.timeToFirstToken() : null;
        case TOOL_CALL_DURATION ->
            event instanceof ChatEvent.ToolCall call ? call.duration() : null;
      };
    }
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
    if (quantiles.size() > MAX_QUANTILES) {
      throw new IllegalArgumentException(
          "quantiles: " + quantiles.size() + " (expected: at most " + MAX_QUANTILES + ")");
    }
    if (step != null && (step.toSeconds() < 1 || step.toNanosPart() != 0)) {
      throw new IllegalArgumentException("step: " + step + " (expected: whole seconds, > 0)");
    }
    if (maxGroups < 1 || maxGroups > MAX_GROUPS) {
      throw new IllegalArgumentException(
          "maxGroups: " + maxGroups + " (expected: 1 to " + MAX_GROUPS + ")");
    }
  }

  /// What a store throws when there are more groups than allowed.
  public QueryLimitException tooManyGroups() {
    return QueryLimitException.size(
        "groups", maxGroups, "fewer group_by dimensions, a filter, or a larger step");
  }
}
