// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import org.jspecify.annotations.Nullable;

/// What series and percentiles can be grouped and filtered by.
public enum Dimension {
  APP,
  WORKFLOW,
  USER,
  AGENT,
  MODEL,
  PROVIDER,
  TOOL;

  /// The value that an event counts under; the empty text when it is unknown or the kind of event
  /// has none.
  public String of(ChatEvent event) {
    String value =
        switch (this) {
          case APP -> event.chat().app();
          case WORKFLOW -> event.context().workflow();
          case USER -> event.context().user();
          case AGENT -> agent(event);
          case MODEL -> model(event);
          case PROVIDER -> told(event) instanceof ChatEvent.LlmCall call ? call.provider() : null;
          case TOOL -> told(event) instanceof ChatEvent.ToolCall call ? call.tool() : null;
        };
    return value == null ? "" : value;
  }

  private static ChatEvent told(ChatEvent event) {
    return event instanceof ChatEvent.Superseded superseded ? superseded.event() : event;
  }

  private static @Nullable String agent(ChatEvent event) {
    return switch (event) {
      case ChatEvent.AgentTurn turn -> turn.agent();
      case ChatEvent.LlmCall call -> call.agent();
      case ChatEvent.ToolCall call -> call.agent();
      case ChatEvent.UsageDelta delta -> delta.agent();
      case ChatEvent.ErrorOccurred error -> error.agent();
      case ChatEvent.Superseded superseded -> agent(superseded.event());
      case ChatEvent.WorkflowStarted _,
          ChatEvent.UsageSummary _,
          ChatEvent.TraceAttached _,
          ChatEvent.WorkflowEnded _ ->
          null;
    };
  }

  private static @Nullable String model(ChatEvent event) {
    // What is superseded has no tokens, and so none of any model.
    return event instanceof ChatEvent.LlmCall call
        ? call.model()
        : event instanceof ChatEvent.UsageDelta delta ? delta.model() : null;
  }
}
