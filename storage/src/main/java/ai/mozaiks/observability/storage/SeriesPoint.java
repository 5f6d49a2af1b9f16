// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.Tally;
import java.time.Instant;
import java.util.List;

/// What happened in one bucket of one group.
///
/// @param bucket the bucket's start
/// @param group the values of the query's `groupBy`, in its order; unknown is the empty text
/// @param tally what happened in the bucket; must not be changed
public record SeriesPoint(Instant bucket, List<String> group, Tally tally) {
  public SeriesPoint {
    group = List.copyOf(group);
  }
}
