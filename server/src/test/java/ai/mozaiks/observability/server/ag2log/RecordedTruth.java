// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.normalise.Recordings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What a model server of our own served while a log was written.
record RecordedTruth(JsonNode totals) {

  static RecordedTruth of(String recording) throws IOException {
    return new RecordedTruth(Recordings.truth(recording).get("totals"));
  }

  void isGivenBy(List<ChatEvent> events) {
    Tally tally = new Tally();
    events.forEach(tally::add);
    Map<String, Long> figures =
        Map.of(
            "agent_turns", tally.agentTurns(),
            "llm_calls", tally.llmCalls(),
            "llm_errors", tally.errors(ErrorLevel.LLM),
            "prompt_tokens", tally.promptTokens(),
            "completion_tokens", tally.completionTokens(),
            "cached_read_tokens", tally.cachedReadTokens(),
            "reasoning_tokens", tally.reasoningTokens(),
            "tool_calls", tally.toolCalls(),
            "tool_errors", tally.errors(ErrorLevel.TOOL),
            "locally_cached_calls", tally.locallyCachedCalls());
    figures.forEach(
        (name, figure) -> assertThat(figure).as(name).isEqualTo(totals.get(name).asLong()));
  }
}
