// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.Objects;
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

  /// A count above this, 1e12, is taken as the sender's mistake: a million times what the largest
  /// models read at once, and so little that sums of them stay within a `long`. Recorders refuse
  /// it; this type itself does not, so that what was stored can always be read.
  public static final long MAX_CREDIBLE = 1_000_000_000_000L;

  /// Nothing was reported.
  public static final TokenUsage UNKNOWN = new TokenUsage(null, null, null, null, null);

  public TokenUsage {
    requireCount(promptTokens, "promptTokens");
    requireCount(completionTokens, "completionTokens");
    requireCount(cachedReadTokens, "cachedReadTokens");
    requireCount(cacheWriteTokens, "cacheWriteTokens");
    requireCount(reasoningTokens, "reasoningTokens");
  }

  /// A call of which the totals are known, but not their parts.
  ///
  /// @throws IllegalArgumentException if a count is negative
  public static TokenUsage of(long promptTokens, long completionTokens) {
    return new TokenUsage(promptTokens, completionTokens, null, null, null);
  }

  /// Whether neither prompt nor completion tokens are known.
  public boolean isUnknown() {
    return promptTokens == null && completionTokens == null;
  }

  /// The same tokens by the convention: totals that leave out their parts get them added. More
  /// cached than prompt tokens, or more reasoning than completion tokens, tell that the sender
  /// counts them apart. A total that is not credible then is unknown.
  ///
  /// @return this if it keeps to the convention already
  public TokenUsage normalised() {
    Long prompt = including(promptTokens, sum(orZero(cachedReadTokens), orZero(cacheWriteTokens)));
    Long completion = including(completionTokens, orZero(reasoningTokens));
    return Objects.equals(prompt, promptTokens) && Objects.equals(completion, completionTokens)
        ? this
        : new TokenUsage(prompt, completion, cachedReadTokens, cacheWriteTokens, reasoningTokens);
  }

  private static @Nullable Long including(@Nullable Long total, long parts) {
    if (total == null || parts <= total) {
      return total;
    }
    long both = sum(total, parts);
    return both > MAX_CREDIBLE ? null : (Long) both;
  }

  /// Of two counts; stops at the largest number.
  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private static long orZero(@Nullable Long count) {
    return count == null ? 0 : count;
  }

  /// Refuses what no call can have used.
  ///
  /// @throws IllegalArgumentException if a count is above [#MAX_CREDIBLE]
  void requireCredible() {
    requireCredible(promptTokens, "promptTokens");
    requireCredible(completionTokens, "completionTokens");
    requireCredible(cachedReadTokens, "cachedReadTokens");
    requireCredible(cacheWriteTokens, "cacheWriteTokens");
    requireCredible(reasoningTokens, "reasoningTokens");
  }

  private static void requireCredible(@Nullable Long count, String name) {
    if (count != null && count > MAX_CREDIBLE) {
      throw new IllegalArgumentException(
          name + ": " + count + " (expected: at most " + MAX_CREDIBLE + ")");
    }
  }

  private static void requireCount(@Nullable Long count, String name) {
    if (count != null && count < 0) {
      throw new IllegalArgumentException(name + ": " + count + " (expected: >= 0, or null)");
    }
  }
}
