// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What can be timed.
public enum Timing {
  TURN_DURATION,
  LLM_CALL_DURATION,
  TIME_TO_FIRST_TOKEN,
  TOOL_CALL_DURATION,
  /// How long the run of a chat took that ended.
  CHAT_DURATION;

  /// The word for it in rules: `turn_duration`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What an event adds to the samples; null for nothing.
  @Nullable Duration of(ChatEvent event) {
    return switch (this) {
      case TURN_DURATION -> event instanceof ChatEvent.AgentTurn turn ? turn.duration() : null;
      case LLM_CALL_DURATION -> event instanceof ChatEvent.LlmCall call ? call.duration() : null;
      case TIME_TO_FIRST_TOKEN ->
          event instanceof ChatEvent.LlmCall call ? call.timeToFirstToken() : null;
      case TOOL_CALL_DURATION -> event instanceof ChatEvent.ToolCall call ? call.duration() : null;
      case CHAT_DURATION -> event instanceof ChatEvent.WorkflowEnded end ? end.ran() : null;
    };
  }
}
