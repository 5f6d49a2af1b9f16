// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.tally.TallyJson;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chat as the archive shows it.
final class ArchivedChatJson {
  private ArchivedChatJson() {}

  static void put(ObjectNode node, ChatSummary chat) {
    node.put("chat_id", chat.key().chatId());
    node.put("app_id", chat.key().app());
    node.put("workflow_name", chat.workflow());
    node.put("user_id", chat.user());
    node.put("started_at", chat.startedAt().toString());
    node.put("ended_at", text(chat.endedAt()));
    node.put(
        "end_status",
        chat.endStatus() == null ? null : chat.endStatus().name().toLowerCase(Locale.ROOT));
    node.put("last_activity_at", chat.lastActivityAt().toString());
    node.put("parent_chat_id", chat.parentChatId());
    TallyJson.put(node, chat.tally());
    ArrayNode traces = node.putArray("trace_ids");
    chat.traceIds().forEach(traces::add);
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
