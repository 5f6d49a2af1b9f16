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
import java.util.function.ToLongFunction;

/// What can be counted of events. What counts, and what is only an echo or not known, [Tally]
/// decides, so that an alert and the chat it is about show the same numbers.
public enum Metric {
  /// Turns of agents, failed ones included.
  TURNS(Tally::agentTurns),
  /// Errors of any level.
  ERRORS(Tally::errors),
  AGENT_ERRORS(tally -> tally.errors(ErrorLevel.AGENT)),
  LLM_ERRORS(tally -> tally.errors(ErrorLevel.LLM)),
  TOOL_ERRORS(tally -> tally.errors(ErrorLevel.TOOL)),
  WORKFLOW_ERRORS(tally -> tally.errors(ErrorLevel.WORKFLOW)),
  TOOL_CALLS(Tally::toolCalls),
  LLM_CALLS(Tally::llmCalls),
  PROMPT_TOKENS(tally -> Objects.requireNonNullElse(tally.promptTokens(), 0L)),
  COMPLETION_TOKENS(tally -> Objects.requireNonNullElse(tally.completionTokens(), 0L)),
  /// In units of 1e-12 US dollars; what has no price adds nothing.
  COST_USD(Metric::picoUsd),
  /// Calls whose cost is not known.
  UNPRICED_CALLS(Tally::unpricedReports),
  CHATS_STARTED(_ -> 0),
  /// Ends of chats, however they ended.
  CHATS_ENDED(_ -> 0),
  /// Ends of chats that failed.
  CHATS_FAILED(_ -> 0);

  private final ToLongFunction<Tally> reading;

  Metric(ToLongFunction<Tally> reading) {
    this.reading = reading;
  }

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
      case CHATS_STARTED -> event instanceof ChatEvent.WorkflowStarted ? 1 : 0;
      case CHATS_ENDED -> event instanceof ChatEvent.WorkflowEnded ? 1 : 0;
      case CHATS_FAILED ->
          event instanceof ChatEvent.WorkflowEnded ended && ended.status() == ChatStatus.FAILED
              ? 1
              : 0;
      default -> reading.applyAsLong(tally);
    };
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
