// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.answers.LiveView;
import ai.mozaiks.observability.server.explain.StoredTraces;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.storage.StorageReader;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/chats/{chat_id}/…`: what a page about one chat shows, out of the store. Thread-safe.
public final class ChatDetailApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;

  /// The longest timeline; rows.
  static final int MAX_ROWS = 250_000;

  private final LiveView chats;
  private final StorageReader store;
  private final CostApi cost;
  private final SpanApi spans;

  /// @param chats finds a chat by any id that it has or had
  /// @param store questions on behalf of others
  /// @param traces explains spans
  /// @param sources which source of telemetry counts where several tell the same
  public ChatDetailApi(
      LiveView chats, StorageReader store, StoredTraces traces, UsageSources sources) {
    this.chats = chats;
    this.store = store;
    this.cost = new CostApi(chats, store, sources);
    this.spans = new SpanApi(chats, store, traces, sources);
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/chats/{chat_id}/timeline", this::timeline)
        .get("/api/chats/{chat_id}/graph", this::graph)
        .get("/api/chats/{chat_id}/cost", cost::answer)
        .get("/api/chats/{chat_id}/spans/{trace_id}/{span_id}", spans::span)
        .get("/api/chats/{chat_id}/events/{event_id}", spans::event);
  }

  private Answer timeline(Request request) throws Refusal {
    request.allowParameters("app", "limit");
    int limit = request.intParameter("limit", MAX_ROWS, 1, MAX_ROWS);
    AskedChat chat = AskedChat.of(request, chats);
    Timeline timeline = Timeline.of(chat.key(), store.rows(chat.key(), limit), limit);
    TimelineJson json = new TimelineJson(chat, timeline);
    return Answer.stream(200, "application/json", json::write);
  }

  private Answer graph(Request request) throws Refusal {
    request.allowParameters("app", "tools", "format");
    boolean tools = isTrue(request, "tools");
    AskedChat chat = AskedChat.of(request, chats);
    List<ChatEvent> events = new ArrayList<>();
    store.forEachEvent(chat.key(), List.of(), events::add);
    ObjectNode node = JSON.createObjectNode();
    chat.put(node);
    AgentGraphJson.put(node, AgentGraph.of(events), tools);
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private static boolean isTrue(Request request, String name) throws Refusal {
    String value = request.queryParameter(name);
    return switch (value) {
      case null -> false;
      case "false" -> false;
      case "true" -> true;
      default -> throw Refusal.of(400, name + ": " + value + " (expected: true or false)");
    };
  }
}
