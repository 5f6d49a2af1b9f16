// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.util.Map;

/// Looks at the counters of a rig now and then: no number of any series may be lower than at the
/// last look, also over restarts.
final class CountersNeverFall {
  private final FoldRig rig;
  private Map<TotalsKey, Totals> shown = Map.of();

  CountersNeverFall(FoldRig rig) {
    this.rig = rig;
  }

  void look() {
    Map<TotalsKey, Totals> now = Map.copyOf(rig.totals.published());
    shown.forEach((key, before) -> {
      Totals fallen = new Totals();
      fallen.add(before);
      fallen.subtract(now.getOrDefault(key, new Totals()));
      assertThat(fallen.positivePart()).as("%s", key).isEqualTo(new Totals());
    });
    shown = now;
  }

  /// Once everything is stored and published: the counters show what the events say and the shifts
  /// that the store knows, and in all never too little.
  void areExplained() {
    TotalsBySeries shifts = TotalsBySeries.of(rig.storage.reader().counterShifts());
    TotalsBySeries expected = TotalsBySeries.of(rig.storage.reader().totals()).add(shifts);
    assertThat(TotalsBySeries.of(rig.totals.published()).toMap()).isEqualTo(expected.toMap());
    assertThat(shifts.inAll()).isEqualTo(shifts.inAll().positivePart());
  }
}
