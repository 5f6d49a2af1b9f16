// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.Totals;

/// What the counters show of a part beyond what its events add up to (ADR 009).
///
/// A root that comes late names the workflow, and what was counted without a name counts for it
/// now. But a counter must not go down: Prometheus takes that for a restart, and counts all of it
/// again. So what a series should lose stays with it, and is held back from what others gain by the
/// same change. Then no series goes down, and their sum stays true:
///
/// | series      | shown | events say | then shows | kept |
/// |-------------|-------|------------|------------|------|
/// | no workflow | 800   | 0          | 800        | +800 |
/// | checkout    | 0     | 900        | 100        | -800 |
///
/// What nothing was gained for stays shown as well, until other parts of the same series have
/// repaid it: see [CounterDebt].
///
/// @param kept by series, negative where something is held back; never negative in the sum
/// @param repaid by series, what is held back because others showed too much; never negative
record CounterShift(TotalsBySeries kept, TotalsBySeries repaid) {
  /// Nothing. Not to be changed.
  static final CounterShift NONE = new CounterShift(new TotalsBySeries(), new TotalsBySeries());

  /// How a part goes on, so that no series goes down.
  ///
  /// @param shown what its events that are shown add up to
  /// @param truth what its events add up to now
  /// @param debt what it repays from is taken from here
  CounterShift next(TotalsBySeries shown, TotalsBySeries truth, CounterDebt debt) {
    TotalsBySeries before = new TotalsBySeries().add(shown).add(kept);
    TotalsBySeries change = new TotalsBySeries().add(truth).subtract(before);
    TotalsBySeries gains = change.positivePart();
    TotalsBySeries losses = new TotalsBySeries().add(gains).subtract(change);
    Totals lost = losses.inAll();
    TotalsBySeries heldBack = gains.take(lost);
    gains.subtract(heldBack);
    return new CounterShift(
        losses.subtract(heldBack), new TotalsBySeries().add(repaid).add(debt.repay(gains)));
  }

  /// Whether the counters show what the events say.
  boolean isNone() {
    return kept.isEmpty() && repaid.isEmpty();
  }

  /// What is shown beyond the events, by series.
  TotalsBySeries inAll() {
    return new TotalsBySeries().add(kept).subtract(repaid);
  }
}
