// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.slo.Indicator;
import ai.mozaiks.observability.storage.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The labels of one group of made-up series: what a rule asks for, and else some value.
final class SampleLabels {
  private SampleLabels() {}

  /// The labels of the group's alert, besides those that all alerts of the rule have.
  static Map<String, String> ofAlert(Rule rule) {
    return switch (rule) {
      case Rule.Windowed windowed -> of(windowed.of());
      case Rule.Flagged flagged -> of(flagged);
      case Rule.BurnRate burn ->
          switch (burn.slo().indicator()) {
            case Indicator.BadRatio ratio -> of(ratio.total());
            case Indicator.GoodRatio ratio -> of(ratio.total());
            case Indicator.Latency latency -> of(latency.of());
            case Indicator.Spending spending -> of(spending.cost());
          };
      case Rule.Uptime uptime -> Map.of("check", UptimeExpressions.check(uptime));
      case Rule.Level level -> of(level.by(), level.where());
    };
  }

  static Map<String, String> of(Rule.Flagged rule) {
    Map<String, String> labels = ofChats(rule.where());
    labels.put("flag", rule.flags().iterator().next().word());
    return labels;
  }

  /// What series of running chats have.
  static Map<String, String> ofChats(Map<Dimension, String> where) {
    return of(List.of(Dimension.APP, Dimension.WORKFLOW), where);
  }

  private static Map<String, String> of(Selection selection) {
    return of(selection.by(), selection.where());
  }

  private static Map<String, String> of(List<Dimension> by, Map<Dimension, String> where) {
    Map<String, String> labels = new TreeMap<>();
    for (Dimension dimension : by) {
      String word = Words.of(dimension);
      labels.put(word, where.getOrDefault(dimension, "some-" + word));
    }
    return labels;
  }

  /// A series of the group, as in PromQL.
  static String selector(Series series, Selection of) {
    Map<String, String> labels = new TreeMap<>(series.matchers());
    labels.putAll(of(of));
    return series.name() + braced(labels);
  }

  /// As in PromQL; the empty text for none.
  static String braced(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    List<String> texts = new ArrayList<>();
    labels.forEach((name, value) -> texts.add(name + "=" + Promql.quoted(value)));
    return "{" + String.join(",", texts) + "}";
  }
}
