// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

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
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which spans are turns and how long they took: rule 16 of docs/counting.md, the turn boundaries,
/// and waiting.
class TurnsTest {

  @Test
  void agentAsToolIsATurnOfItsOwn() {
    Derived derived =
        Derived.of(turn(1, "planner"), tool(2, "ask").under(1), turn(3, "writer").under(2));

    assertThat(derived.turns())
        .extracting(ChatEvent.AgentTurn::agent)
        .containsExactlyInAnyOrder("planner", "writer");
  }

  @Test
  void subAgentIsATurnOfItsOwn_evenOfTheSameName() {
    Derived derived = Derived.of(turn(1, "a"), chat(2).under(1).usage(1, 1), turn(3, "a").under(1));

    assertThat(derived.turns()).hasSize(2);
  }

  @Test
  void stepSpanOfTheSameAgentIsTheSameTurn() {
    Derived derived = Derived.of(turn(1, "a"), turn(2, "a").under(1), chat(3).under(2));

    assertThat(spanIds(derived.turns())).containsExactly(1L);
  }

  @Test
  void farSideOfARemoteCallIsTheSameTurn() {
    Derived derived =
        Derived.of(turn(1, "a"), plain(2).under(1), plain(3).under(2), turn(4, "a").under(3));

    assertThat(spanIds(derived.turns())).containsExactly(1L);
  }

  @Test
  void twoStepsOfTheSameAgentAreTurnsOfTheirOwn() {
    Derived derived = Derived.of(turn(1, "a"), turn(2, "a").under(1), turn(3, "a").under(1));

    assertThat(derived.turns()).hasSize(3);
  }

  @Test
  void createdAgentWithAnHttpRequestBelowIsNoRun() {
    TestSpan create = operation(1, "create_agent").failed("X", "no such model");

    assertThat(Derived.of(create, plain(2).under(1)).events()).isEmpty();
  }

  @Test
  void rootAboveAnotherAgentIsTheRun() {
    Derived derived =
        Derived.of(ofKind(1, "AGENT"), ofKind(2, "AGENT").under(1), ofKind(3, "LLM").under(2));

    assertThat(spanIds(derived.turns())).containsExactly(2L);
  }

  @Test
  void rootAboveAnotherAgentIsTheRun_belowAnHttpRequest() {
    Derived derived =
        Derived.of(plain(9), ofKind(1, "AGENT").under(9), ofKind(2, "AGENT").under(1));

    assertThat(spanIds(derived.turns())).containsExactly(2L);
  }

  @Test
  void rootThatCallsAnAgentAsToolIsATurn() {
    Derived derived =
        Derived.of(ofKind(1, "AGENT"), ofKind(2, "TOOL").under(1), ofKind(3, "AGENT").under(2));

    assertThat(derived.turns()).hasSize(2);
  }

  @Test
  void loneAgentIsATurn() {
    assertThat(Derived.of(ofKind(1, "AGENT"), ofKind(2, "LLM").under(1)).turns()).hasSize(1);
  }

  @Test
  void consecutiveCallsOfOneAgentAreATurn_whereThereAreNoTurnSpans() {
    Derived derived =
        Derived.of(
            run(1).at(0, 500),
            chat(2).under(1).at(0, 100).with("gen_ai.agent.name", "a"),
            chat(3).under(1).at(100, 250).with("gen_ai.agent.name", "a"),
            chat(4).under(1).at(250, 300).with("gen_ai.agent.name", "b"),
            chat(5).under(1).at(300, 400).with("gen_ai.agent.name", "a"));

    assertThat(derived.turns())
        .extracting(ChatEvent.AgentTurn::agent)
        .containsExactly("a", "b", "a");
    assertThat(derived.turns().getFirst().duration()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void humanWaitingIsNoTurnTime() {
    Derived derived =
        Derived.of(
            turn(1, "a").at(0, 1_000), operation(2, "await_human_input").under(1).at(100, 700));

    assertThat(derived.turns().getFirst().duration()).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void humanWaitingIsTakenOffEachTurnAround() {
    Derived derived =
        Derived.of(
            turn(1, "a").at(0, 1_000),
            tool(2, "ask").under(1).at(0, 1_000),
            turn(3, "b").under(2).at(0, 900),
            operation(4, "await_human_input").under(3).at(100, 700));

    assertThat(derived.turns())
        .extracting(ChatEvent.AgentTurn::duration)
        .containsExactly(Duration.ofMillis(400), Duration.ofMillis(300));
  }

  @Test
  void toolInsideAModelSpanIsNoModelTime() {
    Derived derived =
        Derived.of(
            turn(1, "a").at(0, 1_000),
            operation(2, "call_llm").under(1).at(0, 1_000),
            tool(3, "t").under(2).at(200, 600),
            tool(4, "u").under(2).at(300, 700));

    assertThat(derived.calls().getFirst().duration())
        .as("the tools ran in parallel for 500 ms")
        .isEqualTo(Duration.ofMillis(500));
    assertThat(derived.turns().getFirst().duration()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void waitThatEndsAfterItsSpanTakesNoMoreThanItsPart() {
    Derived derived =
        Derived.of(operation(1, "call_llm").at(0, 100), tool(2, "t").under(1).at(60, 5_000));

    assertThat(derived.calls().getFirst().duration()).isEqualTo(Duration.ofMillis(60));
  }

  @Test
  void spanThatEndsBeforeItStartsLastsNothing() {
    assertThat(Derived.of(turn(1, "a").at(100, 50)).turns().getFirst().duration())
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void timesBeyondTheRangeDoNotBreakTheTrace() {
    Derived derived = Derived.of(chat(1).at(0, 9_000_000_000_000L)); // above 2^63 ns since 1970

    assertThat(derived.calls()).hasSize(1);
    assertThat(derived.calls().getFirst().duration()).as("no call lasts 230 years").isNull();
  }

  @Test
  void agentOfATurnIsInItsName() {
    assertThat(agent(span(1, "agent_run [planner]").with("openinference.span.kind", "AGENT")))
        .isEqualTo("planner");
    assertThat(agent(span(1, "planner.generate_reply").with("openinference.span.kind", "AGENT")))
        .isEqualTo("planner");
    assertThat(agent(ofKind(1, "AGENT").with("graph.node.id", "planner"))).isEqualTo("planner");
    assertThat(agent(span(1, "planner run").scope("pydantic-ai").with("agent_name", "boss")))
        .isEqualTo("boss");
  }

  private static @Nullable String agent(TestSpan turn) {
    return Derived.of(turn).turns().getFirst().agent();
  }
}
