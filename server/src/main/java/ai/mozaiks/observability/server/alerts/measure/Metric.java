// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.Usd;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/// What can be counted of events. What counts, and what is only an echo or not known, [Tally]
/// decides, so that an alert and the chat it is about show the same numbers.
public enum Metric {
  /// Turns of agents, failed ones included.
  TURNS,
  /// Errors of any level.
  ERRORS,
  AGENT_ERRORS,
  LLM_ERRORS,
  TOOL_ERRORS,
  WORKFLOW_ERRORS,
  TOOL_CALLS,
  LLM_CALLS,
  PROMPT_TOKENS,
  COMPLETION_TOKENS,
  /// In units of 1e-12 US dollars; what has no price adds nothing.
  COST_USD,
  /// Calls whose cost is not known.
  UNPRICED_CALLS,
  CHATS_STARTED,
  /// Ends of chats, however they ended.
  CHATS_ENDED,
  /// Ends of chats that failed.
  CHATS_FAILED;

  /// The word for it in rules: `cost_usd`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// How many of its units make one of what is shown: 1e12 for dollars, else 1.
  public long unitsPerOne() {
    return this == COST_USD ? Usd.PICO : 1;
  }

  /// What an event adds.
  ///
  /// @param tally the event alone
  long of(ChatEvent event, Tally tally) {
    return switch (this) {
      case TURNS -> tally.agentTurns();
      case ERRORS -> tally.errors();
      case AGENT_ERRORS -> tally.errors(ErrorLevel.AGENT);
      case LLM_ERRORS -> tally.errors(ErrorLevel.LLM);
      case TOOL_ERRORS -> tally.errors(ErrorLevel.TOOL);
      case WORKFLOW_ERRORS -> tally.errors(ErrorLevel.WORKFLOW);
      case TOOL_CALLS -> tally.toolCalls();
      case LLM_CALLS -> tally.llmCalls();
      case PROMPT_TOKENS -> Objects.requireNonNullElse(tally.promptTokens(), 0L);
      case COMPLETION_TOKENS -> Objects.requireNonNullElse(tally.completionTokens(), 0L);
      case COST_USD -> picoUsd(tally);
      case UNPRICED_CALLS -> tally.unpricedReports();
      case CHATS_STARTED -> event instanceof ChatEvent.WorkflowStarted ? 1 : 0;
      case CHATS_ENDED -> event instanceof ChatEvent.WorkflowEnded ? 1 : 0;
      case CHATS_FAILED -> hasFailed(event) ? 1 : 0;
    };
  }

  private static boolean hasFailed(ChatEvent event) {
    return event instanceof ChatEvent.WorkflowEnded ended && ended.status() == ChatStatus.FAILED;
  }

  /// When it counts: what was done when it was over, as scrapers see it; money when the call began,
  /// as in every other sum of costs.
  Instant at(ChatEvent event) {
    return this == COST_USD ? event.at() : event.endedAt();
  }

  private static long picoUsd(Tally tally) {
    return tally.pricedReports() == 0
        ? 0
        : Objects.requireNonNull(tally.costUsd()).movePointRight(12).longValueExact();
  }
}
