// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static ai.mozaiks.observability.server.normalise.Derived.spanIds;
import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.plain;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of order, each by name: nothing is final when it arrives. What happens to chats in
/// memory and in the store meanwhile is proven by `FoldTest` and `FoldPropertyTest`.
class OrderOfArrivalTest {

  /// For each rule that a late span decides again: the trace, its late span last, and what the rest
  /// comes to without it.
  static Stream<Arguments> lateSpans() {
    return Stream.of(
        late(
            "rule 3: the calls of a sum",
            new Counts(1, 10, 0, 1, 0),
            new Counts(1, 10, 0, 1, 0),
            turn(1, "a").usage(10, 1),
            chat(2).under(1).usage(10, 1)),
        late(
            "rule 4: the call inside a call",
            new Counts(1, 10, 0, 1, 0),
            new Counts(1, 10, 0, 1, 0),
            turn(1, "a"),
            chat(2).under(1).usage(10, 1),
            chat(3).under(2).usage(10, 1)),
        late(
            "rule 4: the tool between two calls",
            new Counts(2, 30, 0, 1, 0),
            new Counts(2, 30, 1, 1, 0),
            turn(1, "a"),
            chat(2).under(1).usage(10, 1),
            chat(4).under(3).usage(20, 1),
            tool(3, "t").under(2)),
        late(
            "rule 5: the call that a record repeats",
            new Counts(1, 10, 0, 1, 0),
            new Counts(1, 10, 0, 1, 0),
            turn(1, "a"),
            operation(2, "record_usage")
                .scope("opentelemetry.instrumentation.ag2")
                .with("ag2.span.type", "usage")
                .with("ag2.usage.kind", "model_call")
                .under(1)
                .usage(10, 1),
            chat(3).under(1).usage(10, 1)),
        late(
            "rule 13: the framework's span of a tool call",
            new Counts(0, 0, 1, 1, 0),
            new Counts(0, 0, 1, 1, 0),
            turn(1, "a"),
            tool(3, "t").under(2),
            tool(2, "t").under(1)),
        late(
            "rule 15: where an error began",
            new Counts(0, 0, 0, 1, 1),
            new Counts(0, 0, 1, 1, 1),
            turn(1, "a").failed("E", "broken"),
            tool(2, "t").under(1).failed("E", "broken")),
        late(
            "rule 16: the turn around a step",
            new Counts(0, 0, 0, 1, 0),
            new Counts(0, 0, 0, 1, 0),
            turn(2, "a").under(1),
            turn(1, "a")));
  }

  record Counts(long calls, long prompt, long tools, long turns, long errors) {
    static Counts of(Derived derived) {
      var tally = derived.tally();
      Long prompt = tally.promptTokens();
      return new Counts(
          tally.llmCalls(),
          prompt == null ? -1 : prompt,
          tally.toolCalls(),
          tally.agentTurns(),
          tally.errors());
    }
  }

