// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static ai.mozaiks.observability.server.normalise.Derived.spanIds;
import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.ofKind;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.junit.jupiter.api.Test;

/// Usage on spans that are no model calls: rules 2 and 3 of docs/counting.md.
class AggregatesTest {

  @Test
  void sumOnTheTurnIsNotAdded_whereTheCallsTellTheirs() {
    Derived derived =
        Derived.of(
            run(1).usage(30, 3),
            turn(2, "a").under(1).usage(30, 3),
            chat(3).under(2).usage(10, 1),
            chat(4).under(2).usage(20, 2));

    assertThat(derived.tally().llmCalls()).isEqualTo(2);
    assertThat(derived.tally().promptTokens()).isEqualTo(30);
    assertThat(derived.tally().completionTokens()).isEqualTo(3);
  }

  @Test
  void sumBecomesOneMarkedCall_whereNoCallIsKnown() {
    Derived derived = Derived.of(run(1).usage(30, 3), turn(2, "a").under(1).usage(30, 3));

    assertThat(derived.calls()).hasSize(1);
    assertThat(derived.calls().getFirst().aggregate()).isTrue();
    assertThat(spanIds(derived.calls())).as("the lowest").containsExactly(2L);
    assertThat(derived.tally().promptTokens()).isEqualTo(30);
  }

  @Test
  void sumIsAddedWithoutAnotherCall_whereTheCallsDoNotTellTheirs() {
    Derived derived = Derived.of(turn(1, "a").usage(30, 3), chat(2).under(1), chat(3).under(1));

    assertThat(derived.tally().llmCalls()).isEqualTo(2);
    assertThat(spanIds(derived.deltas())).containsExactly(1L);
    assertThat(derived.tally().promptTokens()).isEqualTo(30);
  }

  @Test
  void sumsOfSiblingsAreBookedEach_butNotTheSumAbove() {
    Derived derived =
        Derived.of(
            ofKind(1, "CHAIN").with("llm.token_count.prompt", 30),
            turn(2, "a").under(1).usage(10, 1),
            turn(3, "b").under(1).usage(20, 2));

    assertThat(spanIds(derived.calls())).containsExactlyInAnyOrder(2L, 3L);
    assertThat(derived.tally().promptTokens()).isEqualTo(30);
  }

  @Test
  void sumIsNotAdded_whereACallInItsTimeHasLostItsParent() {
    Derived derived = Derived.of(turn(1, "a").usage(10, 1), chat(2).under(99).usage(10, 1));

    assertThat(derived.tally().llmCalls()).isEqualTo(1);
    assertThat(derived.tally().promptTokens()).isEqualTo(10);
  }

  @Test
  void bookingIsTakenBack_whenTheCallsCome() {
    TestSpan turn = turn(1, "a").usage(10, 1);

    assertThat(Derived.of(turn).calls().getFirst().aggregate()).isTrue();
    assertThat(Derived.of(turn, chat(2).under(1).usage(10, 1)).calls())
        .singleElement()
        .satisfies(call -> assertThat(call.aggregate()).isFalse());
  }

  @Test
  void aggregatedUsageOfPydanticAiIsASumToo() {
    TestSpan turn =
        turn(1, "a")
            .scope("pydantic-ai")
            .with("gen_ai.aggregated_usage.input_tokens", 10)
            .with("gen_ai.aggregated_usage.output_tokens", 1);

    assertThat(Derived.of(turn).tally().promptTokens()).isEqualTo(10);
    assertThat(Derived.of(turn, chat(2).under(1).usage(7, 1)).tally().promptTokens()).isEqualTo(7);
  }

  @Test
  void rootOfVercelRepeatsItsCall() {
    Derived derived =
        Derived.of(
            span(1, "ai.generateText")
                .scope("ai")
                .with("ai.operationId", "ai.generateText")
                .with("ai.usage.promptTokens", 62)
                .with("ai.usage.completionTokens", 85),
            span(2, "ai.generateText.doGenerate")
                .scope("ai")
                .under(1)
                .with("ai.operationId", "ai.generateText.doGenerate")
                .with("ai.usage.promptTokens", 62)
                .with("ai.usage.completionTokens", 85)
                .usage(62, 85));

    assertThat(derived.tally().llmCalls()).isEqualTo(1);
    assertThat(derived.tally().promptTokens()).isEqualTo(62);
  }

  @Test
  void usageOfToolsIsNoUsage() {
    Derived derived = Derived.of(turn(1, "a"), tool(2, "t").under(1).usage(10, 5));

    assertThat(derived.tally().promptTokens()).isZero();
  }
}
