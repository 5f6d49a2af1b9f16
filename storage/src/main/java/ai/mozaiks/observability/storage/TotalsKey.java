// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.Objects;

/// The labels of a lasting series. An unknown value is the empty text.
///
/// @param app `app_id`
/// @param workflow `workflow_name`
/// @param agent the agent of the turn or call
/// @param model the model that answered, else the one asked for
public record TotalsKey(String app, String workflow, String agent, String model) {
  public TotalsKey {
    Objects.requireNonNull(app, "app");
    Objects.requireNonNull(workflow, "workflow");
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(model, "model");
  }

  /// The series an event counts in.
  public static TotalsKey of(ChatEvent event) {
    String agent = null;
    String model = null;
    switch (event) {
      case ChatEvent.AgentTurn turn -> agent = turn.agent();
      case ChatEvent.LlmCall call -> {
        agent = call.agent();
        model = call.model();
      }
      case ChatEvent.ToolCall call -> agent = call.agent();
      case ChatEvent.UsageDelta delta -> {
        agent = delta.agent();
        model = delta.model();
      }
      case ChatEvent.ErrorOccurred error -> agent = error.agent();
      case ChatEvent.WorkflowStarted _,
          ChatEvent.UsageSummary _,
          ChatEvent.TraceAttached _,
          ChatEvent.WorkflowEnded _ -> {}
    }
    String workflow = event.context().workflow();
    return new TotalsKey(
        event.chat().app(),
        workflow == null ? "" : workflow,
        agent == null ? "" : agent,
        model == null ? "" : model);
  }
}
