// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Failure;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The message of a failed event, the only free text in one.
public final class FailureMessage {
  private FailureMessage() {}

  /// The message; null if the event did not fail, or without one.
  public static @Nullable String of(ChatEvent event) {
    Failure failure = failureOf(event);
    return failure == null ? null : failure.message();
  }

  /// The event with its message masked.
  ///
  /// @param masking gives the same text if there is nothing to mask
  /// @return the same instance if nothing changes
  public static ChatEvent masked(ChatEvent event, UnaryOperator<String> masking) {
    Failure failure = failureOf(event);
    String message = failure == null ? null : failure.message();
    if (failure == null || message == null) {
      return event;
    }
    String clean = masking.apply(message);
    return clean.equals(message)
        ? event
        : with(event, new Failure(failure.type(), clean, failure.echoed(), failure.retried()));
  }

  private static @Nullable Failure failureOf(ChatEvent event) {
    return switch (event) {
      case ChatEvent.AgentTurn turn -> turn.failure();
      case ChatEvent.LlmCall call -> call.failure();
      case ChatEvent.ToolCall call -> call.failure();
      case ChatEvent.ErrorOccurred error -> error.failure();
      case ChatEvent.Superseded superseded -> failureOf(superseded.event());
      case ChatEvent.WorkflowStarted _,
          ChatEvent.WorkflowEnded _,
          ChatEvent.UsageDelta _,
          ChatEvent.UsageSummary _,
          ChatEvent.TraceAttached _ ->
          null;
    };
  }

  private static ChatEvent with(ChatEvent event, Failure failure) {
    return switch (event) {
      case ChatEvent.AgentTurn turn ->
          new ChatEvent.AgentTurn(turn.context(), turn.agent(), turn.duration(), failure);
      case ChatEvent.LlmCall call -> call.withFailure(failure);
      case ChatEvent.ToolCall call ->
          new ChatEvent.ToolCall(
              call.context(),
              call.agent(),
              call.tool(),
              call.callId(),
              call.argumentsHash(),
              call.duration(),
              failure);
      case ChatEvent.ErrorOccurred error ->
          new ChatEvent.ErrorOccurred(error.context(), error.agent(), error.level(), failure);
      case ChatEvent.Superseded superseded ->
          new ChatEvent.Superseded(with(superseded.event(), failure));
      case ChatEvent.WorkflowStarted _,
          ChatEvent.WorkflowEnded _,
          ChatEvent.UsageDelta _,
          ChatEvent.UsageSummary _,
          ChatEvent.TraceAttached _ ->
          event;
    };
  }
}
