// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.util.List;

/// The percentiles of one group.
///
/// @param group the values of the query's `groupBy`, in its order; unknown is the empty text
/// @param samples how many durations there were; `> 0`
/// @param values one per asked quantile, in its order
public record Percentiles(List<String> group, long samples, List<Duration> values) {
  public Percentiles {
    group = List.copyOf(group);
    values = List.copyOf(values);
  }
}
