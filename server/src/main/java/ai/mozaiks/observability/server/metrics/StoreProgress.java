// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Tells a store that is merely behind from one that has stopped: by whether it got any further
/// since it was last looked at, without asking it anything. Thread-safe.
public final class StoreProgress {
  /// The longest that a working store takes for one batch, a deletion included.
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LongSupplier nanoTime;
  private long sequence = -1;
  private long since;

  /// @param nanoTime a monotonic clock, such as [System#nanoTime]
  public StoreProgress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether the store has stood still for longer than [#PATIENCE] while there was something to
  /// store. As exact as it is often asked: a look sees what happened since the look before.
  ///
  /// @param appliedSequence up to where the store has the journal
  /// @param lastSequence up to where there is a journal
  synchronized boolean standsStill(long appliedSequence, long lastSequence) {
    long now = nanoTime.getAsLong();
    if (appliedSequence != sequence || appliedSequence >= lastSequence) {
      sequence = appliedSequence;
      since = now;
      return false;
    }
    return now - since > PATIENCE.toNanos();
  }
}
