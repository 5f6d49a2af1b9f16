// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.server.alerts.measure.Measures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How all service levels stood when they were last worked out. Written by the thread that owns the
/// measures, read by any.
public final class SloBoard {

  /// How they stood.
  ///
  /// @param at when; null before the first time
  /// @param budgets by level, in the order of the files; a level without groups has none
  public record Reading(@Nullable Instant at, Map<Slo, List<ErrorBudget>> budgets) {}

  private volatile Reading reading = new Reading(null, Map.of());

  /// Works them out anew.
  ///
  /// @param measures with what [ErrorBudgets#measurements] asks for, advanced to that time
  public void update(List<Slo> slos, Measures measures, Instant now) {
    Map<Slo, List<ErrorBudget>> budgets = new LinkedHashMap<>();
    for (Slo slo : slos) {
      budgets.put(slo, new ArrayList<>(ErrorBudgets.of(slo, measures, now)));
    }
    reading = new Reading(now, java.util.Collections.unmodifiableMap(budgets));
  }

  public Reading read() {
    return reading;
  }
}
