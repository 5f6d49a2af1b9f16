// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.storage.StorageBatch;

/// A batch for the store, and what to account for once it is stored.
///
/// @param number counts the batches from 1
/// @param bytes what its arrivals weighed
/// @param freshSpans spans that were new, or replaced an earlier version; count
/// @param freshEvents direct events that were new; count
record HandOver(long number, StorageBatch batch, long bytes, long freshSpans, long freshEvents) {

  /// How many items of a signal were new; count.
  long fresh(Signal signal) {
    return switch (signal) {
      case SPANS -> freshSpans;
      case EVENTS -> freshEvents;
    };
  }
}
