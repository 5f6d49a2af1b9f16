// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloFiles;
import ai.mozaiks.observability.server.alerts.slo.SloSet;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.text.ShownText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is asked of a backtest.
///
/// @param rules those of the files that were sent, or those in force
record BacktestQuestion(RuleSet rules, Period period) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_RULES = 200;
  private static final int MOST_FILES = 50;
  private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);
  private static final List<String> KEYS = List.of("from", "to", "interval", "rules", "slos");

  /// A text that was sent, with the name it goes by in messages.
  private record SentFile(String name, String text) {}

  /// Reads one.
  ///
  /// @param inForce the rules when none are sent
  /// @param now the end when none is sent
  /// @throws Refusal naming what is wrong; of rules and service levels with file and line
  static BacktestQuestion read(Request request, Supplier<RuleSet> inForce, Instant now)
      throws Refusal {
    JsonNode body = body(request);
    Instant from = instant(body, "from");
    if (from == null) {
      throw Refusal.of(400, "from: missing (expected: a time such as 2026-01-31T12:00:00Z)");
    }
    Instant given = instant(body, "to");
    Instant to = given == null ? now : given;
    if (to.isAfter(now)) {
      throw Refusal.of(400, "to: " + to + " (expected: not later than now, " + now + ")");
    }
    Period period;
    try {
      period = new Period(from, to, interval(body));
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, String.valueOf(e.getMessage()));
    }
    List<SentFile> rules = files(body, "rules");
    List<SentFile> slos = files(body, "slos");
    if (rules.isEmpty() && !slos.isEmpty()) {
      throw Refusal.of(400, "slos: without rules (expected: rules that name them)");
    }
    RuleSet set = rules.isEmpty() ? inForce.get() : rules(slos, rules);
    if (set.rules().isEmpty() || (!rules.isEmpty() && set.rules().size() > MOST_RULES)) {
      throw Refusal.of(
          400, "rules: " + set.rules().size() + " rules (expected: 1 to " + MOST_RULES + ")");
    }
    return new BacktestQuestion(set, period);
  }

  private static JsonNode body(Request request) throws Refusal {
    request.allowParameters();
    String type = request.header("Content-Type");
    // A page in a browser cannot send this type to another host without being asked first.
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Refusal.of(415, "Content-Type: " + type + " (expected: application/json)");
    }
    if (request.body().length() > MOST_BYTES) {
      throw Refusal.of(
          413,
          "body: " + request.body().length() + " bytes (expected: at most " + MOST_BYTES + ")");
    }
    JsonNode body;
    try {
      body = JSON.readTree(request.body().stream());
    } catch (JacksonException e) {
      throw Refusal.of(400, "body: " + e.getOriginalMessage() + " (expected: a JSON object)");
    }
    requireKeys(body, "body", KEYS);
    return body;
  }

  private static void requireKeys(JsonNode node, String name, List<String> known) throws Refusal {
    if (!node.isObject()) {
      throw Refusal.of(400, name + ": no object (expected: one of " + known + ")");
    }
    for (String key : node.propertyNames()) {
      if (!known.contains(key)) {
        throw Refusal.of(
            400,
            ShownText.of(key, 64) + ": unknown key (expected: " + String.join(", ", known) + ")");
      }
    }
  }

  private static @Nullable String text(JsonNode node, String key) throws Refusal {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw Refusal.of(400, key + ": no text (expected: a text)");
    }
    return value.stringValue();
  }

  private static @Nullable Instant instant(JsonNode body, String key) throws Refusal {
    String text = text(body, key);
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.of(
          400,
          key + ": " + ShownText.of(text, 64) + " (expected: a time such as 2026-01-31T12:00:00Z)");
    }
  }

  private static Duration interval(JsonNode body) throws Refusal {
    String text = text(body, "interval");
    if (text == null) {
      return USUAL_INTERVAL;
    }
    return DurationText.parse(text)
        .orElseThrow(() ->
            Refusal.of(
                400, "interval: " + ShownText.of(text, 64) + " (expected: a duration such as 1m)"));
  }

  private static List<SentFile> files(JsonNode body, String key) throws Refusal {
    JsonNode list = body.path(key);
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    if (!list.isArray() || list.size() > MOST_FILES) {
      throw Refusal.of(400, key + ": (expected: a list of at most " + MOST_FILES + " files)");
    }
    List<SentFile> files = new ArrayList<>();
    for (JsonNode each : list) {
      requireKeys(each, key, List.of("name", "text"));
      String name = text(each, "name");
      String text = text(each, "text");
      if (text == null) {
        throw Refusal.of(400, key + ": text: missing (expected: the text of a file)");
      }
      files.add(new SentFile(name == null ? key : ShownText.of(name, 200), text));
    }
    return files;
  }

  /// The rules of the files alone; they may change built-in ones, and name built-in service levels.
  private static RuleSet rules(List<SentFile> slos, List<SentFile> rules) throws Refusal {
    try {
      SloFiles levels = new SloFiles().addBuiltIn();
      slos.forEach(each -> levels.add(each.name(), each.text()));
      SloSet read = levels.read();
      Set<Rule> builtIn = new HashSet<>(new RuleFiles(read).addBuiltIn().read().rules());
      RuleFiles files = new RuleFiles(read).addBuiltIn();
      rules.forEach(each -> files.add(each.name(), each.text()));
      List<Rule> own =
          files.read().rules().stream().filter(rule -> !builtIn.contains(rule)).toList();
      return new RuleSet(own, read.slos());
    } catch (ConfigurationException e) {
      throw Refusal.of(400, String.valueOf(e.getMessage()));
    }
  }
}
