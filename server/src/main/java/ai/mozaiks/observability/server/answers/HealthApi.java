// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/health` and `/health/*`. Thread-safe.
public final class HealthApi {
  private static final int DEFAULT_LIMIT = 1_000;
  private static final int MAX_LIMIT = 10_000;

  private final LiveView view;
  private final Readiness readiness;
  private final InstantSource clock;
  private final Supplier<List<String>> warnings;

  /// Without warnings.
  public HealthApi(LiveView view, Readiness readiness, InstantSource clock) {
    this(view, readiness, clock, List::of);
  }

  /// @param warnings what somebody must see to, though everything is taken and answered
  public HealthApi(
      LiveView view, Readiness readiness, InstantSource clock, Supplier<List<String>> warnings) {
    this.view = view;
    this.readiness = readiness;
    this.clock = clock;
    this.warnings = warnings;
  }

  /// Adds what can be asked of a server that has not started yet.
  public void addProbesTo(Router.Builder routes) {
    routes
        .get("/api/health", _ -> health())
        .get("/health/live", _ -> live())
        .get("/health/ready", _ -> ready());
  }

  /// Adds what tells of chats.
  public void addTo(Router.Builder routes) {
    routes.get("/health/active-runs", this::activeRuns);
  }

  private Answer health() {
    ObjectNode node = status("ok");
    List<String> told = warnings.get();
    if (!told.isEmpty()) {
      ArrayNode array = node.putArray("warnings");
      told.forEach(array::add);
    }
    return Answer.json(ChatJson.JSON.writeValueAsBytes(node));
  }

  private ObjectNode status(String word) {
    return ChatJson.JSON
        .createObjectNode()
        .put("status", word)
        .put("timestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private Answer activeRuns(Request request) throws Refusal {
    request.allowParameters("limit", "format");
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 0, MAX_LIMIT);
    LiveView.ActiveRuns runs = view.activeRuns(limit);
    ObjectNode node = ChatJson.JSON.createObjectNode().put("active_runs", runs.count());
    ArrayNode chats = node.putArray("chats");
    for (ChatSnapshot chat : runs.chats()) {
      ObjectNode run = chats.addObject();
      run.put("chat_id", chat.key().chatId())
          .put("workflow", chat.summary().workflow())
          .put("status", chat.status().word())
          .put("started_at", ChatJson.time(chat.summary().startedAt()))
          .put("app_id", chat.key().app())
          .put("user_id", chat.summary().user())
          .put("stalled", chat.stalled())
          .put("last_activity_at", ChatJson.time(chat.summary().lastActivityAt()));
      ChatJson.putFlags(run, view.flags(chat));
    }
    return Answer.json(ChatJson.JSON.writeValueAsBytes(node));
  }

  /// 503 asks whoever watches to restart the process, so it is for what nothing else can mend.
  private Answer live() {
    List<String> reasons = readiness.beyondRepair();
    ObjectNode node =
        ChatJson.JSON.createObjectNode().put("status", reasons.isEmpty() ? "ok" : "failed");
    return answer(node, reasons);
  }

  private Answer ready() {
    List<String> obstacles = readiness.obstacles();
    Answer answer = answer(status(obstacles.isEmpty() ? "ok" : "not ready"), obstacles);
    return obstacles.isEmpty() ? answer : answer.withHeader("Retry-After", "5");
  }

  private static Answer answer(ObjectNode node, List<String> reasons) {
    if (reasons.isEmpty()) {
      return Answer.json(ChatJson.JSON.writeValueAsBytes(node));
    }
    ArrayNode array = node.putArray("reasons");
    reasons.forEach(array::add);
    return Answer.of(503, "application/json", ChatJson.JSON.writeValueAsBytes(node));
  }
}
