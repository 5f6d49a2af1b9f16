// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static ai.mozaiks.observability.server.normalise.Derived.spanIds;
import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.ofKind;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.plain;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.dialect.SpanFlag;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules of docs/counting.md by their numbers, each at its plainest. What else can meet a rule
/// is tried by the tests of the classes that keep them: `SpanVersionsTest` (1),
/// `FieldPrecedenceTest` (2), `AggregatesTest` (3), `LlmCallsTest` (4), `Ag2DialectTest` (5),
/// `ToolCallsTest` (13), `ErrorsTest` (15), `TurnsTest` (16).
///
/// Rules 6 to 8 are about what comes beside spans: metrics, log records and the logs of AG2. They
/// are proven where those are taken in.
class CountedOnceRulesTest {

  @Test
  void rule01_sameSpanResent_changesNothing() {
    TestSpan call = chat(2).under(1).usage(10, 5);

    assertThat(Derived.arriving(turn(1, "a"), call, call, turn(1, "a")))
        .isEqualTo(Derived.of(turn(1, "a"), call));
  }

  @Test
  void rule01_laterVersionReplacesTheEarlierOne_whicheverComesFirst() {
    TestSpan pending = chat(2).under(1).at(0, 0);
    TestSpan complete = chat(2).under(1).at(0, 400).usage(10, 5);

    assertThat(Derived.arriving(turn(1, "a"), pending, complete))
        .isEqualTo(Derived.arriving(turn(1, "a"), complete, pending))
        .isEqualTo(Derived.of(turn(1, "a"), complete));
  }

  @Test
  void rule02_aliasesAreOneFigure_andTheFirstByPrecedenceWins() {
    TestSpan agreeing =
        chat(1)
            .usage(10, 5)
            .with("llm.token_count.prompt", 10)
            .with("ai.usage.promptTokens", "10")
            .with("gen_ai.usage.prompt_tokens", 10.0);

    assertThat(Derived.of(agreeing).tally().promptTokens()).isEqualTo(10);
    assertThat(agreeing.facts().flags()).isEmpty();
  }

  @Test
  void rule02_aliasesThatDisagreeAreFlagged_whicheverStandsFirst() {
    TestSpan winnerFirst =
        chat(1).with("gen_ai.usage.input_tokens", 10).with("llm.token_count.prompt", 12);
    TestSpan winnerLast =
        chat(1).with("llm.token_count.prompt", 12).with("gen_ai.usage.input_tokens", 10);
    TestSpan costs = chat(1).with("gen_ai.usage.cost", 0.1).with("llm.cost.total", "0.10");

    assertThat(winnerFirst.facts().flags()).containsExactly(SpanFlag.ALIASES_DISAGREE);
    assertThat(winnerLast.facts().flags()).containsExactly(SpanFlag.ALIASES_DISAGREE);
    assertThat(Derived.of(winnerFirst).tally().promptTokens()).isEqualTo(10);
    assertThat(Derived.of(winnerLast).tally().promptTokens()).isEqualTo(10);
    assertThat(costs.facts().flags()).as("0.1 is 0.10").isEmpty();
  }

  @Test
  void rule03_sumsAboveTheCallsAreNotAdded() {
    Derived derived =
        Derived.inAnyOrder(
            run(1).usage(30, 3),
            turn(2, "a").under(1).usage(30, 3),
            chat(3).under(2).usage(10, 1),
            chat(4).under(2).usage(20, 2));

    assertThat(derived.tally().promptTokens()).isEqualTo(30);
    assertThat(derived.tally().llmCalls()).isEqualTo(2);
  }

  @Test
  void rule03_sumIsBookedOnceAtTheLowest_whereNoCallTellsItsUsage() {
    Derived derived = Derived.inAnyOrder(run(1).usage(30, 3), turn(2, "a").under(1).usage(30, 3));

    assertThat(spanIds(derived.calls())).containsExactly(2L);
    assertThat(derived.calls()).singleElement().matches(ChatEvent.LlmCall::aggregate);
    assertThat(derived.tally().promptTokens()).isEqualTo(30);
  }

