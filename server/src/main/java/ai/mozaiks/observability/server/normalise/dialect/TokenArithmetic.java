// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.recorder.TokenUsage;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes reported tokens comparable: totals that include their parts (OpenTelemetry
/// semantic-conventions PR 3163), whatever the emitter's own convention is.
final class TokenArithmetic {
  private TokenArithmetic() {}

  /// @param flags takes what had to be mended
  /// @param inputExclusive whether the operator says that the input leaves out its cached parts
  static TokenUsage usageOf(SpanFacts span, boolean inputExclusive, Set<SpanFlag> flags) {
    Long prompt = span.number(Field.PROMPT_TOKENS);
    Long cachedRead = span.number(Field.CACHED_READ_TOKENS);
    Long cacheWrite = span.number(Field.CACHE_WRITE_TOKENS);
    if (inputExclusive && prompt != null && orZero(cachedRead) + orZero(cacheWrite) > 0) {
      prompt = credible(prompt + orZero(cachedRead) + orZero(cacheWrite));
      flags.add(SpanFlag.INPUT_EXCLUSIVE);
    }
    return normalise(
        prompt,
        span.number(Field.COMPLETION_TOKENS),
        cachedRead,
        cacheWrite,
        span.number(Field.REASONING_TOKENS),
        span.number(Field.TOTAL_TOKENS),
        isGemini(span),
        flags);
  }

  /// The arithmetic itself.
  ///
  /// @param total the total that was reported, only used to find output that was left out
  /// @param totalHoldsThinking whether a larger total is known to hold reasoning (Gemini, Vertex)
  /// @param flags takes what had to be mended
  static TokenUsage normalise(
      @Nullable Long prompt,
      @Nullable Long completion,
      @Nullable Long cachedRead,
      @Nullable Long cacheWrite,
      @Nullable Long reasoning,
      @Nullable Long total,
      boolean totalHoldsThinking,
      Set<SpanFlag> flags) {
    TokenUsage usage =
        new TokenUsage(prompt, completion, cachedRead, cacheWrite, reasoning).normalised();
    if (!Objects.equals(usage.promptTokens(), prompt)) {
      flags.add(SpanFlag.INPUT_EXCLUSIVE);
    }
    if (!Objects.equals(usage.completionTokens(), completion)) {
      flags.add(SpanFlag.REASONING_EXCLUSIVE);
    }
    return total == null ? usage : withRest(usage, total, totalHoldsThinking, flags);
  }

  private static TokenUsage withRest(
      TokenUsage usage, long total, boolean totalHoldsThinking, Set<SpanFlag> flags) {
    Long prompt = usage.promptTokens();
    Long completion = usage.completionTokens();
    Long reasoning = usage.reasoningTokens();
    if (prompt != null && completion != null) {
      long rest = total - prompt - completion;
      // 5 in, 845 out, 2023 in all: the emitter counts candidates only. The rest is thinking if the
      // provider is known for it, or if the reported reasoning is exactly the rest.
      if (rest > 0 && (totalHoldsThinking || (reasoning != null && reasoning == rest))) {
        completion += rest;
        reasoning = Math.max(orZero(reasoning), rest);
        flags.add(SpanFlag.THINKING_ADDED);
      } else if (rest > 0) {
        flags.add(SpanFlag.TOTAL_UNEXPLAINED);
      }
    }
    return new TokenUsage(
        prompt,
        credible(completion),
        usage.cachedReadTokens(),
        usage.cacheWriteTokens(),
        credible(reasoning));
  }

  /// Counts that are credible one by one may add up to one that is not.
  private static @Nullable Long credible(@Nullable Long count) {
    return count == null || count > TokenUsage.MAX_CREDIBLE ? null : count;
  }

  private static long orZero(@Nullable Long count) {
    return count == null ? 0 : count;
  }

  private static boolean isGemini(SpanFacts span) {
    String provider = span.text(Field.PROVIDER);
    String model = span.model();
    return (provider != null && (provider.startsWith("gcp.") || provider.equals("google")))
        || (model != null && model.startsWith("gemini"));
  }
}
