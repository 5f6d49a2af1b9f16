// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.export.PrometheusExport.Exported;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes tests for promtool: each alert on data that is bad, and on data that is good.
final class PromtoolTests {
  private static final Duration SCRAPES = Duration.ofSeconds(15);

  private final Scenarios scenarios;

  /// @param job the name of the scrape job
  PromtoolTests(String job) {
    this.scenarios = new Scenarios(job);
  }

  /// Time series for a test.
  ///
  /// @param interval between two samples
  /// @param series by selector, as promtool writes values, for example `0+5x100`
  /// @param at when the alert is looked at
  /// @param labels that the alert must have besides those of its rule
  record Scenario(
      Duration interval, Map<String, String> series, Duration at, Map<String, String> labels) {}

  String text(List<Exported> alerts) {
    StringBuilder text =
        new StringBuilder(
            """
            # Tests of the rules beside this file: promtool test rules %s
            rule_files:
              - %s
            evaluation_interval: 30s
            tests:
            """
                .formatted(PrometheusExport.TESTS_FILE, PrometheusExport.RULES_FILE));
    for (Exported alert : alerts) {
      scenarios.bad(alert.rule()).forEach(scenario -> test(text, alert, scenario, true));
      scenarios.good(alert.rule()).ifPresent(scenario -> test(text, alert, scenario, false));
    }
    return text.toString();
  }

  private static void test(StringBuilder text, Exported alert, Scenario scenario, boolean fires) {
    String name = alert.rule().head().name();
    text.append("  - name: ")
        .append(Promql.quoted(name + (fires ? " fires" : " is silent")))
        .append('\n');
    text.append("    interval: ").append(Promql.duration(scenario.interval())).append('\n');
    text.append("    input_series:\n");
    scenario
        .series()
        .forEach((series, values) ->
            text.append("      - series: ")
                .append(Promql.quoted(series))
                .append("\n        values: ")
                .append(Promql.quoted(values))
                .append('\n'));
    text.append("    promql_expr_test:\n      - expr: ")
        .append(Promql.quoted("ALERTS{alertname=\"" + name + "\",alertstate=\"firing\"}"))
        .append("\n        eval_time: ")
        .append(Promql.duration(scenario.at()))
        .append('\n');
    if (fires) {
      text.append("        exp_samples:\n          - labels: ")
          .append(Promql.quoted(expected(alert, scenario)))
          .append("\n            value: 1\n");
    } else {
      text.append("        exp_samples: []\n");
    }
  }

  private static String expected(Exported alert, Scenario scenario) {
    StringBuilder labels = new StringBuilder("ALERTS{alertstate=\"firing\",alertname=");
    labels.append(Promql.quoted(alert.rule().head().name()));
    Map<String, String> all = new TreeMap<>(alert.labels());
    all.putAll(scenario.labels());
    all.forEach(
        (name, value) -> labels.append(',').append(name).append('=').append(Promql.quoted(value)));
    return labels.append('}').toString();
  }

  static Duration scrapes() {
    return SCRAPES;
  }
}
