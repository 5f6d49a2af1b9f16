// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The percentiles of one group, and of one bucket if the query has a step.
///
/// @param bucket where it begins; null exactly when the query has no step
/// @param group the values of the query's `groupBy`, in its order; unknown is the empty text
/// @param samples how many durations there were; `> 0`
/// @param values one per asked quantile, in its order
public record Percentiles(
    @Nullable Instant bucket, List<String> group, long samples, List<Duration> values) {

  /// Of the whole range.
  public Percentiles(List<String> group, long samples, List<Duration> values) {
    this(null, group, samples, values);
  }

  public Percentiles {
    group = List.copyOf(group);
    values = List.copyOf(values);
  }
}
