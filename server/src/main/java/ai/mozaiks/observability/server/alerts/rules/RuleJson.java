// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.storage.Dimension;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Rules as JSON, with the keys that they are written with.
public final class RuleJson {

  private RuleJson() {}

  /// A rule, as it is in force: defaults included.
  public static ObjectNode write(Rule rule) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    RuleHead head = rule.head();
    json.put("name", head.name());
    json.put("kind", rule.kind());
    writeKind(rule, json);
    json.put("for", DurationText.write(head.pending()));
    json.put("keep_firing_for", DurationText.write(head.keepFiring()));
    json.put("no_data", head.noData().word());
    json.put("severity", head.severity().word());
    writeAll(json.putObject("labels"), head.labels());
    writeAll(json.putObject("annotations"), head.annotations());
    json.put("source", head.source());
    return json;
  }

  private static void writeKind(Rule rule, ObjectNode json) {
    switch (rule) {
      case Rule.Threshold threshold -> {
        write(threshold.of(), json);
        json.put("window", threshold.window().text());
        write(threshold.condition(), json);
      }
      case Rule.Slow slow -> {
        write(slow.of(), json);
        json.put("quantile", slow.quantile());
        json.put("window", slow.window().text());
        write(slow.condition(), json);
        json.put("min_count", slow.minCount());
      }
      case Rule.Ratio ratio -> {
        write(ratio.of(), json);
        json.put("to", ratio.to().quantity().word());
        json.put("window", ratio.window().text());
        write(ratio.condition(), json);
        json.put("min_count", ratio.minCount());
      }
      case Rule.Absence absence -> {
        write(absence.of(), json);
        json.put("window", absence.window().text());
        json.put("lookback", absence.lookback().text());
      }
      case Rule.Cost cost -> {
        write(cost.of(), json);
        json.put("per", cost.window().text());
        json.put(Condition.Operator.ABOVE.word(), Usd.toDecimal(cost.limitPicoUsd()));
      }
      case Rule.BurnRate burn -> {
        json.put("slo", burn.slo().name());
        burn.windows()
            .forEach(window ->
                json.withArray("windows")
                    .addObject()
                    .put("long", DurationText.write(window.longWindow()))
                    .put("short", DurationText.write(window.shortWindow()))
                    .put("factor", window.factor()));
      }
      case Rule.Flagged flagged -> {
        flagged.flags().forEach(flag -> json.withArray("flags").add(flag.word()));
        write(List.of(), flagged.where(), json);
      }
      case Rule.Unpriced unpriced -> {
        write(unpriced.of(), json);
        json.put("window", unpriced.window().text());
      }
      case Rule.Uptime uptime -> {
        json.put("figure", uptime.figure().word());
        uptime.checks().stream().sorted().forEach(check -> json.withArray("checks").add(check));
        write(uptime.condition(), json);
      }
      case Rule.Level level -> {
        json.put("figure", level.figure().word());
        write(level.by(), level.where(), json);
        write(level.condition(), json);
      }
    }
  }

  private static void write(Selection selection, ObjectNode json) {
    json.put("of", selection.quantity().word());
    write(selection.by(), selection.where(), json);
  }

  private static void write(List<Dimension> by, Map<Dimension, String> where, ObjectNode json) {
    Words.of(by).forEach(each -> json.withArray("by").add(each));
    where.forEach((key, value) -> json.withObject("/where").put(Words.of(key), value));
  }

  private static void write(Condition condition, ObjectNode json) {
    json.put(condition.operator().word(), condition.limit());
    json.put("unit", condition.unit().name().toLowerCase(Locale.ROOT));
  }

  private static void writeAll(ObjectNode json, Map<String, String> texts) {
    new TreeMap<>(texts).forEach(json::put);
  }
}
