// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What adds up: counts, tokens, cost. A commutative group, so that contributions can be added,
/// withdrawn and placed again in any order: [#add(Tally)], [#subtract], an empty one is neutral.
///
/// Counts are `>= 0` unless more was withdrawn than added. Sums of tokens and dollars stop at the
/// bounds of a `long` (9.2e18) instead of turning negative, and are exact below. Errors that only
/// echo another one are not counted.
///
/// Mutable and not thread-safe; owners hand out copies.
public final class Tally {
  private static final Tally EMPTY = new Tally();

  private long agentTurns;
  private long toolCalls;
  private long toolErrors;
  private long llmErrors;
  private long agentErrors;
  private long workflowErrors;
  private long llmCalls;
  private long locallyCachedCalls;
  private long usageReports;
  private long promptTokens;
  private long promptReports;
  private long completionTokens;
  private long completionReports;
  private long cachedReadTokens;
  private long cacheWriteTokens;
  private long reasoningTokens;
  private long reasoningReports;
  // Whole dollars and a rest below one dollar: a lifetime total may exceed the 9.2 million of one
  // long.
  private long costDollars;
  private long costPico;
  private long pricedReports;
  private long freeReports;
  private long unpricedReports;

  /// Nothing yet.
  public Tally() {}

  /// Adds what one event counts.
  public void add(ChatEvent event) {
    if (event instanceof ChatEvent.AgentTurn turn) {
      agentTurns++;
      agentErrors += errors(turn.failure());
    } else if (event instanceof ChatEvent.LlmCall call) {
      llmCalls++;
      llmErrors += errors(call.failure());
      if (call.locallyCached()) {
        locallyCachedCalls++;
      }
      // A failed request that reports no usage was refused before it was served: nothing is
      // unknown.
      if (call.failure() == null || !call.usage().isUnknown()) {
        addUsage(call.usage(), call.cost(), call.locallyCached());
      }
    } else if (event instanceof ChatEvent.ToolCall call) {
      toolCalls++;
      toolErrors += errors(call.failure());
    } else if (event instanceof ChatEvent.UsageDelta delta) {
      addUsage(delta.usage(), delta.cost(), delta.locallyCached());
    } else if (event instanceof ChatEvent.ErrorOccurred error) {
      addError(error);
    }
  }

  private static int errors(@Nullable Failure failure) {
    return failure == null || failure.echoed() ? 0 : 1;
  }

  private void addError(ChatEvent.ErrorOccurred error) {
    int errors = errors(error.failure());
    switch (error.level()) {
      case TOOL -> toolErrors += errors;
      case LLM -> llmErrors += errors;
      case AGENT -> agentErrors += errors;
      case WORKFLOW -> workflowErrors += errors;
    }
  }

  private void addUsage(TokenUsage usage, Cost cost, boolean locallyCached) {
    usageReports++;
    if (locallyCached) {
      promptReports++;
      completionReports++;
      freeReports++;
      return;
    }
    if (usage.promptTokens() != null) {
      promptTokens = sum(promptTokens, usage.promptTokens());
      promptReports++;
    }
    if (usage.completionTokens() != null) {
      completionTokens = sum(completionTokens, usage.completionTokens());
      completionReports++;
    }
    if (usage.reasoningTokens() != null) {
      reasoningTokens = sum(reasoningTokens, usage.reasoningTokens());
      reasoningReports++;
    }
    if (usage.cachedReadTokens() != null) {
      cachedReadTokens = sum(cachedReadTokens, usage.cachedReadTokens());
    }
    if (usage.cacheWriteTokens() != null) {
      cacheWriteTokens = sum(cacheWriteTokens, usage.cacheWriteTokens());
    }
    switch (cost.state()) {
      case PRICED -> pricedReports++;
      case FREE -> freeReports++;
      case UNPRICED -> unpricedReports++;
    }
    if (cost.picoUsd() != null) {
      addCost(cost.picoUsd() / Usd.PICO, cost.picoUsd() % Usd.PICO);
    }
  }

  // Stops at the bounds: a total that turns negative is worse than one that stands still.
  private static long sum(long a, long b) {
    long sum = a + b;
    boolean overflown = ((a ^ sum) & (b ^ sum)) < 0;
    return overflown ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  private void addCost(long dollars, long pico) {
    long sum = costPico + pico; // below 2e12: no overflow
    costDollars = sum(costDollars, sum(dollars, Math.floorDiv(sum, Usd.PICO)));
    costPico = Math.floorMod(sum, Usd.PICO);
  }

  /// Adds what another one counts.
  public void add(Tally other) {
    addTimes(other, 1);
  }

  /// Withdraws what was added before.
  public void subtract(Tally other) {
    addTimes(other, -1);
  }

  private void addTimes(Tally other, int sign) {
    agentTurns += sign * other.agentTurns;
    toolCalls += sign * other.toolCalls;
    toolErrors += sign * other.toolErrors;
    llmErrors += sign * other.llmErrors;
    agentErrors += sign * other.agentErrors;
    workflowErrors += sign * other.workflowErrors;
    llmCalls += sign * other.llmCalls;
    locallyCachedCalls += sign * other.locallyCachedCalls;
    usageReports += sign * other.usageReports;
    promptTokens = sum(promptTokens, sign * other.promptTokens);
    promptReports += sign * other.promptReports;
    completionTokens = sum(completionTokens, sign * other.completionTokens);
    completionReports += sign * other.completionReports;
    cachedReadTokens = sum(cachedReadTokens, sign * other.cachedReadTokens);
    cacheWriteTokens = sum(cacheWriteTokens, sign * other.cacheWriteTokens);
    reasoningTokens = sum(reasoningTokens, sign * other.reasoningTokens);
    reasoningReports += sign * other.reasoningReports;
    addCost(sign * other.costDollars, sign * other.costPico);
    pricedReports += sign * other.pricedReports;
    freeReports += sign * other.freeReports;
    unpricedReports += sign * other.unpricedReports;
  }

  /// What it counts above zero: each number by itself, those below zero left out.
  public Tally positivePart() {
    long[] numbers = toLongs();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Math.max(0, numbers[i]);
    }
    Tally positive = ofLongs(numbers);
    positive.costPico = costDollars < 0 ? 0 : costPico;
    return positive;
  }

