// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.server.tally.InputParts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chats as JSON: the guide's fields first, in its order and under its names, then ours.
public final class ChatJson {

  /// Writes decimals without exponents, so that every reader sees the same amount of money.
  public static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private ChatJson() {}

  /// A chat in the list of `/metrics/perf/aggregate` and `/metrics/perf/chats`.
  public static ObjectNode listed(ChatSnapshot chat, List<ChatFlag> flags) {
    ObjectNode node = identity(chat);
    node.put("runtime_sec", seconds(chat.runtime()));
    putGuideCounts(node, chat.tally());
    putTokensAndCost(node, chat.tally());
    node.put("status", chat.status().word());
    putTimes(node, chat);
    node.put("last_turn_duration_sec", lastTurn(chat.summary()));
    putMore(node, chat, flags);
    return node;
  }

  /// The chat of `/metrics/perf/chats/{chat_id}`.
  public static ObjectNode single(ChatSnapshot chat, List<ChatFlag> flags) {
    ObjectNode node = identity(chat);
    putTimes(node, chat);
    node.put("runtime_sec", seconds(chat.runtime()));
    putGuideCounts(node, chat.tally());
    node.put("last_turn_duration_sec", lastTurn(chat.summary()));
    putTokensAndCost(node, chat.tally());
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

  private static void putGuideCounts(ObjectNode node, Tally tally) {
    node.put("agent_turns", tally.agentTurns());
    node.put("tool_calls", tally.toolCalls());
    node.put("errors", tally.errors());
  }

  private static void putTokensAndCost(ObjectNode node, Tally tally) {
    node.put("prompt_tokens", tally.promptTokens());
    node.put("completion_tokens", tally.completionTokens());
    node.put("cost", tally.costUsd());
  }

  private static void putMore(ObjectNode node, ChatSnapshot chat, List<ChatFlag> flags) {
    node.put("stalled", chat.stalled());
    putFlags(node, flags);
    node.put("last_activity_at", time(chat.summary().lastActivityAt()));
    putExtraCounts(node, chat.tally());
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

  /// The counts that the guide does not have.
  static void putExtraCounts(ObjectNode node, Tally tally) {
    node.put("llm_calls", tally.llmCalls());
    node.put("cached_calls", tally.locallyCachedCalls());
    node.put("tool_errors", tally.errors(ErrorLevel.TOOL));
    node.put("llm_errors", tally.errors(ErrorLevel.LLM));
    node.put("agent_errors", tally.errors(ErrorLevel.AGENT));
    node.put("workflow_errors", tally.errors(ErrorLevel.WORKFLOW));
    node.put("reasoning_tokens", tally.reasoningTokens());
    InputParts parts = InputParts.of(tally);
    node.put("cached_read_tokens", parts.cachedRead());
    node.put("cache_write_tokens", parts.cacheWrite());
    node.put("unpriced_calls", tally.unpricedReports());
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
