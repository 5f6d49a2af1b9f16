// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is said of an alert: its labels, and its annotations filled in.
final class AlertTexts {
  private AlertTexts() {}

  static LifeCycle.Texts of(Rule rule, Sample sample) {
    Map<String, String> labels = labels(rule, sample.group());
    return new LifeCycle.Texts(
        labels,
        RuleText.annotations(rule, labels, sample.value(), sample.count(), sample.reason()));
  }

  private static Map<String, String> labels(Rule rule, Group group) {
    Map<String, String> labels = new LinkedHashMap<>(rule.head().labels());
    List<String> names = rule.groupLabels();
    for (int i = 0; i < names.size(); i++) {
      if (!group.values().get(i).isEmpty()) { // an empty label is none
        labels.put(names.get(i), group.values().get(i));
      }
    }
    if (rule instanceof Rule.BurnRate burn) {
      labels.put("slo", burn.slo().name());
    }
    labels.put("alertname", rule.head().name());
    labels.put("severity", rule.head().severity().word());
    return labels;
  }
}
