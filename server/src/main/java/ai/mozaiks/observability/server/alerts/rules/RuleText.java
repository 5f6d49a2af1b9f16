// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.server.alerts.measure.Metric;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills the placeholders of annotations: `{{value}}`, `{{limit}}`, `{{window}}`, `{{count}}`,
/// `{{reason}}`, `{{labels.app}}` and the other labels. What an alert does not have is the empty
/// text.
public final class RuleText {
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler().escapeHTML(false).defaultValue("");
  private static final ConcurrentMap<String, Template> COMPILED = new ConcurrentHashMap<>();
  private static final int MOST_COMPILED = 10_000;
  private static final int LONGEST = 5_000;
  private static final Pattern LABEL = Pattern.compile("labels\\.(?!entrySet)([A-Za-z_]\\w*)");
  private static final Set<String> NAMES = Set.of("value", "limit", "window", "count", "reason");

  private RuleText() {}

  /// Whether a text can be filled, whatever the alert is. Only the placeholders themselves are:
  /// what else a template can do, such as to look into values or to go through them, could fail, or
  /// not end, when an alert is to fire.
  ///
  /// @return what is wrong with it; empty when nothing is
  public static String mistakeIn(String text) {
    if (text.length() > LONGEST) {
      return text.length() + " characters, more than " + LONGEST;
    }
    try {
      Placeholders found = new Placeholders();
      COMPILER.compile(text).visit(found);
      return found.mistake;
    } catch (MustacheException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// The labels that a text shows or asks for, without the `labels.` before them; none for a text
  /// that cannot be filled. The caller may change the set.
  static Set<String> labelsIn(String text) {
    Placeholders found = new Placeholders();
    if (mistakeIn(text).isEmpty()) {
      COMPILER.compile(text).visit(found);
    }
    return found.labels;
  }

  /// Goes through a text and finds what it has placeholders for.
  private static final class Placeholders implements Mustache.Visitor {
    private final Set<String> labels = new TreeSet<>();
    private String mistake = "";

    @Override
    public void visitText(String text) {
      if (text.contains("{{")) {
        mistake = "{{ without }}";
      }
    }

    @Override
    public void visitVariable(String name) {
      if (!name.equals(".")) { // what a section is about
        note(name);
      }
    }

    private void note(String name) {
      Matcher label = LABEL.matcher(name);
      if (label.matches()) {
        labels.add(label.group(1));
      } else if (!NAMES.contains(name)) {
        mistake = "{{" + name + "}}";
      }
    }

    @Override
    public boolean visitInclude(String name) {
      mistake = "{{>" + name + "}}";
      return false;
    }

    @Override
    public boolean visitSection(String name) {
      note(name);
      return true;
    }

    @Override
    public boolean visitInvertedSection(String name) {
      note(name);
      return true;
    }
  }

  /// The annotations of a rule, filled in. Those that the rule does not give itself are made of
  /// what it is: `summary` and `description`.
  ///
  /// @param labels all labels of the alert
  /// @param value in the unit of the rule; NaN when there is none
  /// @param count how many it was found of; 0 when that says nothing
  /// @param reason in words what was found; may be empty
  public static Map<String, String> annotations(
      Rule rule, Map<String, String> labels, double value, double count, String reason) {
    Map<String, String> texts = new HashMap<>();
    Map<String, Object> context =
        Map.of(
            "labels", labels,
            "value", unit(rule).show(value),
            "limit", limit(rule),
            "window", window(rule),
            "count", Condition.Unit.NUMBER.show(count),
            "reason", reason);
    templates(rule).forEach((name, text) -> texts.put(name, fill(text, context)));
    return texts;
  }

  /// The annotations of a rule with their placeholders, those that it does not give itself
  /// included.
  public static Map<String, String> templates(Rule rule) {
    Map<String, String> templates = new TreeMap<>(rule.head().annotations());
    templates.computeIfAbsent("summary", _ -> summaryOf(rule));
    templates.computeIfAbsent("description", _ -> descriptionOf(rule));
    return templates;
  }

  private static String fill(String text, Map<String, Object> context) {
    if (!text.contains("{{")) {
      return text;
    }
    if (COMPILED.size() > MOST_COMPILED) {
      COMPILED.clear();
    }
    return COMPILED.computeIfAbsent(text, COMPILER::compile).execute(context);
  }

  /// What `{{value}}` is a number of.
  public static Condition.Unit unit(Rule rule) {
    return switch (rule) {
      case Rule.Compared compared -> compared.condition().unit();
      case Rule.Cost _ -> Condition.Unit.USD;
      case Rule.Absence _, Rule.BurnRate _, Rule.Flagged _, Rule.Unpriced _ ->
          Condition.Unit.NUMBER;
    };
  }

  /// What `{{limit}}` stands for; empty for nothing.
  public static String limit(Rule rule) {
    return switch (rule) {
      case Rule.Compared compared -> shown(compared.condition());
      case Rule.Cost cost ->
          "USD " + BigDecimal.valueOf(cost.limitPicoUsd(), 12).setScale(2, RoundingMode.HALF_EVEN);
      case Rule.BurnRate burn ->
          Condition.Unit.NUMBER.show(
              burn.windows().stream().mapToDouble(each -> each.factor()).min().orElse(1));
      case Rule.Absence _, Rule.Flagged _, Rule.Unpriced _ -> "";
    };
  }

  private static String shown(Condition condition) {
    return condition.unit().show(condition.limit().doubleValue());
  }

  /// What `{{window}}` stands for; empty for nothing.
  public static String window(Rule rule) {
    return switch (rule) {
      case Rule.Windowed windowed -> windowed.window().text();
      case Rule.BurnRate _, Rule.Flagged _, Rule.Level _, Rule.Uptime _ -> "";
    };
  }

  private static String summaryOf(Rule rule) {
    return switch (rule) {
      case Rule.Flagged _ -> "Chat {{labels.chat_id}} is {{labels.flag}}";
      default -> rule.head().name() + where(rule);
    };
  }

  private static String where(Rule rule) {
    StringBuilder text = new StringBuilder();
    for (String label : rule.groupLabels()) {
      text.append("{{#labels.")
          .append(label)
          .append("}} ")
          .append(label)
          .append(" {{labels.")
          .append(label)
          .append("}}{{/labels.")
          .append(label)
          .append("}}");
    }
    return text.isEmpty() ? "" : ":" + text;
  }

  private static String descriptionOf(Rule rule) {
    return switch (rule) {
      case Rule.Threshold threshold ->
          words(threshold.of().quantity())
              + " in the last {{window}}: {{value}}, "
              + threshold.condition().text();
      case Rule.Slow slow ->
          "p%s of %s in the last {{window}}: {{value}}, %s ({{count}} samples)"
              .formatted(
                  Condition.Unit.NUMBER.show(slow.quantile() * 100),
                  words(slow.of().quantity()),
                  slow.condition().text());
      case Rule.Ratio ratio ->
          "%s per %s in the last {{window}}: {{value}}, %s (of {{count}})"
              .formatted(
                  words(ratio.of().quantity()),
                  words(ratio.to().quantity()),
                  ratio.condition().text());
      case Rule.Absence absence ->
          "No " + words(absence.of().quantity()) + " in the last {{window}}";
      case Rule.Cost _ -> "{{value}} spent this {{window}}, above {{limit}}";
      case Rule.BurnRate burn ->
          "The error budget of " + burn.slo().name() + " is spent {{value}} times too fast";
      case Rule.Flagged _ -> "{{labels.flag}}: {{reason}}";
      case Rule.Unpriced _ -> "{{value}} calls without a price in the last {{window}}";
      case Rule.Level level ->
          level.figure().word().replace('_', ' ') + ": {{value}}, " + level.condition().text();
      case Rule.Uptime uptime ->
          uptime.figure().word()
              + ": {{value}}, "
              + uptime.condition().text()
              + "{{#reason}} ({{reason}}){{/reason}}";
    };
  }

  private static String words(Quantity quantity) {
    return quantity.equals(new Quantity.Count(Metric.COST_USD))
        ? "cost"
        : quantity.word().replace('_', ' ').toLowerCase(Locale.ROOT);
  }
}
