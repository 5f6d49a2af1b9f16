// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The points of metrics that a store has. As [StorageReader], of which it is a part.
public interface MetricReader {

  /// At most so many metrics are in the answer of [#metrics].
  int MAX_METRICS = 10_000;

  /// The points among these that the store has. Its cost grows with how far their times lie apart,
  /// not with how many there are.
  Set<RecordId> knownPoints(Collection<RecordKey> keys);

  /// The id of every point the store has, in any order.
  void forEachPointId(Consumer<RecordId> consumer);

  /// The metrics that have points, by name, kind and unit.
  ///
  /// @param app of this app only; null for all
  /// @return at most [#MAX_METRICS]
  List<MetricInfo> metrics(@Nullable String app);

  /// Points of a metric, the series by their id.
  ///
  /// @return at most `query.limit()` points together
  List<MetricPoints> points(MetricQuery query);
}