  @Test
  void rule04_frameworkGatewayAndProviderSpanOfOneCall_areOneCall() {
    Derived derived =
        Derived.inAnyOrder(
            turn(1, "a"),
            chat(2).under(1).usage(10, 5).with("gen_ai.usage.cost", 0.25),
            chat(3).under(2).usage(10, 5),
            chat(4).under(3).usage(10, 5));

    assertThat(spanIds(derived.calls())).containsExactly(4L);
    assertThat(derived.tally().promptTokens()).isEqualTo(10);
    assertThat(derived.tally().costUsd()).as("of the outer one").isEqualByComparingTo("0.25");
  }

  @Test
  void rule04_outerCallCounts_whereItAloneKnowsTheUsage() {
    Derived derived = Derived.inAnyOrder(chat(1).usage(10, 5), chat(2).under(1));

    assertThat(spanIds(derived.calls())).containsExactly(1L);
  }

  @Test
  void rule04_bothCount_withAToolBetween_andOfDifferentClass() {
    assertThat(
            Derived.of(chat(1).usage(1, 1), tool(2, "t").under(1), chat(3).under(2).usage(2, 2))
                .calls())
        .hasSize(2);
    assertThat(
            Derived.of(chat(1).usage(1, 1), operation(2, "embeddings").under(1).usage(2, 0))
                .calls())
        .hasSize(2);
  }

  @Test
  void rule04_nestedCallWhoseParentNeverCame_isTheCallAroundIt_byTheIdOfItsAnswer() {
    TestSpan[] spans = {
      turn(1, "a").at(0, 200),
      chat(2).under(1).at(10, 90).usage(10, 5).with("gen_ai.response.id", "chatcmpl-1"),
      chat(4).under(99).at(20, 80).usage(12, 6).with("gen_ai.response.id", "chatcmpl-1")
    };
    Derived derived = Derived.inAnyOrder(spans);

    assertThat(spanIds(derived.calls())).containsExactly(4L);
    assertThat(derived.calls().getFirst().agent()).isEqualTo("a");
    assertThat(derived.tally().promptTokens()).isEqualTo(12);
    assertThat(Derived.explained(4, spans).flags()).containsExactly(SpanFlag.PARENT_LOST);
  }

  @Test
  void rule04_nestedCallWhoseParentNeverCame_isTheCallAroundIt_byModelAndTokens() {
    Derived derived =
        Derived.inAnyOrder(
            chat(2).at(10, 90).usage(120, 48).with("gen_ai.request.model", "gpt-4o-mini"),
            chat(4)
                .under(99)
                .at(20, 80)
                .usage(120, 48)
                .with("gen_ai.response.model", "gpt-4o-mini"));

    assertThat(spanIds(derived.calls())).containsExactly(4L);
    assertThat(derived.tally().promptTokens()).isEqualTo(120);
  }

  @Test
  void rule04_lateMiddleSpan_changesNothing() {
    TestSpan outer = chat(2).at(10, 90).usage(10, 5).with("gen_ai.response.id", "r");
    TestSpan middle = plain(3).under(2).at(15, 85);
    TestSpan inner = chat(4).under(3).at(20, 80).usage(10, 5).with("gen_ai.response.id", "r");

    assertThat(Derived.inAnyOrder(outer, middle, inner).calls())
        .isEqualTo(Derived.inAnyOrder(outer, inner).calls());
  }

  @Test
  void rule04_callsWithoutTheirParents_bothCount_whereNothingSaysTheyAreOne() {
    TestSpan outer =
        chat(2)
            .at(10, 90)
            .usage(120, 48)
            .with("gen_ai.request.model", "m")
            .with("gen_ai.response.id", "r");
    TestSpan alike = chat(4).under(99).at(20, 80).usage(120, 48).with("gen_ai.request.model", "m");

    assertThat(Derived.inAnyOrder(outer, alike.with("gen_ai.response.id", "other")).calls())
        .as("ids that differ")
        .hasSize(2);
    assertThat(
            Derived.inAnyOrder(
                    outer,
                    chat(4).under(99).at(20, 80).usage(121, 48).with("gen_ai.request.model", "m"))
                .calls())
        .as("tokens that differ")
        .hasSize(2);
    assertThat(
            Derived.inAnyOrder(
                    outer,
                    chat(4).under(99).at(20, 80).usage(120, 48).with("gen_ai.request.model", "n"))
                .calls())
        .as("models that differ")
        .hasSize(2);
    assertThat(
            Derived.inAnyOrder(
                    outer,
                    chat(4).under(99).at(20, 95).usage(120, 48).with("gen_ai.request.model", "m"))
                .calls())
        .as("not within its time")
        .hasSize(2);
    assertThat(
            Derived.inAnyOrder(
                    turn(1, "a").at(0, 200),
                    outer.under(1),
                    chat(4).under(1).at(20, 80).usage(120, 48).with("gen_ai.request.model", "m"))
                .calls())
        .as("a parent that is here says that it is beside the other")
        .hasSize(2);
  }