  private static Arguments late(String name, Counts before, Counts after, TestSpan... spans) {
    return Arguments.of(name, before, after, spans);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lateSpans")
  void everyContributionCanBeTakenBack(String name, Counts before, Counts after, TestSpan[] spans) {
    TestSpan[] early = List.of(spans).subList(0, spans.length - 1).toArray(TestSpan[]::new);

    assertThat(Counts.of(Derived.of(early))).as("before").isEqualTo(before);
    assertThat(Counts.of(Derived.inAnyOrder(spans))).as("after").isEqualTo(after);
  }

  @Test
  void idThatComesLastNamesAllOfIt() {
    TestSpan root = operation(1, "conversation").with("gen_ai.conversation.id", "c1");

    assertThat(Derived.of(turn(2, "a").under(1), chat(3).under(2)).chatIds())
        .containsExactly("trace:" + TestSpan.TRACE_ID);
    assertThat(Derived.inAnyOrder(turn(2, "a").under(1), chat(3).under(2), root).chatIds())
        .containsExactly("c1");
  }

  @Test
  void ofSeveralIdsTheNearestAncestorsCounts_andTheRootsIsTheTraces() {
    Derived derived =
        Derived.inAnyOrder(
            operation(1, "conversation").with("gen_ai.conversation.id", "outer"),
            turn(2, "a").under(1),
            chat(3).under(2).usage(1, 0),
            operation(4, "conversation").under(2).with("gen_ai.conversation.id", "nested"),
            turn(5, "b").under(4),
            chat(6).under(5).usage(20, 0));

    assertThat(promptOf(derived, "outer")).isEqualTo(1);
    assertThat(promptOf(derived, "nested")).isEqualTo(20);
  }

  private static long promptOf(Derived derived, String chatId) {
    return derived.calls().stream()
        .filter(call -> call.chat().chatId().equals(chatId))
        .mapToLong(call -> call.usage().promptTokens())
        .sum();
  }

  @Test
  void traceHoldsOneChat_orNone() {
    assertThat(Derived.of(turn(1, "a"), chat(2).under(1)).chatIds()).hasSize(1);
    assertThat(Derived.of(plain(1), plain(2).under(1)).events()).isEmpty();
  }

  @Test
  void chatIsCompletedByItsRoot_andALaterSpanTakesItUpAgain() {
    Instant now = instant(1_000);
    List<ChatEvent> first =
        Derived.of(run(1).at(0, 400).with("gen_ai.conversation.id", "c")).events();
    List<ChatEvent> second =
        Derived.of(turn(7, "a").under(6).at(500, 900).with("gen_ai.conversation.id", "c")).events();
    ChatKey chat = first.getFirst().chat();
    List<ChatEvent> both = new ArrayList<>(first);
    both.addAll(second);

    assertThat(ChatState.fold(chat, first).summary().status(now, ChatTimeouts.DEFAULT))
        .isEqualTo(ChatStatus.COMPLETED);
    assertThat(ChatState.fold(chat, both).summary().status(now, ChatTimeouts.DEFAULT))
        .isEqualTo(ChatStatus.RUNNING);
    assertThat(
            ChatState.fold(chat, both)
                .summary()
                .status(now.plus(Duration.ofHours(1)), ChatTimeouts.DEFAULT))
        .as("idle time-out")
        .isEqualTo(ChatStatus.ABANDONED);
  }

  @Test
  void callsOfTwoProcessesAreNoTurnTogether_sinceClocksDiffer() {
    Derived derived =
        Derived.inAnyOrder(
            run(1).at(0, 900).resource("host.name", "one"),
            chat(2).under(1).at(0, 100).resource("host.name", "one"),
            chat(3).under(1).at(700, 800).resource("host.name", "one"),
            // an hour behind, so that it seems to come first
            chat(4).under(1).at(-3_600_000, -3_599_900).resource("host.name", "two"));

    assertThat(derived.turns())
        .extracting(ChatEvent.AgentTurn::duration)
        .containsExactlyInAnyOrder(Duration.ofMillis(800), Duration.ofMillis(100));
  }

  @Test
  void lengthOfARunIsByOneClock() {
    Derived behind =
        Derived.inAnyOrder(
            run(1).at(0, 900).resource("host.name", "one"),
            tool(2, "t").under(1).at(-3_600_000, -3_599_900).resource("host.name", "two"));
    Derived ahead =
        Derived.inAnyOrder(
            run(1).at(0, 900).resource("host.name", "one"),
            tool(2, "t").under(1).at(3_600_000, 3_600_100).resource("host.name", "two"));
    Derived gatewayInFront =
        Derived.inAnyOrder(
            plain(1).at(0, 1_000).resource("host.name", "gateway"),
            turn(2, "a").under(1).at(-3_600_000, -3_599_100).resource("host.name", "one"));

    assertThat(behind.ends().getFirst().ran()).isEqualTo(Duration.ofMillis(900));
    assertThat(ahead.ends().getFirst().ran()).isEqualTo(Duration.ofMillis(900));
    assertThat(ahead.ends().getFirst().at())
        .as("nothing of the run lies after its end, or it would run again")
        .isEqualTo(instant(3_600_000));
    assertThat(gatewayInFront.ends().getFirst().ran()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void topmostSpanIsTheRoot_afterTheGrace() {
    TestSpan[] spans = {turn(2, "a").under(1), chat(3).under(2).usage(3, 4)};

    assertThat(Derived.of(spans).ends()).isEmpty();
    assertThat(Derived.afterGrace(spans).ends()).hasSize(1);
    assertThat(Derived.afterGrace(spans).tally()).isEqualTo(Derived.of(spans).tally());
  }

  @Test
  void parentIdsDecide_notContainmentInTime() {
    Derived derived =
        Derived.inAnyOrder(
            turn(1, "a").at(1, 100),
            chat(2).under(1).at(0, 150).usage(1, 1),
            chat(3).under(1).at(90, 300).usage(1, 1));

    assertThat(derived.calls()).extracting(ChatEvent.LlmCall::agent).containsOnly("a");
    assertThat(spanIds(derived.calls())).containsExactly(2L, 3L);
  }

  @Test
  void toolInsideAModelSpanIsWaiting_notModelTime() {
    Derived derived =
        Derived.inAnyOrder(
            operation(1, "call_llm").at(0, 1_000), tool(2, "t").under(1).at(200, 700));

    assertThat(derived.calls().getFirst().duration()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void chatSpansTracesAndProcesses_itsTotalsAreTheirSum() {
    Map<String, Object> id = Map.of("gen_ai.conversation.id", "c");
    List<ChatEvent> events = new ArrayList<>();
    events.addAll(Derived.of(with(chat(1).usage(10, 1), id)).events());
    events.addAll(Derived.of(with(chat(2).usage(20, 2), id)).events());
    ChatKey chat = events.getFirst().chat();

    assertThat(ChatState.fold(chat, events).tally().promptTokens()).isEqualTo(30);
  }

  private static TestSpan with(TestSpan span, Map<String, Object> attributes) {
    attributes.forEach(span::with);
    return span;
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochSecond(0, TestSpan.ZERO_NANOS).plusMillis(millis);
  }
}
