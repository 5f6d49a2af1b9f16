// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.storage.StorageBatch;
import java.util.Map;

/// A batch for the store, and what to account for once it is stored.
///
/// @param number counts the batches from 1
/// @param bytes what its arrivals weighed
/// @param fresh how many items of each signal were new, or replaced an earlier version; a signal
///   that is absent has none
record HandOver(long number, StorageBatch batch, long bytes, Map<Signal, Long> fresh) {
  HandOver {
    fresh = Map.copyOf(fresh);
  }

  /// How many items of a signal were new; count.
  long fresh(Signal signal) {
    return fresh.getOrDefault(signal, 0L);
  }
}
