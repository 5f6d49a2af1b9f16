// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// Which log records to count over time.
///
/// @param from inclusive
/// @param to exclusive
/// @param step length of a bucket, at least a second; buckets begin at multiples of it since 1970
public record LogHistogramQuery(Instant from, Instant to, Duration step, LogFilter filter) {
  public LogHistogramQuery {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(filter, "filter");
    if (step.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("step: " + step + " (expected: >= PT1S)");
    }
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("to: " + to + " (expected: after from, " + from + ")");
    }
  }
}
