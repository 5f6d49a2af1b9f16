// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static ai.mozaiks.observability.server.normalise.Derived.spanIds;
import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.ofKind;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.plain;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.normalise.Derived;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which of the spans of one model call counts: rule 4 of docs/counting.md, and what calls tell.
/// `CountedOnceRulesTest` has all rules by number.
class LlmCallsTest {

  @Test
  void innerCallCounts_whereBothKnowTheUsage() {
    Derived derived = Derived.of(chat(1).usage(10, 5), chat(2).under(1).usage(10, 5));

    assertThat(spanIds(derived.calls())).containsExactly(2L);
    assertThat(derived.tally().promptTokens()).isEqualTo(10);
  }

  @Test
  void innerCallCounts_throughPlainSpansAndChains() {
    Derived derived =
        Derived.of(
            chat(1).usage(10, 5),
            plain(2).under(1),
            ofKind(3, "CHAIN").under(2),
            chat(4).under(3).usage(10, 5));

    assertThat(spanIds(derived.calls())).containsExactly(4L);
  }

  @Test
  void outerCallCounts_whereItAloneKnowsTheUsage() {
    Derived derived = Derived.of(chat(1).usage(10, 5), chat(2).under(1), chat(3).under(1));

    assertThat(spanIds(derived.calls())).containsExactly(1L);
    assertThat(derived.tally().completionTokens()).isEqualTo(5);
  }

  @Test
  void innermostCallCounts_whereNobodyKnowsTheUsage() {
    Derived derived = Derived.of(chat(1), chat(2).under(1), chat(3).under(2));

    assertThat(spanIds(derived.calls())).containsExactly(3L);
    assertThat(derived.tally().promptTokens()).isNull();
  }

  @Test
  void middleCallCounts_whereItIsTheInnermostThatKnowsTheUsage() {
    Derived derived =
        Derived.of(chat(1).usage(9, 9), chat(2).under(1).usage(9, 9), chat(3).under(2));

    assertThat(spanIds(derived.calls())).containsExactly(2L);
  }

  @Test
  void outerCallOfThreeCounts_whereItAloneKnowsTheUsage() {
    Derived derived = Derived.of(chat(1).usage(9, 9), chat(2).under(1), chat(3).under(2));

    assertThat(spanIds(derived.calls())).containsExactly(1L);
  }

  @Test
  void bothCount_withAToolOrATurnBetween() {
    assertThat(
            Derived.of(chat(1).usage(1, 1), tool(2, "t").under(1), chat(3).under(2).usage(2, 2))
                .calls())
        .hasSize(2);
    assertThat(
            Derived.of(chat(1).usage(1, 1), turn(2, "a").under(1), chat(3).under(2).usage(2, 2))
                .calls())
        .hasSize(2);
  }

  @Test
  void bothCount_ofDifferentClass() {
    Derived derived =
        Derived.of(chat(1).usage(1, 1), operation(2, "embeddings").under(1).usage(2, 0));

    assertThat(derived.calls()).hasSize(2);
    assertThat(derived.tally().promptTokens()).isEqualTo(3);
  }

  @Test
  void keepsWhatOnlyTheOuterSpanKnows() {
    ChatEvent.LlmCall call =
        Derived.of(
                chat(1)
                    .with("gen_ai.agent.name", "planner")
                    .with("gen_ai.conversation.id", "c1")
                    .with("gen_ai.response.time_to_first_chunk", 0.5)
                    .with("gen_ai.usage.cost", 0.25),
                plain(2).under(1),
                chat(3).under(2).usage(10, 5),
                plain(4).under(1))
            .calls()
            .getFirst();

    assertThat(call.agent()).isEqualTo("planner");
    assertThat(call.chat().chatId()).isEqualTo("c1");
    assertThat(call.timeToFirstToken()).isEqualTo(Duration.ofMillis(500));
    assertThat(call.streaming()).isTrue();
    assertThat(call.cost().picoUsd()).isEqualTo(250_000_000_000L);
  }

  @Test
  void keepsWhatOnlyTheOutermostOfThreeKnows() {
    Derived derived =
        Derived.of(
            chat(1).with("gen_ai.usage.cost", 0.25),
            chat(2).under(1),
            chat(3).under(2).usage(10, 5));

    assertThat(derived.tally().costUsd()).isEqualByComparingTo("0.25");
  }

  @Test
  void outerCostIsNotMultiplied_whereItStandsForSeveralCalls() {
    Derived derived =
        Derived.of(
            chat(1).with("gen_ai.usage.cost", 0.25),
            chat(2).under(1).usage(1, 0),
            chat(3).under(1).usage(1, 0));

    assertThat(derived.tally().costUsd()).isEqualByComparingTo("0.000000000002");
  }

  /// All five generations of the conventions, by their names for tokens and provider.
  @ParameterizedTest(name = "G{0}")
  @CsvSource({
    "0, gen_ai.system, gen_ai.usage.prompt_tokens, gen_ai.usage.completion_tokens, gen_ai.usage.cache_creation_input_tokens",
    "1, gen_ai.system, gen_ai.usage.input_tokens, gen_ai.usage.output_tokens, gen_ai.usage.cache_creation_input_tokens",
    "2, gen_ai.provider.name, gen_ai.usage.input_tokens, gen_ai.usage.output_tokens, gen_ai.usage.cache_creation.input_tokens",
    "3, gen_ai.provider.name, gen_ai.usage.input_tokens, gen_ai.usage.output_tokens, gen_ai.usage.cache_creation.input_tokens",
    "4, gen_ai.provider.name, gen_ai.usage.input_tokens, gen_ai.usage.output_tokens, gen_ai.usage.cache_write.input_tokens",
  })
  void readsEachGeneration(
      int generation, String provider, String input, String output, String cacheWrite) {
    ChatEvent.LlmCall call =
        Derived.of(
                chat(1)
                    .with(provider, "anthropic")
                    .with(input, 120)
                    .with(output, 48)
                    .with(cacheWrite, 20)
                    .with("gen_ai.usage.text.input_tokens", 120)
                    .with("gen_ai.usage.text.output_tokens", 48))
            .calls()
            .getFirst();

    assertThat(call.provider()).isEqualTo("anthropic");
    assertThat(call.usage().promptTokens()).isEqualTo(120);
    assertThat(call.usage().completionTokens()).isEqualTo(48);
    assertThat(call.usage().cacheWriteTokens()).isEqualTo(20);
  }
}
