// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.recorder.Tally;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a week adds up to.
///
/// @param promptTokens null when no call told of any; the same for `completionTokens`
/// @param costUsd exact; null when the price of no call is known
/// @param unpricedCalls how many calls it leaves out, since their price is not known
/// @param turnMedian null when the duration of no turn is known; the same for `turnP95`
public record WeekFigures(
    long agentTurns,
    long llmCalls,
    long toolCalls,
    long errors,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable BigDecimal costUsd,
    long unpricedCalls,
    @Nullable Duration turnMedian,
    @Nullable Duration turnP95) {

  static WeekFigures of(Tally tally, @Nullable Duration median, @Nullable Duration p95) {
    return new WeekFigures(
        tally.agentTurns(),
        tally.llmCalls(),
        tally.toolCalls(),
        tally.errors(),
        tally.promptTokens(),
        tally.completionTokens(),
        tally.costUsd(),
        tally.unpricedReports(),
        median,
        p95);
  }

  /// Errors by turns; null without turns.
  public @Nullable Double errorsPerTurn() {
    return agentTurns == 0 ? null : (Double) ((double) errors / agentTurns);
  }
}
