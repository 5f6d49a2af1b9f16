// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine.RuleHealth;
import ai.mozaiks.observability.server.alerts.engine.AlertJson;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleJson;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/alerts`, `/api/alerts/history`, `/api/rules`, `/api/audit`. Thread-safe.
public final class AlertsApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final int MOST_ENTRIES = 1_000;
  private static final int MOST_ALERTS = 10_000;
  private static final Comparator<Alert> WORST_FIRST =
      Comparator.comparing(Alert::state, Comparator.comparingInt(AlertsApi::rank))
          .thenComparing(Alert::severity, Comparator.reverseOrder())
          .thenComparing(Alert::activeSince, Comparator.reverseOrder())
          .thenComparing(Alert::rule)
          .thenComparing(alert -> alert.group().values().toString());

  private final AlertService alerts;
  private final Muting muting;
  private final InstantSource clock;

  /// Whether nobody is told of an alert that fires.
  @FunctionalInterface
  public interface Muting {
    /// Why, in words; empty if somebody is told. Thread-safe.
    Optional<String> reason(Map<String, String> labels, Instant now);
  }

  public AlertsApi(AlertService alerts, Muting muting, InstantSource clock) {
    this.alerts = alerts;
    this.muting = muting;
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/alerts", this::list)
        .get("/api/alerts/history", this::history)
        .get("/api/rules", this::rules)
        .get("/api/audit", this::audit);
  }

  private static int rank(AlertState state) {
    return switch (state) {
      case FIRING -> 0;
      case PENDING -> 1;
      case RESOLVED -> 2;
    };
  }

  private Answer list(Request request) throws Refusal {
    request.allowParameters("state", "limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", MOST_ALERTS, 1, MOST_ALERTS);
    String state = request.queryParameter("state");
    if (state != null && !List.of("pending", "firing", "resolved").contains(state)) {
      throw Refusal.of(400, "state: " + state + " (expected: pending, firing or resolved)");
    }
    ObjectNode body = JSON.createObjectNode();
    writeStatus(body);
    List<Alert> wanted =
        alerts.alerts().stream()
            .filter(alert -> state == null || alert.state().word().equals(state))
            .sorted(WORST_FIRST)
            .toList();
    Page<Alert> page = Page.of(wanted, request, limit, Alert::fingerprint);
    body.put("left_out", wanted.size() - page.items().size());
    ArrayNode list = body.putArray("alerts");
    page.items().forEach(alert -> list.add(json(alert)));
    body.put("next", page.next());
    return json(body);
  }

  /// An alert of now, with why nobody is told of it.
  public ObjectNode json(Alert alert) {
    ObjectNode json = AlertJson.write(alert);
    String muted =
        alert.state() == AlertState.FIRING
            ? muting.reason(alert.labels(), clock.instant()).orElse(null)
            : null;
    json.put("muted_by", muted);
    return json;
  }

  private void writeStatus(ObjectNode body) {
    AlertService.Status status = alerts.status();
    body.put("ready", status.ready());
    body.put("waiting_rules", status.waiting().size());
    body.put("evaluated_at", status.evaluatedAt() == null ? null : status.evaluatedAt().toString());
    body.put("failure", status.failure());
    body.put("rules_mistake", status.rulesMistake());
  }

  private Answer history(Request request) throws Refusal {
    request.allowParameters("rule", "limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", 100, 1, MOST_ENTRIES);
    List<AlertBook.Entry> entries =
        alerts.book().history(before(request), request.queryParameter("rule"), limit + 1);
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("entries");
    Page<AlertBook.Entry> page = Page.cut(entries, limit, entry -> Long.toString(entry.id()));
    for (AlertBook.Entry entry : page.items()) {
      ObjectNode item = list.addObject();
      item.put("id", entry.id());
      item.put("at", entry.at().toString());
      item.put("state", entry.state());
      item.set("alert", AlertJson.write(entry.alert()));
    }
    body.put("next", page.next());
    return json(body);
  }

  /// The id of the entry behind which a page begins.
  private static @Nullable Long before(Request request) throws Refusal {
    String text = request.queryParameter(Page.CURSOR);
    if (text == null) {
      return null;
    }
    if (!text.matches("\\d{1,18}")) {
      throw Page.refusedCursor(text);
    }
    return Long.parseLong(text);
  }

  private Answer rules(Request request) throws Refusal {
    request.allowParameters("format");
    Map<String, RuleHealth> healths = alerts.health();
    Map<String, String> waiting = alerts.status().waiting();
    ObjectNode body = JSON.createObjectNode();
    writeStatus(body);
    ArrayNode list = body.putArray("rules");
    for (Rule rule : alerts.rules().rules()) {
      ObjectNode item = RuleJson.write(rule);
      RuleHealth health = healths.get(rule.head().name());
      ObjectNode evaluation = item.putObject("evaluation");
      evaluation.put("waits_for", waiting.get(rule.head().name()));
      evaluation.put("at", health == null ? null : health.evaluatedAt().toString());
      evaluation.put("took_sec", health == null ? null : (Double) (health.took().toNanos() / 1e9));
      evaluation.put("groups", health == null ? null : (Integer) health.groups());
      evaluation.put("left_out", health == null ? null : (Integer) health.leftOut());
      evaluation.put("failure", health == null ? null : health.failure());
      list.add(item);
    }
    return json(body);
  }

  private Answer audit(Request request) throws Refusal {
    request.allowParameters("limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", 100, 1, MOST_ENTRIES);
    List<AlertBook.AuditEntry> entries = alerts.book().audits(before(request), limit + 1);
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("entries");
    Page<AlertBook.AuditEntry> page = Page.cut(entries, limit, entry -> Long.toString(entry.id()));
    for (AlertBook.AuditEntry entry : page.items()) {
      ObjectNode item = list.addObject();
      item.put("id", entry.id());
      item.put("at", entry.at().toString());
      item.put("who", entry.who());
      item.put("what", entry.what());
      item.set("detail", JSON.readTree(entry.detail()));
    }
    body.put("next", page.next());
    return json(body);
  }

  private static Answer json(ObjectNode body) {
    return Answer.json(JSON.writeValueAsBytes(body));
  }
}
