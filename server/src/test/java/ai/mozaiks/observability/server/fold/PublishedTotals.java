// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.util.List;
import java.util.Map;

/// Totals that a test publishes to, in place of the fold.
public final class PublishedTotals {
  private final SeriesTotals totals = new SeriesTotals();

  public SeriesTotals totals() {
    return totals;
  }

  /// As at the start, from the store.
  public void restore(List<TotalsKey> admitted, Map<TotalsKey, Totals> stored) {
    totals.restore(admitted, stored);
  }

  /// The events of a part that has been quiet.
  public void publish(List<? extends ChatEvent> events) {
    replace(List.of(), events);
  }

  /// The events of a part that a late span changed.
  public void replace(List<? extends ChatEvent> before, List<? extends ChatEvent> after) {
    var _ = totals.admit(List.copyOf(after));
    totals.publish(List.copyOf(before), List.copyOf(after));
    totals.show();
  }
}
