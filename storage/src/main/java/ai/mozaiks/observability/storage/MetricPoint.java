// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One point of a [MetricSeries], as it was sent.
///
/// @param id what makes it one point: a digest of its series and its time
/// @param series the id of its series
/// @param timeNanos when it was measured; nanoseconds since 1970
/// @param startNanos what a sum or histogram counts from; nanoseconds since 1970, 0 when not told
/// @param integer the value of a gauge or sum, if it is a whole number; else null
/// @param value the value of a gauge or sum, if it is not; else null
/// @param count how many values a histogram or summary holds; 0 for others
/// @param sum what these add up to; null when not told
/// @param min the smallest of them; null when not told
/// @param max the largest of them; null when not told
/// @param detail buckets or quantiles, a JSON object; null when there are none
public record MetricPoint(
    RecordId id,
    RecordId series,
    long timeNanos,
    long startNanos,
    @Nullable Long integer,
    @Nullable Double value,
    long count,
    @Nullable Double sum,
    @Nullable Double min,
    @Nullable Double max,
    @Nullable String detail) {
  public MetricPoint {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(series, "series");
  }

  /// Where it is found.
  public RecordKey key() {
    return new RecordKey(timeNanos, id);
  }
}
