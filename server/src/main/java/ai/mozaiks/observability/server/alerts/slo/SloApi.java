// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/slos`: how the service levels stand; `GET /api/slos/{name}/history`: how the budgets
/// of one came to be so. Thread-safe.
public final class SloApi {
  private final SloBoard board;

  public SloApi(SloBoard board) {
    this.board = board;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/slos", this::slos).get("/api/slos/{name}/history", this::history);
  }

  private Answer slos(Request request) throws Refusal {
    request.allowParameters("format");
    return Answer.json(AnswerJson.MAPPER.writeValueAsBytes(json(board.read())));
  }

  private Answer history(Request request) throws Refusal {
    request.allowParameters("format");
    String name = request.pathParameter("name");
    SloBoard.Past past = board.readPast();
    for (var each : past.histories().entrySet()) {
      if (each.getKey().name().equals(name)) {
        return Answer.json(
            AnswerJson.MAPPER.writeValueAsBytes(json(each.getKey(), past.at(), each.getValue())));
      }
    }
    throw Refusal.of(
        404, "name: " + name + " (expected: a service level that GET /api/slos lists)");
  }

  private static ObjectNode json(Slo slo, @Nullable Instant at, List<BudgetHistory> histories) {
    ObjectNode node = AnswerJson.MAPPER.createObjectNode();
    head(node, slo);
    node.put("at", at == null ? null : at.toString());
    ArrayNode groups = node.putArray("groups");
    for (BudgetHistory history : histories) {
      ObjectNode group = groups.addObject();
      group(group, history.budget());
      ArrayNode parts = group.putArray("parts");
      history.parts().forEach(part -> put(parts.addObject(), part));
    }
    return node;
  }

  private static void put(ObjectNode node, BudgetHistory.Part part) {
    node.put("from", part.from().toString())
        .put("until", part.until().toString())
        .put("good", part.good())
        .put("bad", part.bad())
        .put("total", part.total());
    number(node, "left_share", part.leftShare());
    if (part.picoUsd() != null) {
      node.put("spent_usd", Usd.toDecimal(Math.max(0, part.picoUsd())));
    }
  }

  static ObjectNode json(SloBoard.Reading reading) {
    ObjectNode node = AnswerJson.MAPPER.createObjectNode();
    node.put("evaluated_at", reading.at() == null ? null : reading.at().toString());
    ArrayNode slos = node.putArray("slos");
    reading.budgets().forEach((slo, budgets) -> put(slos.addObject(), slo, budgets));
    return node;
  }

  private static void put(ObjectNode node, Slo slo, List<ErrorBudget> budgets) {
    head(node, slo);
    ObjectNode labels = node.putObject("labels");
    new TreeMap<>(slo.labels()).forEach(labels::put);
    ArrayNode policy = node.putArray("policy");
    slo.policy().steps().forEach(step -> put(policy.addObject(), step));
    ArrayNode groups = node.putArray("groups");
    budgets.forEach(budget -> put(groups.addObject(), budget));
  }

  private static void head(ObjectNode node, Slo slo) {
    node.put("name", slo.name())
        .put("display_name", slo.displayName())
        .put("service", slo.service())
        .put("description", slo.description())
        .put("target", slo.target())
        .put("window", DurationText.write(slo.window()))
        .put("counts", slo.indicator() instanceof Indicator.Spending ? "days" : "events")
        .put("source", slo.source());
  }

  private static void group(ObjectNode node, ErrorBudget budget) {
    ObjectNode group = node.putObject("group");
    for (int i = 0; i < budget.slo().by().size(); i++) {
      group.put(Words.of(budget.slo().by().get(i)), budget.group().values().get(i));
    }
  }

  private static void put(ObjectNode node, BudgetPolicy.Step step) {
    node.put("left_share", step.left()).put("text", step.text());
  }

  private static void put(ObjectNode node, ErrorBudget budget) {
    group(node, budget);
    node.put("good", budget.good()).put("bad", budget.bad()).put("total", budget.total());
    number(node, "achieved", budget.achieved());
    node.put("met", budget.total() == 0 ? null : (Boolean) (budget.left() >= 0));
    ObjectNode left = node.putObject("budget");
    left.put("allowed", budget.allowed()).put("left", budget.left());
    number(left, "left_share", budget.leftShare());
    left.put("exhausted_at", budget.exhaustedAt() == null ? null : budget.exhaustedAt().toString());
    BudgetPolicy.Step step = budget.step();
    if (step == null) {
      left.putNull("step");
    } else {
      put(left.putObject("step"), step);
    }
    ObjectNode rates = node.putObject("burn_rates");
    budget.rates().forEach(rate -> number(rates, DurationText.write(rate.window()), rate.rate()));
    node.put("supported_target", budget.supportedTarget());
    if (budget.today() != null) {
      node.putObject("today")
          .put("spent_usd", Usd.toDecimal(Math.max(0, budget.today().picoUsd())))
          .put("limit_usd", Usd.toDecimal(budget.today().limit()));
    }
  }

  /// Null for what is not known: JSON has no NaN.
  private static void number(ObjectNode node, String name, double value) {
    node.put(name, Double.isFinite(value) ? (Double) value : null);
  }
}
