// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.server.alerts.measure.Measures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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

  /// The past of all budgets, worked out less often: it takes sixty times the work of the present.
  ///
  /// @param at when it was worked out; null before the first time
  /// @param histories by level, in the order of the files
  public record Past(@Nullable Instant at, Map<Slo, List<BudgetHistory>> histories) {}

  private static final Duration PAST_EVERY = Duration.ofMinutes(1);

  private volatile Reading reading = new Reading(null, Map.of());
  private volatile Past past = new Past(null, Map.of());

  /// Works them out anew.
  ///
  /// @param measures with what [ErrorBudgets#measurements] asks for, advanced to that time
  public void update(List<Slo> slos, Measures measures, Instant now) {
    Map<Slo, List<ErrorBudget>> budgets = new LinkedHashMap<>();
    for (Slo slo : slos) {
      budgets.put(slo, new ArrayList<>(ErrorBudgets.of(slo, measures, now)));
    }
    reading = new Reading(now, Collections.unmodifiableMap(budgets));
    Instant before = past.at();
    if (before == null
        || !now.isBefore(before.plus(PAST_EVERY))
        || !past.histories().keySet().equals(budgets.keySet())) {
      past = new Past(now, pastOf(budgets, measures, now));
    }
  }

  private static Map<Slo, List<BudgetHistory>> pastOf(
      Map<Slo, List<ErrorBudget>> budgets, Measures measures, Instant now) {
    Map<Slo, List<BudgetHistory>> histories = new LinkedHashMap<>();
    budgets.forEach((slo, each) ->
        histories.put(
            slo, each.stream().map(budget -> BudgetHistory.of(budget, measures, now)).toList()));
    return Collections.unmodifiableMap(histories);
  }

  public Reading read() {
    return reading;
  }

  /// Up to a minute old.
  public Past readPast() {
    return past;
  }
}