  @Test
  void rule05_recordsOfUsageCount_whereTheTurnHasNoCalls() {
    Derived calls =
        Derived.inAnyOrder(
            turn(1, "planner"),
            chat(2).under(1).usage(10, 1),
            record(3, "model_call").under(1).usage(10, 1),
            record(4, "compaction").under(1).usage(5, 2));
    Derived live =
        Derived.inAnyOrder(
            turn(1, "live"),
            record(2, "model_call").under(1).usage(10, 1),
            record(3, "aggregation").under(1).usage(5, 2));

    assertThat(calls.tally().promptTokens()).isEqualTo(15);
    assertThat(live.tally().promptTokens())
        .as("what was compacted or aggregated is no call that the record repeats")
        .isEqualTo(15);
  }

  @Test
  void rule05_subtaskCounts_onlyIfItsAgentIsNotInTheTrace() {
    TestSpan subtask =
        record(2, "subtask").under(1).with("ag2.usage.label", "researcher").usage(100, 10);

    assertThat(Derived.of(turn(1, "planner"), subtask).tally().promptTokens()).isEqualTo(100);
    assertThat(
            Derived.inAnyOrder(
                    turn(1, "planner"),
                    subtask,
                    turn(3, "researcher").under(1),
                    chat(4).under(3).usage(100, 10))
                .tally()
                .promptTokens())
        .isEqualTo(100);
  }

  @Test
  void rule09_deltasAdd_andSummariesAreKeptButNeverAdded() {
    Tally tally = new Tally();
    new DirectDerivation(Derived.PICO_A_TOKEN)
        .derive(
            List.of(
                new ChatEvent.UsageDelta(
                    direct("1"), "a", "m", TokenUsage.of(10, 1), Cost.UNPRICED, false),
                new ChatEvent.UsageSummary(direct("2"), TokenUsage.of(10, 1), Cost.UNPRICED),
                new ChatEvent.UsageDelta(
                    direct("3"), "a", "m", TokenUsage.of(20, 2), Cost.UNPRICED, false),
                new ChatEvent.UsageSummary(direct("4"), TokenUsage.of(30, 3), Cost.UNPRICED)))
        .forEach(tally::add);

    assertThat(tally.promptTokens()).isEqualTo(30);
    assertThat(tally.completionTokens()).isEqualTo(3);
  }

  @Test
  void rule10_retriesInsideACallAreOneCall() {
    Derived derived =
        Derived.inAnyOrder(
            chat(1).usage(10, 5),
            plain(2).under(1).failed("429", "slow down"),
            plain(3).under(1).failed("429", "slow down"),
            plain(4).under(1));

    assertThat(derived.calls()).hasSize(1);
    assertThat(derived.tally().errors()).as("the call succeeded").isZero();
  }

  @Test
  void rule11_streamedCallWithoutUsageIsUnknown_notZero() {
    Derived derived =
        Derived.of(
            chat(1)
                .with("gen_ai.request.stream", true)
                .event("gen_ai.content.completion.chunk", 10)
                .event("gen_ai.content.completion.chunk", 20));

    assertThat(derived.calls()).singleElement().matches(ChatEvent.LlmCall::streaming);
    assertThat(derived.tally().promptTokens()).isNull();
    assertThat(derived.tally().costUsd()).isNull();
  }

  @Test
  void rule11_usageIsTheSpansOwn_whateverItsChunksSay() {
    TestSpan partial =
        chat(1)
            .usage(10, 5)
            .eventWith("gen_ai.content.completion.chunk", "gen_ai.usage.output_tokens", 2);

    assertThat(Derived.of(partial).tally().completionTokens()).isEqualTo(5);
  }

