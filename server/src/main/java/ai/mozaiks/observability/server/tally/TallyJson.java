// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.tally;

import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// A [Tally] as JSON fields, in the words of the guide.
public final class TallyJson {
  private TallyJson() {}

  /// Adds all fields; null where a number is unknown.
  public static void put(ObjectNode node, Tally tally) {
    putCounts(node, tally);
    putTokensAndCost(node, tally);
    putMore(node, tally);
  }

  /// Adds what the guide counts.
  public static void putCounts(ObjectNode node, Tally tally) {
    node.put("agent_turns", tally.agentTurns());
    node.put("tool_calls", tally.toolCalls());
    node.put("errors", tally.errors());
  }

  /// Adds the tokens and the cost as the guide has them; null where they are unknown.
  public static void putTokensAndCost(ObjectNode node, Tally tally) {
    node.put("prompt_tokens", tally.promptTokens());
    node.put("completion_tokens", tally.completionTokens());
    node.put("cost", tally.costUsd());
  }

  /// Adds the counts that the guide does not have; null where a number is unknown.
  public static void putMore(ObjectNode node, Tally tally) {
    node.put("llm_calls", tally.llmCalls());
    node.put("cached_calls", tally.locallyCachedCalls());
    for (ErrorLevel level : ErrorLevel.values()) {
      node.put(level.name().toLowerCase(Locale.ROOT) + "_errors", tally.errors(level));
    }
    node.put("reasoning_tokens", tally.reasoningTokens());
    InputParts parts = InputParts.of(tally);
    node.put("cached_read_tokens", parts.cachedRead());
    node.put("cache_write_tokens", parts.cacheWrite());
    node.put("unpriced_calls", tally.unpricedReports());
  }
}
