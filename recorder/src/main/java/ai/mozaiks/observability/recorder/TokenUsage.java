// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import org.jspecify.annotations.Nullable;

/// The tokens of one model call. Null means that the sender did not report it: unknown, never 0.
///
/// Convention (OpenTelemetry GenAI, semantic-conventions PR 3163): the totals include their parts,
/// so prompt tokens contain cached and cache-writing tokens, completion tokens contain reasoning.
///
/// @param promptTokens all input; count, `>= 0`
/// @param completionTokens all output; count, `>= 0`
/// @param cachedReadTokens the part of the input read from the provider's prompt cache; count
/// @param cacheWriteTokens the part of the input written to the provider's prompt cache; count
/// @param reasoningTokens the part of the output spent on reasoning; count
public record TokenUsage(
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable Long cachedReadTokens,
    @Nullable Long cacheWriteTokens,
    @Nullable Long reasoningTokens) {

  /// Nothing was reported.
  public static final TokenUsage UNKNOWN = new TokenUsage(null, null, null, null, null);

  public TokenUsage {
    requireCount(promptTokens, "promptTokens");
    requireCount(completionTokens, "completionTokens");
    requireCount(cachedReadTokens, "cachedReadTokens");
    requireCount(cacheWriteTokens, "cacheWriteTokens");
    requireCount(reasoningTokens, "reasoningTokens");
  }

  public static TokenUsage of(long promptTokens, long completionTokens) {
    return new TokenUsage(promptTokens, completionTokens, null, null, null);
  }

  /// Whether neither prompt nor completion tokens are known.
  public boolean isUnknown() {
    return promptTokens == null && completionTokens == null;
  }

  private static void requireCount(@Nullable Long count, String name) {
    if (count != null && count < 0) {
      throw new IllegalArgumentException(name + ": " + count + " (expected: >= 0, or null)");
    }
  }
}