  @Test
  void rule12_severalChoicesAreOneCall() {
    Derived derived =
        Derived.of(
            chat(1)
                .usage(10, 30)
                .with("gen_ai.request.choice.count", 3)
                .with("gen_ai.response.finish_reasons", List.of("stop", "stop", "length")));

    assertThat(derived.tally().llmCalls()).isEqualTo(1);
    assertThat(derived.tally().completionTokens()).isEqualTo(30);
  }

  @Test
  void rule13_toolSeenByFrameworkClientAndServer_isOneCall() {
    Derived derived =
        Derived.inAnyOrder(
            turn(1, "a"),
            tool(2, "weather").under(1).with("gen_ai.tool.call.id", "call_1"),
            mcp(3).under(2).kind(SpanKind.SPAN_KIND_CLIENT),
            mcp(4).under(3).kind(SpanKind.SPAN_KIND_SERVER));

    assertThat(spanIds(derived.tools())).containsExactly(2L);
  }

  @Test
  void rule13_sameIdIsOneCallOnlyWhereTheSpansOverlap() {
    TestSpan first = tool(2, "t").under(1).at(0, 50).with("gen_ai.tool.call.id", "x");

    assertThat(
            Derived.inAnyOrder(
                    turn(1, "a"),
                    first,
                    tool(3, "t").under(1).at(10, 40).with("gen_ai.tool.call.id", "x"))
                .tools())
        .hasSize(1);
    assertThat(
            Derived.inAnyOrder(
                    turn(1, "a"),
                    first,
                    tool(3, "t").under(1).at(60, 90).with("gen_ai.tool.call.id", "x"))
                .tools())
        .hasSize(2);
  }

  @Test
  void rule13_clientsHalfWhoseParentNeverCame_isTheToolAroundIt() {
    Derived derived =
        Derived.inAnyOrder(
            turn(1, "a").at(0, 200),
            tool(2, "weather").under(1).at(10, 90).with("gen_ai.tool.call.id", "call_1"),
            mcp(4).under(99).at(20, 80).kind(SpanKind.SPAN_KIND_CLIENT),
            mcp(5).under(4).at(30, 70).kind(SpanKind.SPAN_KIND_SERVER));

    assertThat(spanIds(derived.tools())).containsExactly(2L);
    assertThat(derived.tally().toolCalls()).isEqualTo(1);
  }

