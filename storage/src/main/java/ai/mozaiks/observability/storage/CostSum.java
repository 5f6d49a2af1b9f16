// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Tally;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What calls of models add up to that ended alike and were priced alike.
///
/// @param bucket the start of the bucket; null if the query has no step
/// @param group the values of the query's `groupBy`, in its order; unknown is the empty text
/// @param outcome how they ended
/// @param price the rule that was applied ([Cost#rule]); the empty text for calls without one:
///   unpriced, priced by their sender, or answered by the application's own cache
/// @param tally what they add up to; must not be changed
public record CostSum(
    @Nullable Instant bucket, List<String> group, CallOutcome outcome, String price, Tally tally) {
  public CostSum {
    group = List.copyOf(group);
  }

  /// The price that an event counts under.
  public static String priceOf(ChatEvent event) {
    Cost cost =
        switch (event) {
          // as in Tally: what is not among the reports of usage adds no cost
          case ChatEvent.LlmCall call ->
              call.locallyCached() || (call.failure() != null && call.usage().isUnknown())
                  ? Cost.UNPRICED
                  : call.cost();
          case ChatEvent.UsageDelta delta -> delta.locallyCached() ? Cost.UNPRICED : delta.cost();
          case ChatEvent.WorkflowStarted _,
              ChatEvent.AgentTurn _,
              ChatEvent.ToolCall _,
              ChatEvent.UsageSummary _,
              ChatEvent.ErrorOccurred _,
              ChatEvent.TraceAttached _,
              ChatEvent.WorkflowEnded _,
              ChatEvent.Superseded _ ->
              Cost.UNPRICED;
        };
    String rule = cost.rule();
    return rule == null ? "" : rule;
  }
}
