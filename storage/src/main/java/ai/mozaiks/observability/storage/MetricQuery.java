// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which points of metrics to list.
///
/// @param name exact name of the metric
/// @param app exact app; null for all
/// @param from inclusive
/// @param to exclusive
/// @param limit how many points, 1 to [#MAX_LIMIT]; of more the latest
public record MetricQuery(String name, @Nullable String app, Instant from, Instant to, int limit) {

  /// One more than an answer shows, so that it can be told whether some are left out.
  public static final int MAX_LIMIT = 100_001;

  public MetricQuery {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
  }
}