  @Test
  void rule13_twoCallsOfAToolAtOnce_eachWithAHalfThatLostItsParent_areTwo() {
    Derived derived =
        Derived.inAnyOrder(
            turn(1, "a").at(0, 200),
            tool(2, "weather").under(1).at(10, 90),
            tool(3, "weather").under(1).at(12, 95),
            mcp(4).under(98).at(20, 80).kind(SpanKind.SPAN_KIND_CLIENT),
            mcp(5).under(99).at(21, 85).kind(SpanKind.SPAN_KIND_CLIENT));

    assertThat(spanIds(derived.tools())).containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void rule13_toolCallsWithoutTheirParents_bothCount_whereNothingSaysTheyAreOne() {
    TestSpan outer = tool(2, "weather").at(10, 90).with("mozaiks.tool.arguments_hash", 1);

    assertThat(Derived.inAnyOrder(outer, mcp(4).under(99).at(20, 95)).tools())
        .as("not within its time")
        .hasSize(2);
    assertThat(Derived.inAnyOrder(outer, tool(4, "book").under(99).at(20, 80)).tools())
        .as("another tool")
        .hasSize(2);
    assertThat(
            Derived.inAnyOrder(
                    outer, mcp(4).under(99).at(20, 80).with("mozaiks.tool.arguments_hash", 2))
                .tools())
        .as("other arguments")
        .hasSize(2);
  }

  @Test
  void rule14_mergedToolsHandOversAndCreatedAgents_areNone() {
    Derived derived =
        Derived.of(
            turn(1, "a"),
            tool(2, "(merged tools)").under(1),
            tool(3, "transfer_to_writer").under(1),
            ofKind(4, "TOOL").under(1).with("tool.name", "handoff to writer"),
            operation(5, "create_agent").under(1),
            tool(6, "search").under(1));

    assertThat(spanIds(derived.tools())).containsExactly(6L);
    assertThat(spanIds(derived.turns())).containsExactly(1L);
  }

  @Test
  void rule15_errorThatPassesUpCountsOnce_whereItBegan() {
    Tally tally =
        Derived.inAnyOrder(
                run(1).failed("TimeoutError", "slow"),
                turn(2, "a").under(1).failed("TimeoutError", "slow"),
                tool(3, "t").under(2).failed("TimeoutError", "slow"))
            .tally();

    assertThat(tally.errors()).isEqualTo(1);
    assertThat(tally.errors(ErrorLevel.TOOL)).isEqualTo(1);
  }

  @Test
  void rule15_modelErrorInsideAToolThatRecovered_isOneOfTheModel() {
    Tally tally = Derived.of(tool(1, "t"), chat(2).under(1).failed("RateLimit", "429")).tally();

    assertThat(tally.errors(ErrorLevel.LLM)).isEqualTo(1);
    assertThat(tally.errors(ErrorLevel.TOOL)).isZero();
  }

  @Test
  void rule15_failedSpanOfACallThatSucceededWithin_keepsItsError() {
    Derived derived =
        Derived.inAnyOrder(
            turn(1, "a").failed("ParseError", "no JSON"),
            chat(2).under(1).failed("ParseError", "no JSON"),
            chat(3).under(2).usage(10, 5));

    assertThat(derived.calls()).singleElement().matches(call -> call.failure() == null);
    assertThat(derived.errors())
        .extracting(ChatEvent.ErrorOccurred::level)
        .containsExactly(ErrorLevel.LLM);
    assertThat(derived.tally().errors()).isEqualTo(1);
    assertThat(derived.tally().promptTokens()).isEqualTo(10);
  }

  @Test
  void rule16_agentAsToolIsATurnOfItsOwn_aStepOfTheSameAgentIsNot() {
    Derived derived =
        Derived.inAnyOrder(
            turn(1, "planner"),
            turn(2, "planner").under(1),
            tool(3, "ask").under(2),
            turn(4, "writer").under(3));

    assertThat(spanIds(derived.turns())).containsExactlyInAnyOrder(1L, 4L);
  }

  @Test
  void rule17_fetchedResponseHasNoUsage() {
    Derived derived = Derived.of(run(1), operation(2, "fetch_response").under(1).usage(10, 5));

    assertThat(derived.calls()).isEmpty();
    assertThat(derived.tally().promptTokens()).isZero();
  }

  @Test
  void rule17_callsOfEvaluatorsAndGuardrailsCount_tagged_andAreNoTurns() {
    TestSpan[] spans = {
      ofKind(1, "EVALUATOR"),
      ofKind(2, "LLM").under(1).with("llm.token_count.prompt", 3),
      ofKind(3, "GUARDRAIL").under(1),
      ofKind(4, "LLM").under(3).with("llm.token_count.prompt", 4)
    };
    Derived derived = Derived.inAnyOrder(spans);

    assertThat(derived.tally().llmCalls()).isEqualTo(2);
    assertThat(derived.tally().promptTokens()).isEqualTo(7);
    assertThat(derived.turns()).isEmpty();
    assertThat(Derived.explained(4, spans).reason()).startsWith("rule 17: ");
  }

  @Test
  void rule18_linksMoveNothing() {
    TestSpan[] linked = {turn(1, "a"), chat(2).under(1).usage(10, 5).linkTo(1).linkTo(77)};
    TestSpan[] unlinked = {turn(1, "a"), chat(2).under(1).usage(10, 5)};

    assertThat(Derived.of(linked)).isEqualTo(Derived.of(unlinked));
  }

  private static TestSpan record(long id, String kind) {
    return span(id, "record_usage")
        .scope("opentelemetry.instrumentation.ag2")
        .with("ag2.span.type", "usage")
        .with("ag2.usage.kind", kind);
  }

  private static TestSpan mcp(long id) {
    return span(id, "tools/call weather")
        .with("mcp.method.name", "tools/call")
        .with("gen_ai.tool.name", "weather");
  }

  private static ChatEvent.Context direct(String id) {
    Instant at = Instant.ofEpochSecond(0, TestSpan.ZERO_NANOS).plus(Duration.ofSeconds(1));
    return new ChatEvent.Context(id, new ChatKey("app", "c"), null, null, at, null);
  }
}
