// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.List;
import java.util.Objects;

/// Points of one series.
///
/// @param series the series
/// @param points by time, then id; not empty
public record MetricPoints(MetricSeries series, List<MetricPoint> points) {
  public MetricPoints {
    Objects.requireNonNull(series, "series");
    points = List.copyOf(points);
  }
}
