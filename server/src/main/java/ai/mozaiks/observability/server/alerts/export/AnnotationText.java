// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says the annotations of rules in the templates of Prometheus.
final class AnnotationText {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{\\{?\\s*([#^/&]?)\\s*([\\w.]+)\\s*}?}}");

  /// What stands only if, or unless, the rule gives a value of that name.
  private static final Pattern DECIDED =
      Pattern.compile(
          "\\{\\{\\s*([#^])\\s*(\\w+)\\s*}}(.*?)\\{\\{\\s*/\\s*\\2\\s*}}", Pattern.DOTALL);

  private static final String LABELS = "labels.";

  private AnnotationText() {}

  /// The annotations of a rule, as Prometheus fills them.
  ///
  /// @param remarks how the exported rule differs; added as `note`
  static Map<String, String> of(Rule rule, List<String> remarks) {
    Map<String, String> texts = new TreeMap<>();
    if (rule instanceof Rule.Flagged) {
      texts.put("summary", "{{ $value }} chats of {{ $labels.workflow }} are {{ $labels.flag }}");
      texts.put("description", "GET /health/active-runs names the chats, and why.");
    } else {
      RuleText.templates(rule).forEach((name, text) -> texts.put(name, translated(rule, text)));
    }
    if (!remarks.isEmpty()) {
      texts.put("note", literal(String.join(" ", remarks)));
    }
    return texts;
  }

  private static String translated(Rule rule, String template) {
    Matcher placeholder = PLACEHOLDER.matcher(decided(rule, template));
    StringBuilder translated = new StringBuilder();
    while (placeholder.find()) {
      placeholder.appendReplacement(
          translated,
          Matcher.quoteReplacement(translated(rule, placeholder.group(1), placeholder.group(2))));
    }
    return placeholder.appendTail(translated).toString();
  }

  /// The template without the conditions on what the rule itself decides: Prometheus is asked about
  /// labels only.
  private static String decided(Rule rule, String template) {
    Matcher section = DECIDED.matcher(template);
    if (!section.find()) {
      return template;
    }
    boolean stays = isKnown(rule, section.group(2)) == section.group(1).equals("#");
    return decided(
        rule,
        template.substring(0, section.start())
            + (stays ? section.group(3) : "")
            + template.substring(section.end()));
  }

  private static String translated(Rule rule, String kind, String name) {
    String label = name.startsWith(LABELS) ? name.substring(LABELS.length()) : "";
    return switch (kind) {
      case "/" -> "{{ end }}";
      case "#" -> "{{ if " + (label.isEmpty() ? isKnown(rule, name) : "$labels." + label) + " }}";
      case "^" ->
          "{{ if " + (label.isEmpty() ? !isKnown(rule, name) : "not $labels." + label) + " }}";
      default -> label.isEmpty() ? value(rule, name) : "{{ $labels." + label + " }}";
    };
  }

  private static boolean isKnown(Rule rule, String name) {
    return !value(rule, name).isEmpty();
  }

  private static String value(Rule rule, String name) {
    return switch (name) {
      case "value" ->
          switch (RuleText.unit(rule)) {
            case SHARE -> "{{ $value | humanizePercentage }}";
            case SECONDS -> "{{ $value | humanizeDuration }}";
            case USD -> "USD {{ printf \"%.2f\" $value }}";
            case BYTES -> "{{ $value | humanize1024 }}B";
            case DAYS -> "{{ printf \"%.4g\" $value }} days";
            case NUMBER -> "{{ printf \"%.4g\" $value }}";
          };
      case "limit" -> literal(RuleText.limit(rule));
      case "window" -> literal(RuleText.window(rule));
      // Prometheus gives a template the value alone.
      case "count" -> "at least " + count(rule);
      default -> "";
    };
  }

  private static long count(Rule rule) {
    return switch (rule) {
      case Rule.Slow slow -> Math.max(1, slow.minCount());
      case Rule.Ratio ratio -> Math.max(1, ratio.minCount());
      case Rule.Threshold _,
          Rule.Absence _,
          Rule.Cost _,
          Rule.BurnRate _,
          Rule.Flagged _,
          Rule.Unpriced _,
          Rule.Level _,
          Rule.Uptime _ ->
          0;
    };
  }

  /// A text that is none of a template's business.
  static String literal(String text) {
    return text.replace("{{", "{{ \"{{\" }}");
  }
}
