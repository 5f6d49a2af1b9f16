// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.http.AnswerJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What came of a backtest, as JSON.
final class BacktestJson {
  private static final JsonMapper JSON = AnswerJson.MAPPER;

  private BacktestJson() {}

  static ObjectNode failed(Period period, String failure) {
    return head(period, failure);
  }

  static ObjectNode write(
      Backtest backtest, Period period, Backtest.Outcome outcome, RealFirings real, Duration took) {
    ObjectNode json = head(period, null);
    json.put("evaluations", outcome.evaluations());
    json.put("events", outcome.events());
    json.put("took_sec", took.toMillis() / 1e3);
    json.put("crowded_out", outcome.crowdedOut());
    ArrayNode rules = json.putArray("rules");
    for (Rule rule : backtest.rules().rules()) {
      String name = rule.head().name();
      ObjectNode item = rules.addObject();
      item.put("rule", name);
      item.put("source", rule.head().source());
      item.put(
          "episodes", outcome.episodes().stream().filter(each -> each.rule().equals(name)).count());
      item.put("pending_only", outcome.pendingOnly().getOrDefault(name, 0));
      item.put("failure", outcome.failures().get(name));
    }
    ArrayNode leftOut = json.putArray("left_out");
    for (Backtest.LeftOut each : backtest.leftOut()) {
      leftOut
          .addObject()
          .put("rule", each.rule())
          .put("source", each.source())
          .put("reason", each.reason());
    }
    ArrayNode episodes = json.putArray("episodes");
    outcome.episodes().forEach(each -> put(episodes.addObject(), each, real));
    json.put("more_episodes", outcome.moreEpisodes());
    ArrayNode others = json.putArray("only_in_history");
    for (RealFirings.Firing each : real.besides(outcome.episodes())) {
      ObjectNode item = others.addObject();
      item.put("rule", each.rule());
      put(item.putObject("labels"), each.labels());
      put(item, each);
    }
    return json;
  }

  private static ObjectNode head(Period period, @Nullable String failure) {
    ObjectNode json = JSON.createObjectNode();
    json.put("from", period.from().toString());
    json.put("to", period.to().toString());
    json.put("interval", DurationText.write(period.interval()));
    json.put("failure", failure);
    return json;
  }

  private static void put(ObjectNode item, Episode episode, RealFirings real) {
    item.put("rule", episode.rule());
    item.put("severity", episode.severity().word());
    put(item.putObject("labels"), episode.labels());
    item.put("pending_since", episode.pendingSince().toString());
    item.put("fired_at", episode.firedAt().toString());
    item.put("resolved_at", text(episode.resolvedAt()));
    item.put("worst", Double.isFinite(episode.worst()) ? (Double) episode.worst() : null);
    item.put("description", episode.description());
    RealFirings.Firing firing = real.during(episode).orElse(null);
    if (firing == null) {
      item.putNull("in_history");
    } else {
      put(item.putObject("in_history"), firing);
    }
  }

  private static void put(ObjectNode item, RealFirings.Firing firing) {
    item.put("firing_since", firing.from().toString());
    item.put("resolved_at", text(firing.until()));
  }

  private static void put(ObjectNode json, Map<String, String> texts) {
    new TreeMap<>(texts).forEach(json::put);
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