  /// One that counts the same and goes its own way.
  public Tally copy() {
    Tally copy = new Tally();
    copy.add(this);
    return copy;
  }

  /// Whether it counts nothing, or all was withdrawn.
  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /// Turns of agents, failed ones included.
  public long agentTurns() {
    return agentTurns;
  }

  /// Calls of tools, failed ones included.
  public long toolCalls() {
    return toolCalls;
  }

  /// All errors, whatever their level.
  public long errors() {
    return toolErrors + llmErrors + agentErrors + workflowErrors;
  }

  /// Errors of one level, without echoes.
  public long errors(ErrorLevel level) {
    return switch (level) {
      case TOOL -> toolErrors;
      case LLM -> llmErrors;
      case AGENT -> agentErrors;
      case WORKFLOW -> workflowErrors;
    };
  }

  /// Calls of models, failed and locally cached ones included.
  public long llmCalls() {
    return llmCalls;
  }

  /// Calls of models that the application's own cache answered.
  public long locallyCachedCalls() {
    return locallyCachedCalls;
  }

  /// How many calls and deltas ought to have said their tokens.
  public long usageReports() {
    return usageReports;
  }

  /// Input tokens; null when there were calls but none said, 0 when there were none.
  public @Nullable Long promptTokens() {
    return known(promptTokens, promptReports);
  }

  /// Output tokens; null when there were calls but none said, 0 when there were none.
  public @Nullable Long completionTokens() {
    return known(completionTokens, completionReports);
  }

  /// Reasoning tokens, a part of the output; null when there were calls but none said.
  public @Nullable Long reasoningTokens() {
    return known(reasoningTokens, reasoningReports);
  }

  /// Input tokens read from the provider's prompt cache, a part of the input; 0 where unknown.
  public long cachedReadTokens() {
    return cachedReadTokens;
  }

  /// Input tokens written to the provider's prompt cache, a part of the input; 0 where unknown.
  public long cacheWriteTokens() {
    return cacheWriteTokens;
  }

  /// US dollars, exact; null when there were calls but none has a known cost, 0 when there were
  /// none.
  public @Nullable BigDecimal costUsd() {
    if (pricedReports + freeReports == 0 && unpricedReports > 0) {
      return null;
    }
    return Usd.strip(BigDecimal.valueOf(costDollars).add(BigDecimal.valueOf(costPico, 12)));
  }

  /// Calls with an amount.
  public long pricedReports() {
    return pricedReports;
  }

  /// Calls known to cost nothing.
  public long freeReports() {
    return freeReports;
  }

  /// Calls whose cost is unknown: [#costUsd] leaves them out and is too low by what they cost.
  public long unpricedReports() {
    return unpricedReports;
  }

  private @Nullable Long known(long sum, long reports) {
    return reports == 0 && sum == 0 && usageReports > 0 ? null : (Long) sum;
  }

  /// The fields in a fixed order, for stores. [#ofLongs] reads them back.
  public long[] toLongs() {
    return new long[] {
      agentTurns,
      toolCalls,
      toolErrors,
      llmErrors,
      agentErrors,
      workflowErrors,
      llmCalls,
      locallyCachedCalls,
      usageReports,
      promptTokens,
      promptReports,
      completionTokens,
      completionReports,
      cachedReadTokens,
      cacheWriteTokens,
      reasoningTokens,
      reasoningReports,
      costDollars,
      costPico,
      pricedReports,
      freeReports,
      unpricedReports
    };
  }

  /// How many numbers [#toLongs] gives.
  public static final int LONGS = 22;

  /// Reads what [#toLongs] gave.
  ///
  /// @param v [#LONGS] numbers
  /// @throws IllegalArgumentException if there are more or fewer
  public static Tally ofLongs(long[] v) {
    if (v.length != LONGS) {
      throw new IllegalArgumentException("length: " + v.length + " (expected: " + LONGS + ")");
    }
    Tally tally = new Tally();
    tally.agentTurns = v[0];
    tally.toolCalls = v[1];
    tally.toolErrors = v[2];
    tally.llmErrors = v[3];
    tally.agentErrors = v[4];
    tally.workflowErrors = v[5];
    tally.llmCalls = v[6];
    tally.locallyCachedCalls = v[7];
    tally.usageReports = v[8];
    tally.promptTokens = v[9];
    tally.promptReports = v[10];
    tally.completionTokens = v[11];
    tally.completionReports = v[12];
    tally.cachedReadTokens = v[13];
    tally.cacheWriteTokens = v[14];
    tally.reasoningTokens = v[15];
    tally.reasoningReports = v[16];
    tally.costDollars = v[17];
    tally.costPico = v[18];
    tally.pricedReports = v[19];
    tally.freeReports = v[20];
    tally.unpricedReports = v[21];
    return tally;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tally tally && Arrays.equals(toLongs(), tally.toLongs());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toLongs());
  }

  @Override
  public String toString() {
    return "Tally[turns="
        + agentTurns
        + ", tools="
        + toolCalls
        + ", llmCalls="
        + llmCalls
        + ", errors="
        + errors()
        + ", prompt="
        + promptTokens()
        + ", completion="
        + completionTokens()
        + ", costUsd="
        + costUsd()
        + "]";
  }
}
