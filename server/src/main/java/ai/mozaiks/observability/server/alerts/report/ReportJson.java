// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.http.AnswerJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A review as JSON, exact.
final class ReportJson {
  private static final double NANOS = 1e9;

  private ReportJson() {}

  static ObjectNode of(WeeklyReport report) {
    ObjectNode node = AnswerJson.MAPPER.createObjectNode();
    node.put("week", report.week().name())
        .put("zone", report.week().zone().getId())
        .put("from", report.week().from().toString())
        .put("to", report.week().to().toString())
        .put("until", report.until().toString())
        .put("complete", report.isComplete())
        .put("shortened", report.shortened())
        .put("made_at", report.madeAt().toString());
    node.set("totals", figures(report.totals()));
    if (report.before() == null) {
      node.putNull("week_before");
    } else {
      node.set("week_before", figures(report.before()));
    }
    ArrayNode days = node.putArray("days");
    for (WeeklyReport.Day day : report.days()) {
      days.addObject()
          .put("day", day.day().toString())
          .put("agent_turns", day.agentTurns())
          .put("errors", day.errors())
          .put("cost", day.costUsd());
    }
    put(node.putArray("cost_movers"), report.costMovers());
    put(node.putArray("error_movers"), report.errorMovers());
    ArrayNode tooMany = node.putArray("too_many");
    report.tooMany().forEach(kind -> tooMany.add(Words.of(kind)));
    ArrayNode slowest = node.putArray("slowest_agents");
    for (WeeklyReport.SlowAgent agent : report.slowest()) {
      ObjectNode item = slowest.addObject();
      item.put("agent", agent.agent())
          .put("workflow", agent.workflow())
          .put("turns", agent.turns());
      seconds(item, "median_sec", agent.median());
      seconds(item, "p95_sec", agent.p95());
      seconds(item, "p95_before_sec", agent.p95Before());
    }
    ArrayNode models = node.putArray("new_models");
    for (WeeklyReport.NewModel model : report.newModels()) {
      models
          .addObject()
          .put("model", model.model())
          .put("llm_calls", model.calls())
          .put("cost", model.costUsd());
    }
    node.put("slos_at", text(report.slosAt()));
    ArrayNode slos = node.putArray("slos");
    report.slos().forEach(slo -> put(slos.addObject(), slo));
    ArrayNode alerts = node.putArray("alerts");
    report.alerts().forEach(rule -> put(alerts.addObject(), rule));
    return node;
  }

  private static ObjectNode figures(WeekFigures figures) {
    ObjectNode node = AnswerJson.MAPPER.createObjectNode();
    node.put("agent_turns", figures.agentTurns())
        .put("llm_calls", figures.llmCalls())
        .put("tool_calls", figures.toolCalls())
        .put("errors", figures.errors())
        .put("prompt_tokens", figures.promptTokens())
        .put("completion_tokens", figures.completionTokens())
        .put("cost", figures.costUsd())
        .put("unpriced_calls", figures.unpricedCalls());
    seconds(node, "turn_median_sec", figures.turnMedian());
    seconds(node, "turn_p95_sec", figures.turnP95());
    return node;
  }

  private static void put(ArrayNode list, List<Mover> movers) {
    for (Mover mover : movers) {
      BigDecimal change = mover.change();
      list.addObject()
          .put("kind", Words.of(mover.kind()))
          .put("name", mover.name())
          .put("state", mover.turn().name().toLowerCase(Locale.ROOT))
          .put("before", mover.before())
          .put("now", mover.now())
          .put("change", change)
          .put("percent", mover.percent());
    }
  }

  private static void put(ObjectNode node, WeeklyReport.SloStatus slo) {
    node.put("name", slo.name())
        .put("group", slo.group())
        .put("target", slo.target())
        .put("window", DurationText.write(slo.window()))
        .put("achieved", slo.achieved())
        .put("met", slo.met())
        .put("left_share", slo.leftShare())
        .put("step", slo.step());
  }

  private static void put(ObjectNode node, WeeklyReport.FiredRule rule) {
    node.put("rule", rule.rule())
        .put("severity", rule.severity().name().toLowerCase(Locale.ROOT))
        .put("firings", rule.firings())
        .put("groups", rule.groups());
    seconds(node, "longest_sec", rule.longest());
    node.put("going_on", rule.goingOn());
    ObjectNode told = node.putObject("told");
    rule.told().forEach(told::put);
    node.put("not_delivered", rule.untold());
  }

  private static void seconds(ObjectNode node, String name, @Nullable Duration duration) {
    node.put(name, duration == null ? null : (Double) (duration.toNanos() / NANOS));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
