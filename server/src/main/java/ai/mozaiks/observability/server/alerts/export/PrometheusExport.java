// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.export.BurnRecords.Recording;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleHead;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A set of rules in the form of Prometheus: a file of rules, and a file of tests for promtool that
/// shows that each of them fires on what is bad and is silent on what is good.
///
/// @param rules text of the file of rules
/// @param tests text of the file of tests, which names the other as [#RULES_FILE]
/// @param alerts names of the rules that are in it
/// @param leftOut what cannot be said to a Prometheus
public record PrometheusExport(
    String rules, String tests, List<String> alerts, List<LeftOut> leftOut) {
  public static final String RULES_FILE = "mozaiks-rules.yml";
  public static final String TESTS_FILE = "mozaiks-rules-test.yml";

  /// The name of the scrape job in the monitoring guide.
  public static final String USUAL_JOB = "mozaiksai";

  private static final String INTERVAL = "30s";

  /// A rule that is not in it.
  ///
  /// @param source where it is written
  /// @param reason why, as a sentence without its end
  public record LeftOut(String rule, String source, String reason) {}

  public PrometheusExport {
    alerts = List.copyOf(alerts);
    leftOut = List.copyOf(leftOut);
  }

  /// An alert as it is exported.
  ///
  /// @param expression its condition in PromQL
  /// @param remarks how that differs from the rule
  record Exported(Rule rule, String expression, List<String> remarks) {
    /// All labels that the rule gives, besides those of its groups.
    Map<String, String> labels() {
      RuleHead head = rule.head();
      Map<String, String> labels = new TreeMap<>(head.labels());
      rule.groupLabels().forEach(labels::remove); // a group's value goes before
      if (rule instanceof Rule.BurnRate burn) {
        labels.put("slo", burn.slo().name());
      }
      labels.put("severity", head.severity().word());
      return labels;
    }
  }

  /// Writes rules for Prometheus.
  ///
  /// @param job the name of the scrape job
  public static PrometheusExport of(RuleSet set, String job) {
    Expressions expressions = new Expressions(job);
    List<Exported> plain = new ArrayList<>();
    Map<Slo, List<Exported>> burning = new LinkedHashMap<>();
    Map<Slo, List<Recording>> recordings = new LinkedHashMap<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Rule rule : set.rules()) {
      try {
        Expressions.Expression expression = expressions.of(rule);
        Exported exported = new Exported(rule, expression.text(), expression.remarks());
        if (rule instanceof Rule.BurnRate burn) {
          recordings.put(burn.slo(), BurnRecords.of(burn.slo(), about(set, burn.slo())));
          burning.computeIfAbsent(burn.slo(), _ -> new ArrayList<>()).add(exported);
        } else {
          plain.add(exported);
        }
      } catch (NotExportableException e) {
        leftOut.add(new LeftOut(rule.head().name(), rule.head().source(), e.reason()));
      }
    }
    StringBuilder rules = head(leftOut);
    group(rules, "mozaiks", List.of(), plain);
    burning.forEach((slo, alerts) ->
        group(rules, "mozaiks_slo_" + slo.name(), recordings.getOrDefault(slo, List.of()), alerts));
    List<Exported> all = new ArrayList<>(plain);
    burning.values().forEach(all::addAll);
    return new PrometheusExport(
        rules.toString(),
        new PromtoolTests(job).text(all),
        all.stream().map(exported -> exported.rule().head().name()).toList(),
        leftOut);
  }

  private static List<Rule.BurnRate> about(RuleSet set, Slo slo) {
    return set.rules().stream()
        .filter(Rule.BurnRate.class::isInstance)
        .map(Rule.BurnRate.class::cast)
        .filter(burn -> burn.slo().equals(slo))
        .toList();
  }

  private static StringBuilder head(List<LeftOut> leftOut) {
    StringBuilder text =
        new StringBuilder(
            """
            # Rules of Mozaiks Observability for Prometheus (2.42 or later), made by
            # `mozaiks rules export`. Do not change them here: change the rules they are made of.
            """);
    if (!leftOut.isEmpty()) {
      text.append("#\n# Not in here, since Prometheus cannot know:\n");
      leftOut.forEach(each ->
          text.append("# - ").append(each.rule()).append(": ").append(each.reason()).append('\n'));
    }
    return text.append("groups:\n");
  }

  private static void group(
      StringBuilder text, String name, List<Recording> recordings, List<Exported> alerts) {
    if (alerts.isEmpty()) {
      return;
    }
    text.append("  - name: ").append(Promql.quoted(name)).append('\n');
    text.append("    interval: ").append(INTERVAL).append('\n');
    text.append("    rules:\n");
    for (Recording recording : recordings) {
      text.append("      - record: ").append(recording.name()).append('\n');
      expression(text, recording.expression());
      text.append("        labels:\n");
      entry(text, "slo", recording.slo());
    }
    alerts.forEach(alert -> alert(text, alert));
  }

  private static void alert(StringBuilder text, Exported alert) {
    RuleHead head = alert.rule().head();
    alert.remarks().forEach(remark -> text.append("      # ").append(remark).append('\n'));
    text.append("      - alert: ").append(head.name()).append('\n');
    expression(text, alert.expression());
    duration(text, "for", head.pending());
    duration(text, "keep_firing_for", head.keepFiring());
    text.append("        labels:\n");
    alert.labels().forEach((name, value) -> entry(text, name, AnnotationText.literal(value)));
    text.append("        annotations:\n");
    AnnotationText.of(alert.rule(), alert.remarks())
        .forEach((name, value) -> entry(text, name, value));
  }

  private static void duration(StringBuilder text, String name, Duration duration) {
    if (!duration.isZero()) {
      text.append("        ")
          .append(name)
          .append(": ")
          .append(Promql.duration(duration))
          .append('\n');
    }
  }

  private static void expression(StringBuilder text, String expression) {
    text.append("        expr: |-\n").append(expression.indent(10));
  }

  private static void entry(StringBuilder text, String name, String value) {
    text.append("          ").append(name).append(": ").append(Promql.quoted(value)).append('\n');
  }
}
