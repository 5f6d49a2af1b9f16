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

  /// Adds the fields; null where a number is unknown.
  public static void put(ObjectNode node, Tally tally) {
    node.put("agent_turns", tally.agentTurns());
    node.put("tool_calls", tally.toolCalls());
    node.put("errors", tally.errors());
    for (ErrorLevel level : ErrorLevel.values()) {
      node.put(level.name().toLowerCase(Locale.ROOT) + "_errors", tally.errors(level));
    }
    node.put("llm_calls", tally.llmCalls());
    node.put("cached_calls", tally.locallyCachedCalls());
    node.put("prompt_tokens", tally.promptTokens());
    node.put("completion_tokens", tally.completionTokens());
    node.put("reasoning_tokens", tally.reasoningTokens());
    InputParts parts = InputParts.of(tally);
    node.put("cached_read_tokens", parts.cachedRead());
    node.put("cache_write_tokens", parts.cacheWrite());
    node.put("cost", tally.costUsd());
    node.put("unpriced_calls", tally.unpricedReports());
  }
}
