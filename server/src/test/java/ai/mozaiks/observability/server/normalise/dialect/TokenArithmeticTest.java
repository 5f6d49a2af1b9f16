// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.dialect.SpanFlag.INPUT_EXCLUSIVE;
import static ai.mozaiks.observability.server.normalise.dialect.SpanFlag.REASONING_EXCLUSIVE;
import static ai.mozaiks.observability.server.normalise.dialect.SpanFlag.THINKING_ADDED;
import static ai.mozaiks.observability.server.normalise.dialect.SpanFlag.TOTAL_UNEXPLAINED;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Telemetry-formats 7.4: totals include their parts, whatever the emitter's convention is.
class TokenArithmeticTest {

  record Reported(
      @Nullable Long prompt,
      @Nullable Long completion,
      @Nullable Long read,
      @Nullable Long write,
      @Nullable Long reasoning,
      @Nullable Long total,
      boolean gemini) {}

  static Stream<Arguments> cases() {
    return Stream.of(
        row("inclusive input stays", r(120L, 48L, 64L, null, 16L, 168L), 120L, 48L, 16L),
        row(
            "input without cached parts",
            r(10L, 5L, 100L, 20L, null, null),
            130L,
            5L,
            null,
            INPUT_EXCLUSIVE),
        row("cached equals input", r(100L, 5L, 60L, 40L, null, null), 100L, 5L, null),
        row(
            "reasoning beside the output",
            r(10L, 5L, null, null, 50L, null),
            10L,
            55L,
            50L,
            REASONING_EXCLUSIVE),
        row(
            "reasoning explains the total",
            r(5L, 845L, null, null, 1_100L, null),
            5L,
            1_945L,
            1_100L,
            REASONING_EXCLUSIVE),
        row(
            "rest is exactly the reasoning",
            r(5L, 845L, null, null, 100L, 950L),
            5L,
            945L,
            100L,
            THINKING_ADDED),
        row(
            "unexplained rest is not booked",
            r(5L, 845L, null, null, null, 2_023L),
            5L,
            845L,
            null,
            TOTAL_UNEXPLAINED),
        row(
            "Gemini's rest is thinking",
            gemini(5L, 845L, null, 2_023L),
            5L,
            2_018L,
            1_173L,
            THINKING_ADDED),
        row("Gemini with thinking counted", gemini(6L, 2_055L, 1_104L, 2_061L), 6L, 2_055L, 1_104L),
        row("smaller total changes nothing", r(10L, 5L, null, null, null, 3L), 10L, 5L, null),
        row("total alone tells nothing", r(null, null, null, null, null, 99L), null, null, null),
        row("zero is not unknown", r(0L, 0L, null, null, null, null), 0L, 0L, null),
        row("half known stays half known", r(7L, null, null, null, null, 9L), 7L, null, null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void makesTotalsInclusive(
      String name,
      Reported in,
      @Nullable Long prompt,
      @Nullable Long completion,
      @Nullable Long reasoning,
      Set<SpanFlag> flags) {
    Set<SpanFlag> found = EnumSet.noneOf(SpanFlag.class);
    TokenUsage usage =
        TokenArithmetic.normalise(
            in.prompt, in.completion, in.read, in.write, in.reasoning, in.total, in.gemini, found);

    assertThat(usage.promptTokens()).isEqualTo(prompt);
    assertThat(usage.completionTokens()).isEqualTo(completion);
    assertThat(usage.reasoningTokens()).isEqualTo(reasoning);
    assertThat(usage.cachedReadTokens()).isEqualTo(in.read);
    assertThat(usage.cacheWriteTokens()).isEqualTo(in.write);
    assertThat(found).isEqualTo(flags);
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.provider.name, gcp.gemini",
    "gen_ai.system, vertex_ai",
    "llm.provider, google",
    "gen_ai.request.model, gemini-2.5-flash",
    "gen_ai.response.model, projects/p/locations/l/models/gemini-2.5-flash",
  })
  void knowsGemini(String key, String value) {
    TestSpan span = chat(1).usage(5, 845).with("gen_ai.usage.total_tokens", 2_023).with(key, value);

    assertThat(span.facts().usage().completionTokens()).isEqualTo(2_018);
  }

  @Test
  void scopeThatTheOperatorCallsExclusive_getsItsCachedPartsAdded() {
    Dialects dialects = new Dialects(null, Map.of(), Set.of("my.scope"));
    TestSpan span =
        chat(1)
            .scope("my.scope")
            .usage(100, 5)
            .with("gen_ai.usage.cache_read.input_tokens", 30)
            .with("gen_ai.usage.cache_write.input_tokens", 4);

    assertThat(span.facts().usage().promptTokens()).as("cannot be told").isEqualTo(100);
    assertThat(span.facts(dialects).usage().promptTokens()).isEqualTo(134);
    assertThat(span.facts(dialects).flags()).containsExactly(INPUT_EXCLUSIVE);
    assertThat(chat(1).scope("my.scope").usage(100, 5).facts(dialects).flags()).isEmpty();
  }

  @Test
  void langfuseTotalDecidesWhetherThePartsAreWithin() {
    TestSpan beside =
        langfuse("{\"input\":179,\"output\":35,\"output_reasoning\":64,\"total\":278}");
    TestSpan within =
        langfuse("{\"input\":179,\"output\":99,\"output_reasoning\":64,\"total\":278}");

    assertThat(beside.facts().usage()).isEqualTo(within.facts().usage());
    assertThat(beside.facts().usage().completionTokens()).isEqualTo(99);
  }

  private static TestSpan langfuse(String usage) {
    return TestSpan.span(1, "x")
        .scope("langfuse-sdk")
        .with("langfuse.observation.type", "generation")
        .with("langfuse.observation.usage_details", usage);
  }

  @Test
  void tokensCachedByTheProviderAreUsage_tokensOfALocalCacheAreNone() {
    TestSpan provider = chat(1).usage(100, 5).with("gen_ai.usage.cache_read.input_tokens", 80);
    TestSpan local =
        chat(1).usage(100, 5).with("gen_ai.usage.cost", 1.0).with("mozaiks.cached", true);

    assertThat(Derived.of(provider).tally().promptTokens()).isEqualTo(100);
    assertThat(Derived.of(provider).tally().cachedReadTokens()).isEqualTo(80);
    assertThat(Derived.of(local).tally().llmCalls()).isEqualTo(1);
    assertThat(Derived.of(local).tally().promptTokens()).isZero();
    assertThat(Derived.of(local).tally().costUsd()).isEqualByComparingTo("0");
  }

  @Test
  void reportedCostOf0WithTokensIsUnknown_andComputed() {
    Derived derived = Derived.of(chat(1).usage(10, 1).with("gen_ai.usage.cost", 0.0));

    assertThat(derived.calls().getFirst().cost().picoUsd()).isEqualTo(11);
  }

  @Test
  void survivesHostileCounts() {
    TestSpan span =
        chat(1)
            .usage(Long.MAX_VALUE, Long.MAX_VALUE)
            .with("gen_ai.usage.cache_read.input_tokens", Long.MAX_VALUE)
            .with("gen_ai.usage.reasoning.output_tokens", Long.MAX_VALUE)
            .with("gen_ai.usage.total_tokens", Long.MAX_VALUE);

    assertThat(span.facts().usage()).isEqualTo(TokenUsage.UNKNOWN);
  }

  private static Arguments row(
      String name,
      Reported in,
      @Nullable Long prompt,
      @Nullable Long completion,
      @Nullable Long reasoning,
      SpanFlag... flags) {
    return Arguments.of(name, in, prompt, completion, reasoning, Set.of(flags));
  }

  private static Reported r(
      @Nullable Long prompt,
      @Nullable Long completion,
      @Nullable Long read,
      @Nullable Long write,
      @Nullable Long reasoning,
      @Nullable Long total) {
    return new Reported(prompt, completion, read, write, reasoning, total, false);
  }

  private static Reported gemini(
      Long prompt, Long completion, @Nullable Long reasoning, Long total) {
    return new Reported(prompt, completion, null, null, reasoning, total, true);
  }
}
