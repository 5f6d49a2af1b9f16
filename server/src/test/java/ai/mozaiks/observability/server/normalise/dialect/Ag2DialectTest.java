// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ag2DialectTest {

  private static TestSpan ag2(long id, String type) {
    return span(id, type).scope("opentelemetry.instrumentation.ag2").with("ag2.span.type", type);
  }

  private static TestSpan conversation(long id, String chat) {
    return ag2(id, "conversation")
        .with("gen_ai.operation.name", "conversation")
        .with("gen_ai.agent.name", "user_proxy")
        .with("gen_ai.conversation.id", chat);
  }

  private static TestSpan agent(long id, String name) {
    return ag2(id, "agent")
        .with("gen_ai.operation.name", "invoke_agent")
        .with("gen_ai.agent.name", name);
  }

  private static TestSpan call(long id) {
    return ag2(id, "llm")
        .with("gen_ai.operation.name", "chat")
        .with("gen_ai.response.model", "gpt-4o-mini");
  }

  private static TestSpan record(long id, String kind) {
    return ag2(id, "usage").with("ag2.usage.kind", kind);
  }

  @ParameterizedTest
  @CsvSource({
    "conversation, RUN",
    "multi_conversation, RUN",
    "agent, TURN",
    "llm, LLM_CALL",
    "tool, TOOL_CALL",
    "code_execution, OTHER",
    "human_input, HUMAN_INPUT",
    "speaker_selection, SELECTION",
    "something_of_tomorrow, OTHER",
  })
  void rolesByType(String type, Role role) {
    assertThat(ag2(1, type).facts().role()).isEqualTo(role);
    assertThat(ag2(1, type).scope("my.own").facts().role()).as("by the attribute").isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource({
    "model_call, USAGE_OF_CALL",
    "subtask, USAGE_OF_SUBTASK",
    "compaction, USAGE_ALONE",
    "aggregation, USAGE_ALONE",
    "something_of_tomorrow, OTHER",
  })
  void rolesByUsageKind(String kind, Role role) {
    assertThat(record(1, kind).facts().role()).isEqualTo(role);
  }

  @Test
  void networkSpansAreStructure() {
    TestSpan envelope = span(1, "network.envelope").scope("opentelemetry.instrumentation.ag2");
    assertThat(envelope.with("ag2.network.channel_id", "c-1").facts().role()).isEqualTo(Role.PLAIN);
  }

  @Test
  void classic_sumOfTheConversationIsNotAdded_andItsIdIsTheChat() {
    Derived derived =
        Derived.of(
            conversation(1, "chat-7").usage(30, 3).with("gen_ai.usage.cost", 0.5),
            agent(2, "planner").under(1),
            call(3).under(2).usage(10, 1).with("gen_ai.usage.cost", 0.2),
            call(4).under(2).usage(20, 2).with("gen_ai.usage.cost", 0.3));

    assertThat(derived.chatIds()).containsExactly("chat-7");
    assertThat(derived.tally().promptTokens()).isEqualTo(30);
    assertThat(derived.tally().costUsd()).isEqualByComparingTo("0.5");
    assertThat(derived.calls()).extracting(ChatEvent.LlmCall::agent).containsOnly("planner");
    assertThat(derived.turns()).hasSize(1);
  }

  @Test
  void classic_withoutModelSpans_booksTheSumOnce() {
    Derived derived = Derived.of(conversation(1, "c").usage(30, 3), agent(2, "planner").under(1));

    assertThat(derived.tally().promptTokens()).isEqualTo(30);
    assertThat(derived.calls()).singleElement().matches(ChatEvent.LlmCall::aggregate);
  }

  @Test
  void classic_costOf0WithTokens_isUnknown_andComputed() {
    Derived derived = Derived.of(call(1).usage(10, 1).with("gen_ai.usage.cost", 0.0));

    assertThat(derived.calls())
        .singleElement()
        .satisfies(call -> assertThat(call.cost().picoUsd()).isEqualTo(11));
  }

  @Test
  void classic_failedToolHasAnErrorTypeAndNoStatus() {
    Derived derived =
        Derived.of(
            ag2(1, "tool").with("gen_ai.tool.name", "search").with("error.type", "ExecutionError"));

    assertThat(derived.tally().errors(ErrorLevel.TOOL)).isEqualTo(1);
  }

  @Test
  void classic_finishReasonsAreJsonText() {
    Derived derived =
        Derived.of(call(1).with("gen_ai.response.finish_reasons", "[\"stop\", \"length\"]"));

    assertThat(derived.calls().getFirst().finishReasons()).containsExactly("stop", "length");
  }

  @Test
  void classic_speakerSelectionCostsButIsNoTurn() {
    Derived derived =
        Derived.of(
            conversation(1, "c"),
            ag2(2, "speaker_selection").under(1),
            conversation(3, "inner").under(2),
            agent(4, "speaker_selection_agent").under(3),
            call(5).under(4).usage(10, 1),
            agent(6, "planner").under(1));

    assertThat(derived.turns()).extracting(ChatEvent.AgentTurn::agent).containsExactly("planner");
    assertThat(derived.tally().promptTokens()).isEqualTo(10);
  }

  @Test
  void classic_waitingForAHumanIsNoLatency() {
    Derived derived =
        Derived.of(
            agent(1, "user_proxy").at(0, 60_000), ag2(2, "human_input").under(1).at(1_000, 59_000));

    assertThat(derived.turns())
        .singleElement()
        .satisfies(turn -> assertThat(turn.duration()).hasSeconds(2));
  }

  @Test
  void one_usageRecordsOfCallsThatHaveSpans_areNotAdded() {
    Derived derived =
        Derived.of(
            agent(1, "planner"),
            call(2).under(1).usage(10, 1),
            record(3, "model_call").under(1).usage(10, 1),
            record(4, "compaction").under(1).usage(5, 2));

    assertThat(derived.tally().promptTokens()).isEqualTo(15);
    assertThat(derived.calls()).hasSize(2);
  }

  @Test
  void one_usageRecordsStandForCallsThatHaveNone_turnByTurn() {
    Derived derived =
        Derived.of(
            agent(1, "live"),
            record(2, "model_call").under(1).usage(10, 1),
            agent(3, "planner").under(1),
            call(4).under(3).usage(20, 2),
            record(5, "model_call").under(3).usage(20, 2));

    assertThat(derived.tally().promptTokens()).isEqualTo(30);
    assertThat(derived.calls())
        .extracting(ChatEvent.LlmCall::agent)
        .containsExactly("live", "planner");
  }

  @Test
  void one_subtaskIsCountedOnlyIfItsAgentIsNotInTheTrace() {
    TestSpan[] spans = {
      agent(1, "planner"),
      record(2, "subtask").with("ag2.usage.label", "researcher").under(1).usage(100, 10),
      record(3, "subtask").with("ag2.usage.label", "elsewhere").under(1).usage(7, 1),
      agent(4, "researcher").under(1),
      call(5).under(4).usage(100, 10),
    };

    assertThat(Derived.of(spans).tally().promptTokens()).isEqualTo(107);
  }

  @Test
  void one_nonStandardTokenNames() {
    Derived derived =
        Derived.of(
            call(1)
                .usage(100, 50)
                .with("gen_ai.usage.cache_read_input_tokens", 40)
                .with("gen_ai.usage.cache_creation_input_tokens", 20)
                .with("gen_ai.usage.thinking_tokens", 30));

    assertThat(derived.tally().cachedReadTokens()).isEqualTo(40);
    assertThat(derived.tally().cacheWriteTokens()).isEqualTo(20);
    assertThat(derived.tally().reasoningTokens()).isEqualTo(30);
    assertThat(derived.tally().promptTokens()).isEqualTo(100);
  }

  @Test
  void one_agentWithoutANameIsUnknown_andTheChannelIsTheChat() {
    Derived derived = Derived.of(agent(1, "unknown").with("ag2.network.channel_id", "channel-9"));

    assertThat(derived.turns()).singleElement().matches(turn -> turn.agent() == null);
    assertThat(derived.chatIds()).containsExactly("channel-9");
  }

  /// As AG2 Classic writes it: with its version.
  private static TestSpan classic(TestSpan span) {
    return span.scopeVersion("0.14.0");
  }

  @Test
  void classic_managerOfAGroupChatTakesNoTurn_andWhatItAsksIsCounted() {
    Derived derived =
        Derived.of(
            classic(conversation(1, "chat-1")).at(0, 100),
            classic(agent(2, "chat_manager")).under(1).at(1, 99),
            classic(call(3)).with("gen_ai.agent.name", "selector").usage(10, 1).under(2).at(2, 9),
            classic(agent(4, "planner")).under(2).at(10, 20),
            classic(call(5)).usage(20, 2).under(4).at(11, 19),
            classic(agent(6, "writer")).under(2).at(30, 40));

    assertThat(derived.turns())
        .extracting(ChatEvent.AgentTurn::agent)
        .containsExactly("planner", "writer");
    assertThat(derived.calls())
        .extracting(ChatEvent.LlmCall::agent)
        .containsExactly("selector", "planner");
    assertThat(derived.tally().promptTokens()).isEqualTo(30);
  }

  @Test
  void classic_farSideOfARemoteAgentMakesNoGroup() {
    Derived derived =
        Derived.of(
            classic(conversation(1, "chat-1")),
            classic(agent(2, "planner")).under(1),
            classic(agent(3, "planner")).under(2));

    assertThat(derived.turns()).singleElement().matches(turn -> "planner".equals(turn.agent()));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 2", // the first message is no reply
    "2, 1", // one message less than agents asked: the last one gave no answer
    "9, 2", // a conversation that was resumed holds older messages too
  })
  void classic_replyWithoutAMessageIsNoTurn(long messages, int turns) {
    Derived derived =
        Derived.of(
            classic(conversation(1, "chat-1"))
                .with("gen_ai.conversation.turns", messages)
                .at(0, 100),
            classic(agent(2, "planner")).under(1).at(1, 50),
            classic(call(3)).usage(10, 1).under(2).at(2, 40),
            classic(agent(4, "user")).under(1).at(60, 61));

    assertThat(derived.turns()).hasSize(turns);
    assertThat(derived.tally().promptTokens()).isEqualTo(10);
  }

  @Test
  void classic_lastReplyCounts_ifAnythingHappenedInIt() {
    Derived derived =
        Derived.of(
            classic(conversation(1, "chat-1")).with("gen_ai.conversation.turns", 1).at(0, 100),
            classic(agent(2, "user")).under(1).at(60, 70),
            ag2(3, "tool").with("gen_ai.tool.name", "search").under(2).at(61, 69));

    assertThat(derived.turns()).hasSize(1);
  }

  @Test
  void one_agentDirectlyAroundAnotherOneStillHasItsTurn() {
    Derived derived = Derived.of(agent(1, "live"), agent(2, "planner").under(1));

    assertThat(derived.turns()).hasSize(2);
  }
}
