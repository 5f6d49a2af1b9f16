// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.tally.TallyJson;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/metrics/perf/*`: the performance JSON of the monitoring guide. Thread-safe.
public final class PerformanceApi {
  private static final int DEFAULT_LIMIT = 1_000;
  private static final int MAX_LIMIT = 10_000;

  /// In the words of the guide, whose readers look for them.
  private static final String NOT_TRACKED = "Chat not tracked";

  private final LiveView view;

  public PerformanceApi(LiveView view) {
    this.view = view;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/metrics/perf/aggregate", this::aggregate)
        .get("/metrics/perf/chats", this::chats)
        .get("/metrics/perf/chats/{chat_id}", this::chat);
  }

  private static int limit(Request request) throws Refusal {
    request.allowParameters("limit", "format");
    return request.intParameter("limit", DEFAULT_LIMIT, 0, MAX_LIMIT);
  }

  private Answer aggregate(Request request) throws Refusal {
    LiveView.Aggregate sums = view.aggregate(limit(request));
    ObjectNode node =
        ChatJson.JSON
            .createObjectNode()
            .put("active_chats", sums.activeChats())
            .put("tracked_chats", sums.trackedChats())
            .put("total_agent_turns", sums.lifetime().agentTurns())
            .put("total_tool_calls", sums.lifetime().toolCalls())
            .put("total_errors", sums.lifetime().errors())
            .put("total_prompt_tokens", sums.lifetime().promptTokens())
            .put("total_completion_tokens", sums.lifetime().completionTokens())
            .put("total_cost", sums.lifetime().costUsd());
    ArrayNode chats = node.putArray("chats");
    sums.chats().forEach(chat -> chats.add(listed(chat)));
    ObjectNode extra = ChatJson.JSON.createObjectNode();
    TallyJson.putMore(extra, sums.lifetime());
    extra.properties().forEach(field -> node.set("total_" + field.getKey(), field.getValue()));
    return Answer.json(ChatJson.JSON.writeValueAsBytes(node));
  }

  private ObjectNode listed(ChatSnapshot chat) {
    return ChatJson.listed(chat, view.flags(chat));
  }

  private Answer chats(Request request) throws Refusal {
    ArrayNode chats = ChatJson.JSON.createArrayNode();
    view.chats(limit(request)).forEach(chat -> chats.add(listed(chat)));
    return Answer.json(ChatJson.JSON.writeValueAsBytes(chats));
  }

  private Answer chat(Request request) throws Refusal {
    request.allowParameters("app");
    List<ChatSnapshot> chats = view.chatsById(request.pathParameter("chat_id"));
    String app = request.queryParameter("app");
    ChatSnapshot chosen =
        chats.stream()
            .filter(chat -> app == null || chat.key().app().equals(app))
            .findFirst()
            .orElse(null);
    if (chosen == null) {
      throw Refusal.of(404, NOT_TRACKED);
    }
    ObjectNode node = ChatJson.single(chosen, view.flags(chosen));
    if (chats.size() > 1) {
      ArrayNode others = node.putArray("also_in_apps");
      chats.stream()
          .filter(chat -> !chat.equals(chosen))
          .forEach(chat -> others.add(chat.key().app()));
    }
    return Answer.json(ChatJson.JSON.writeValueAsBytes(node));
  }
}
