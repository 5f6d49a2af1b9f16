// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;

/// What there is of a metric.
///
/// @param name its name
/// @param kind what its points are; a name that is used for several kinds or units is several
///   metrics
/// @param unit its unit; empty when not told
/// @param series how many series have points; `> 0`
/// @param points how many points there are; `> 0`
/// @param lastAt the time of the latest
public record MetricInfo(
    String name, MetricSeries.Kind kind, String unit, long series, long points, Instant lastAt) {
  public MetricInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(lastAt, "lastAt");
  }
}
