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
  /// The series of all that are not kept apart; see [StorageBatch#newSeries].
  public static final TotalsKey OTHER = new TotalsKey("_other", "_other", "_other", "_other");

  public TotalsKey {
    Objects.requireNonNull(app, "app");
    Objects.requireNonNull(workflow, "workflow");
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(model, "model");
  }

  /// The series an event counts in.
  public static TotalsKey of(ChatEvent event) {
    return new TotalsKey(
        event.chat().app(),
        Dimension.WORKFLOW.of(event),
        Dimension.AGENT.of(event),
        Dimension.MODEL.of(event));
  }
}
