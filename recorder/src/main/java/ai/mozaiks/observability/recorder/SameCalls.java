// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Counts the calls of tools by tool and arguments. Depends on the set of calls only, not on their
/// order: of more than [#MOST_COUNTED] different ones, those with the smallest hashes are counted,
/// and each of these in full.
///
/// Mutable and not thread-safe.
final class SameCalls {
  private static final int MOST_COUNTED = 1_024;
  private static final Comparator<Call> BY_HASH =
      Comparator.comparingLong(Call::argumentsHash).thenComparing(Call::tool);

  private final TreeMap<Call, Long> counts = new TreeMap<>(BY_HASH);

  private record Call(String tool, long argumentsHash) {}

  /// Counts a call; one of which tool or arguments are unknown is like no other.
  void add(ChatEvent.ToolCall call) {
    if (call.tool() != null && call.argumentsHash() != null) {
      add(call.tool(), call.argumentsHash(), 1);
    }
  }

  private void add(String tool, long argumentsHash, long calls) {
    counts.merge(new Call(tool, argumentsHash), calls, Long::sum);
    if (counts.size() > MOST_COUNTED) {
      counts.pollLastEntry();
    }
  }

  void add(SameCalls other) {
    other.counts.forEach((call, count) -> add(call.tool(), call.argumentsHash(), count));
  }

  /// Withdraws what was added before. What had to be left out because of it meanwhile stays so.
  void subtract(SameCalls other) {
    other.counts.forEach((call, count) ->
        counts.computeIfPresent(call, (same, calls) -> calls > count ? calls - count : null));
  }

  void add(List<ToolCallCount> kept) {
    kept.forEach(count -> add(count.tool(), count.argumentsHash(), count.calls()));
  }

  /// The most frequent ones.
  ///
  /// @return at most [ChatState#MAX_SAME_CALLS], by [ToolCallCount#MOST_CALLS_FIRST]
  List<ToolCallCount> mostFrequent() {
    if (counts.isEmpty()) {
      return List.of(); // the usual case: arguments are seldom told
    }
    List<ToolCallCount> all = new ArrayList<>(counts.size());
    counts.forEach(
        (call, count) -> all.add(new ToolCallCount(call.tool(), call.argumentsHash(), count)));
    all.sort(ToolCallCount.MOST_CALLS_FIRST);
    return all.subList(0, Math.min(all.size(), ChatState.MAX_SAME_CALLS));
  }
}
