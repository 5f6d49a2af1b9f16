// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.tally.TallyJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chats as JSON: the guide's fields first, in its order and under its names, then ours.
final class ChatJson {

  static final JsonMapper JSON = AnswerJson.MAPPER;

  private ChatJson() {}

  /// A chat in the list of `/metrics/perf/aggregate` and `/metrics/perf/chats`.
  static ObjectNode listed(ChatSnapshot chat, List<ChatFlag> flags) {
    ObjectNode node = identity(chat);
    node.put("runtime_sec", seconds(chat.runtime()));
    TallyJson.putCounts(node, chat.tally());
    TallyJson.putTokensAndCost(node, chat.tally());
    node.put("status", chat.status().word());
    putTimes(node, chat);
    node.put("last_turn_duration_sec", lastTurn(chat.summary()));
    putMore(node, chat, flags);
    return node;
  }

  /// The chat of `/metrics/perf/chats/{chat_id}`.
  static ObjectNode single(ChatSnapshot chat, List<ChatFlag> flags) {
    ObjectNode node = identity(chat);
    putTimes(node, chat);
    node.put("runtime_sec", seconds(chat.runtime()));
    TallyJson.putCounts(node, chat.tally());
    node.put("last_turn_duration_sec", lastTurn(chat.summary()));
    TallyJson.putTokensAndCost(node, chat.tally());
    node.put("status", chat.status().word());
    putMore(node, chat, flags);
    return node;
  }

  private static ObjectNode identity(ChatSnapshot chat) {
    return JSON.createObjectNode()
        .put("chat_id", chat.key().chatId())
        .put("app_id", chat.key().app())
        .put("workflow_name", chat.summary().workflow())
        .put("user_id", chat.summary().user());
  }

  private static void putTimes(ObjectNode node, ChatSnapshot chat) {
    node.put("started_at", time(chat.summary().startedAt()));
    node.put("ended_at", time(chat.endedAt()));
  }

  private static void putMore(ObjectNode node, ChatSnapshot chat, List<ChatFlag> flags) {
    node.put("stalled", chat.stalled());
    putFlags(node, flags);
    node.put("last_activity_at", time(chat.summary().lastActivityAt()));
    node.put("parent_chat_id", chat.summary().parentChatId());
    TallyJson.putMore(node, chat.tally());
    var traceIds = node.putArray("trace_ids");
    chat.summary().traceIds().forEach(traceIds::add);
  }

  /// What is conspicuous about a chat, and why.
  static void putFlags(ObjectNode node, List<ChatFlag> flags) {
    ArrayNode array = node.putArray("flags");
    for (ChatFlag flag : flags) {
      array.addObject().put("flag", flag.kind().word()).put("reason", flag.reason());
    }
  }

  /// ISO 8601 in UTC, milliseconds only where there are some; null stays null.
  static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static @Nullable BigDecimal lastTurn(ChatSummary summary) {
    return summary.lastTurnDuration() == null ? null : seconds(summary.lastTurnDuration());
  }

  /// Seconds with at most three decimals, as the guide prints them.
  static BigDecimal seconds(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.toNanos(), 9)
            .setScale(3, RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    // 2 is a whole number to a strict reader that expects 2.0
    return seconds.scale() < 1 ? seconds.setScale(1) : seconds;
  }
}
