// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.answers.LiveView;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The chat that a request under `/api/chats/{chat_id}` is about: the one of this id in the app
/// that `app` names, else the one with the latest activity. Ids that a chat had before go on naming
/// it.
///
/// @param otherApps other apps that have a chat of this id
public record AskedChat(ChatSnapshot snapshot, List<String> otherApps) {
  public AskedChat {
    otherApps = List.copyOf(otherApps);
  }

  /// Finds the chat.
  ///
  /// @throws Refusal 404 if there is none
  public static AskedChat of(Request request, LiveView chats) throws Refusal {
    List<ChatSnapshot> known = chats.chatsById(request.pathParameter("chat_id"));
    String app = request.queryParameter("app");
    ChatSnapshot chosen = chosen(known, app);
    if (chosen == null) {
      throw Refusal.of(
          404,
          "chat_id: no such chat"
              + (app == null ? "" : " in this app")
              + " (expected: one that /metrics/perf/chats lists)");
    }
    return new AskedChat(
        chosen,
        known.stream()
            .map(each -> each.key().app())
            .filter(each -> !each.equals(chosen.key().app()))
            .toList());
  }

  private static @Nullable ChatSnapshot chosen(List<ChatSnapshot> known, @Nullable String app) {
    return known.stream()
        .filter(chat -> app == null || chat.key().app().equals(app))
        .findFirst()
        .orElse(null);
  }

  public ChatKey key() {
    return snapshot.key();
  }

  /// Adds which chat is answered for.
  public void put(ObjectNode node) {
    node.put("chat_id", key().chatId());
    node.put("app_id", key().app());
    if (!otherApps.isEmpty()) {
      ArrayNode others = node.putArray("also_in_apps");
      otherApps.forEach(others::add);
    }
  }
}
