// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.Totals;

/// By how much the counters show too much in all, since something was withdrawn that nothing came
/// in place of; by the series that show it. What others gain in the same series is not shown as far
/// as it repays that, so in the end the counters are true again. For the fold's thread.
final class CounterDebt {
  private final TotalsBySeries owed = new TotalsBySeries();
  private boolean isNothing = true;

  /// Takes over what shifts show too much in all: those of a part that left, or those that the
  /// store has.
  void takeOver(TotalsBySeries shifts) {
    Totals tooMuch = shifts.inAll().positivePart();
    if (!tooMuch.isEmpty()) {
      owed.add(shifts.take(tooMuch));
      isNothing = false;
    }
  }

  /// Repays from gains.
  ///
  /// @return how much of each must not be shown
  TotalsBySeries repay(TotalsBySeries gains) {
    if (isNothing) {
      return new TotalsBySeries();
    }
    TotalsBySeries repaid = gains.smaller(owed);
    owed.subtract(repaid);
    isNothing = owed.isEmpty();
    return repaid;
  }

  /// Takes back a repayment that did not come to be.
  void takeBack(TotalsBySeries repaid) {
    owed.add(repaid);
    isNothing &= repaid.isEmpty();
  }

  boolean isNothing() {
    return isNothing;
  }
}
