// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Tally;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a lasting series has counted: the tally of its events, and the histograms of their
/// durations as far as they are known. A commutative group. Mutable, not thread-safe.
public final class Totals {
  private static final Totals EMPTY = new Totals();

  private final Tally tally = new Tally();
  private final DurationHistogram turns = new DurationHistogram();
  private final DurationHistogram llmCalls = new DurationHistogram();
  private final DurationHistogram timeToFirstToken = new DurationHistogram();
  private final DurationHistogram runs = new DurationHistogram();
  private final long[] ends = new long[ChatStatus.values().length];
  private long workflowStarts;

  public void add(ChatEvent event) {
    tally.add(event);
    switch (event) {
      case ChatEvent.AgentTurn turn -> {
        if (turn.duration() != null) {
          turns.add(turn.duration());
        }
      }
      case ChatEvent.LlmCall call -> {
        if (call.duration() != null) {
          llmCalls.add(call.duration());
        }
        if (call.timeToFirstToken() != null) {
          timeToFirstToken.add(call.timeToFirstToken());
        }
      }
      case ChatEvent.WorkflowStarted _ -> workflowStarts++;
      case ChatEvent.WorkflowEnded ended -> {
        addEnds(ended.status(), 1);
        if (ended.ran() != null) {
          runs.add(ended.ran());
        }
      }
      case ChatEvent.ToolCall _,
          ChatEvent.UsageDelta _,
          ChatEvent.UsageSummary _,
          ChatEvent.ErrorOccurred _,
          ChatEvent.TraceAttached _,
          ChatEvent.Superseded _ -> {}
    }
  }

  public void add(Totals other) {
    tally.add(other.tally);
    turns.add(other.turns);
    llmCalls.add(other.llmCalls);
    timeToFirstToken.add(other.timeToFirstToken);
    runs.add(other.runs);
    workflowStarts += other.workflowStarts;
    for (int i = 0; i < ends.length; i++) {
      ends[i] += other.ends[i];
    }
  }

  /// Withdraws what was added before.
  public void subtract(Totals other) {
    tally.subtract(other.tally);
    turns.subtract(other.turns);
    llmCalls.subtract(other.llmCalls);
    timeToFirstToken.subtract(other.timeToFirstToken);
    runs.subtract(other.runs);
    workflowStarts -= other.workflowStarts;
    for (int i = 0; i < ends.length; i++) {
      ends[i] -= other.ends[i];
    }
  }

  /// What it counts above zero: each number by itself, those below zero left out.
  public Totals positivePart() {
    Totals positive = new Totals();
    positive.tally.add(tally.positivePart());
    positive.turns.add(turns.positivePart());
    positive.llmCalls.add(llmCalls.positivePart());
    positive.timeToFirstToken.add(timeToFirstToken.positivePart());
    positive.runs.add(runs.positivePart());
    positive.workflowStarts = Math.max(0, workflowStarts);
    for (int i = 0; i < ends.length; i++) {
      positive.ends[i] = Math.max(0, ends[i]);
    }
    return positive;
  }

  /// Whether it counts nothing, or all was withdrawn.
  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /// Adds what a store counted.
  public void addWorkflowStarts(long starts) {
    workflowStarts += starts;
  }

  /// Adds what a store counted.
  ///
  /// @param status how the runs ended
  @SuppressWarnings("EnumOrdinal") // a place in memory only
  public void addEnds(ChatStatus status, long count) {
    ends[status.ordinal()] += count;
  }

  public Tally tally() {
    return tally;
  }

  /// Durations of agent turns.
  public DurationHistogram turns() {
    return turns;
  }

  /// Durations of model calls.
  public DurationHistogram llmCalls() {
    return llmCalls;
  }

  /// Times to the first token of streamed model calls that reported one.
  public DurationHistogram timeToFirstToken() {
    return timeToFirstToken;
  }

  /// Durations of runs that ended.
  public DurationHistogram runs() {
    return runs;
  }

  public long workflowStarts() {
    return workflowStarts;
  }

  /// Runs that ended so.
  @SuppressWarnings("EnumOrdinal") // a place in memory only
  public long ends(ChatStatus status) {
    return ends[status.ordinal()];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Totals totals
        && workflowStarts == totals.workflowStarts
        && Arrays.equals(ends, totals.ends)
        && tally.equals(totals.tally)
        && turns.equals(totals.turns)
        && llmCalls.equals(totals.llmCalls)
        && timeToFirstToken.equals(totals.timeToFirstToken)
        && runs.equals(totals.runs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        tally, turns, llmCalls, timeToFirstToken, runs, workflowStarts, Arrays.hashCode(ends));
  }

  @Override
  public String toString() {
    return "Totals["
        + tally
        + ", workflowStarts="
        + workflowStarts
        + ", ends="
        + Arrays.toString(ends)
        + "]";
  }
}
