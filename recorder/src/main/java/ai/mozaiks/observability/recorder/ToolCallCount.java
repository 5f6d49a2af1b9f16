// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.Comparator;
import java.util.Objects;

/// How often a chat called one tool with the same arguments. An agent that goes round in circles
/// shows here first.
///
/// @param tool the tool's name
/// @param argumentsHash what stands for the arguments, see [ArgumentsHash]
/// @param calls how often; count, `> 0`
public record ToolCallCount(String tool, long argumentsHash, long calls) {

  /// The most frequent first, then by hash and tool.
  public static final Comparator<ToolCallCount> MOST_CALLS_FIRST =
      Comparator.comparingLong(ToolCallCount::calls)
          .reversed()
          .thenComparingLong(ToolCallCount::argumentsHash)
          .thenComparing(ToolCallCount::tool);

  public ToolCallCount {
    Objects.requireNonNull(tool, "tool");
    if (calls <= 0) {
      throw new IllegalArgumentException("calls: " + calls + " (expected: > 0)");
    }
  }
}
