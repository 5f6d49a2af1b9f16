// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.slo.ErrorBudgets;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All rules in force, and the service levels.
///
/// @param rules each with a name of its own
/// @param slos each with a name of its own
public record RuleSet(List<Rule> rules, List<Slo> slos) {
  public RuleSet {
    rules = List.copyOf(rules);
    slos = List.copyOf(slos);
  }

  /// What has to be counted for all of them.
  public Set<Measurement> measurements() {
    return Stream.concat(
            rules.stream().flatMap(rule -> rule.measurements().stream()),
            slos.stream().flatMap(slo -> ErrorBudgets.measurements(slo).stream()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
