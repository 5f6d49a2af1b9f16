// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.normalise.DirectDerivation;
import ai.mozaiks.observability.storage.PartId;
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
    totals.restore(admitted, stored, Map.of());
  }

  /// The events of a part that has been quiet.
  public void publish(List<? extends ChatEvent> events) {
    replace(List.of(), events);
  }

  /// The events of a part that a late span changed.
  public void replace(List<? extends ChatEvent> before, List<? extends ChatEvent> after) {
    Part part = new DirectPart(PartId.ofTrace(0, 1), new DirectDerivation(FoldRig.PRICING));
    part.published = List.copyOf(before);
    part.handedOver = List.copyOf(after);
    var _ = totals.admit(part.handedOver);
    totals.prepare(part, new TotalsBySeries());
    totals.publish(part);
    totals.show();
  }
}
