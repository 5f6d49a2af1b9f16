// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Failure;
import org.jspecify.annotations.Nullable;

/// How a model call ended, as far as its cost is concerned.
public enum CallOutcome {
  /// It failed, and the same was not tried again.
  FAILED,
  /// It failed, and the same was tried again: see [Failure#retried].
  RETRIED,
  /// It did not fail. Tokens of calls that are not themselves recorded belong here too.
  SUCCEEDED;

  /// The outcome of an event that may cost something; null for other events, and for those that do
  /// not count.
  public static @Nullable CallOutcome of(ChatEvent event) {
    return switch (event) {
      case ChatEvent.LlmCall call -> {
        Failure failure = call.failure();
        yield failure == null ? SUCCEEDED : failure.retried() ? RETRIED : FAILED;
      }
      case ChatEvent.UsageDelta _ -> SUCCEEDED;
      case ChatEvent.WorkflowStarted _,
          ChatEvent.AgentTurn _,
          ChatEvent.ToolCall _,
          ChatEvent.UsageSummary _,
          ChatEvent.ErrorOccurred _,
          ChatEvent.TraceAttached _,
          ChatEvent.WorkflowEnded _,
          ChatEvent.Superseded _ ->
          null;
    };
  }
}
