// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

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
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Chat, app, workflow, user and agent of the spans of a trace: "Chats" in docs/counting.md.
class ChatAssignmentTest {
  private static final String CONVERSATION = "gen_ai.conversation.id";

  @Test
  void chatIsProvisional_withoutAnyId() {
    assertThat(Derived.of(turn(1, "a")).chatIds()).containsExactly("trace:" + TestSpan.TRACE_ID);
  }

  @Test
  void provisionalChatGetsItsName_whenTheIdComesLast() {
    Derived before = Derived.of(turn(2, "a").under(1), chat(3).under(2));
    Derived after =
        Derived.of(
            turn(2, "a").under(1),
            chat(3).under(2),
            operation(1, "conversation").with(CONVERSATION, "c1"));

    assertThat(before.chatIds()).containsExactly("trace:" + TestSpan.TRACE_ID);
    assertThat(after.chatIds()).containsExactly("c1");
  }

  @Test
  void idOfALeafIsTheTracesChat_whereTheRootHasNone() {
    assertThat(
            Derived.of(run(1), turn(2, "a").under(1), chat(3).under(2).with(CONVERSATION, "c1"))
                .chatIds())
        .containsExactly("c1");
  }

  @Test
  void idOfAPlainSpanIsTheTracesChat() {
    assertThat(Derived.of(plain(1).with("session.id", "s1"), turn(2, "a").under(1)).chatIds())
        .containsExactly("s1");
  }

  @Test
  void earliestIdWins_whereTheRootHasNone() {
    Derived derived =
        Derived.of(
            run(1).at(0, 500),
            turn(2, "late").under(1).at(200, 300).with(CONVERSATION, "late"),
            turn(3, "early").under(1).at(100, 150).with(CONVERSATION, "early"),
            turn(4, "without").under(1).at(300, 350));

    assertThat(chatOf(derived, 4)).isEqualTo("early");
    assertThat(chatOf(derived, 2)).isEqualTo("late");
  }

  @Test
  void nearestAncestorsIdWins_andTheRootsIsTheTraces() {
    Derived derived =
        Derived.of(
            operation(1, "conversation").with(CONVERSATION, "main"),
            turn(2, "a").under(1),
            operation(3, "conversation").under(2).with(CONVERSATION, "nested"),
            turn(4, "b").under(3),
            chat(5).under(4),
            chat(6).under(2));

    assertThat(chatOf(derived, 4)).isEqualTo("nested");
    assertThat(chatOf(derived, 5)).isEqualTo("nested");
    assertThat(chatOf(derived, 6)).isEqualTo("main");
    assertThat(derived.starts()).hasSize(2);
    assertThat(derived.ends()).hasSize(2);
  }

  @Test
  void certainIdOutweighsEveryOther_wherever() {
    Derived derived =
        Derived.of(
            run(1).with("mozaiks.chat_id", "sure"),
            turn(2, "a").under(1).with(CONVERSATION, "thread"),
            chat(3).under(2).with("session.id", "browser"));

    assertThat(derived.chatIds()).containsExactly("sure");
  }

  @Test
  void conversationOutweighsSession_inOneSpan() {
    assertThat(Derived.of(chat(1).with("session.id", "s").with(CONVERSATION, "c")).chatIds())
        .containsExactly("c");
  }

  @Test
  void configuredKeyOutweighsTheUsualOnes() {
    Dialects everywhere = new Dialects("my.thread", Map.of(), Set.of());
    Dialects oneApp = new Dialects(null, Map.of("shop", "my.thread"), Set.of());
    TestSpan span =
        chat(1).with(CONVERSATION, "c").with("my.thread", "t").resource("service.name", "shop");
    TestSpan elsewhere =
        chat(1).with(CONVERSATION, "c").with("my.thread", "t").resource("service.name", "bank");

    assertThat(Derived.of(List.of(span.facts(everywhere)), false).chatIds()).containsExactly("t");
    assertThat(Derived.of(List.of(span.facts(oneApp)), false).chatIds()).containsExactly("t");
    assertThat(Derived.of(List.of(elsewhere.facts(oneApp)), false).chatIds()).containsExactly("c");
  }

  @Test
  void configuredKeyOfAnApp_countsWhereAnotherSpanTellsTheApp() {
    Dialects dialects = new Dialects("everywhere", Map.of("acme", "my.thread"), Set.of());
    TestSpan root = run(1).with("mozaiks.app_id", "acme").resource("service.name", "gateway");
    TestSpan call =
        chat(2)
            .under(1)
            .with("my.thread", "t-1")
            .with("everywhere", "e-1")
            .with(CONVERSATION, "c-1")
            .resource("service.name", "worker");

    Derived derived = Derived.of(List.of(root.facts(dialects), call.facts(dialects)), false);
    Derived withoutTheRoot = Derived.of(List.of(call.facts(dialects)), false);

    assertThat(derived.chatIds()).containsExactly("t-1");
    assertThat(app(derived)).isEqualTo("acme");
    assertThat(withoutTheRoot.chatIds())
        .as("another app, as far as is known")
        .containsExactly("e-1");
  }

  @Test
  void visitOfASiteIsNoChat() {
    TestSpan page =
        plain(1).with("session.id", "visit-1").resource("telemetry.sdk.language", "webjs");
    TestSpan mobilePage =
        plain(1)
            .resource("browser.mobile", true)
            .resource("session.id", "visit-1")
            .with("gen_ai.conversation.id", "c-1");

    assertThat(Derived.of(page, turn(2, "a").under(1)).chatIds())
        .containsExactly("trace:" + TestSpan.TRACE_ID);
    assertThat(Derived.of(page, turn(2, "a").under(1).with("session.id", "s-1")).chatIds())
        .containsExactly("s-1");
    assertThat(Derived.of(mobilePage, turn(2, "a").under(1)).chatIds())
        .as("what the page calls a conversation is one")
        .containsExactly("c-1");
  }

  @Test
  void sessionOfARealtimeLineIsNoChat() {
    assertThat(Derived.of(operation(1, "realtime").with(CONVERSATION, "sess_BqAbc")).chatIds())
        .containsExactly("trace:" + TestSpan.TRACE_ID);
    assertThat(Derived.of(chat(1).with(CONVERSATION, "sess_42")).chatIds())
        .as("an application's own id")
        .containsExactly("sess_42");
  }

  @Test
  void conversationIdThatIsAResponseIdIsNoChat() {
    Derived derived =
        Derived.of(
            turn(1, "a"),
            chat(2).under(1).with("gen_ai.response.id", "chatcmpl-1"),
            chat(3).under(1).with(CONVERSATION, "chatcmpl-1"),
            chat(4).under(1).with(CONVERSATION, "resp_2"));

    assertThat(derived.chatIds()).containsExactly("trace:" + TestSpan.TRACE_ID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gen_ai.conversation.id|***REDACTED***",
        "mozaiks.chat_id|of ***REDACTED***",
        "session.id|postgres://***:***@db/chats",
        "mlflow.trace.session|\"***REDACTED***\"",
        "metadata|{\"thread_id\":\"***REDACTED***\"}",
      })
  void idInWhichSomethingWasMaskedIsNoChat(String key, String masked) {
    assertThat(Derived.of(turn(1, "a").with(key, masked)).chatIds())
        .as("else all chats whose ids look like secrets would be one")
        .containsExactly("trace:" + TestSpan.TRACE_ID);
  }

  @ParameterizedTest
  @CsvSource({"mcp.session.id", "langsmith.trace.session_id"})
  void otherSessionsAreNoChats(String key) {
    assertThat(Derived.of(turn(1, "a").with(key, "x")).chatIds())
        .containsExactly("trace:" + TestSpan.TRACE_ID);
  }

  @Test
  void resourceTellsTheChat_asLastResort() {
    assertThat(
            Derived.of(plain(9), turn(1, "a").under(9).resource("session.id", "of-process"))
                .chatIds())
        .containsExactly("of-process");
    assertThat(
            Derived.of(turn(1, "a").resource("session.id", "of-process").with(CONVERSATION, "c"))
                .chatIds())
        .containsExactly("c");
  }

  @Test
  void traceOfSeveralServicesKeepsOneApp() {
    Derived derived =
        Derived.of(
            turn(1, "a").resource("service.name", "planner"),
            tool(2, "t").under(1).resource("service.name", "tools"),
            chat(3).under(2).resource("service.name", "gateway"));

    assertThat(derived.events()).extracting(event -> event.chat().app()).containsOnly("planner");
  }

  @Test
  void appIsTheAgentsService_notTheGatewaysInFront() {
    Derived derived =
        Derived.of(
            plain(1).resource("service.name", "ingress"),
            turn(2, "a").under(1).resource("service.name", "support-bot"));

    assertThat(app(derived)).isEqualTo("support-bot");
  }

  @Test
  void appByPrecedence() {
    TestSpan named =
        turn(1, "a")
            .with("mozaiks.app_id", "named")
            .with("metadata", "{\"app_id\":\"hinted\"}")
            .resource("app.id", "of-resource")
            .resource("service.namespace", "space")
            .resource("service.name", "service");
    TestSpan ofResource =
        turn(1, "a")
            .with("metadata", "{\"app_id\":\"hinted\"}")
            .resource("app.id", "of-resource")
            .resource("service.name", "service");
    TestSpan hinted =
        turn(1, "a").with("enterprise_id", "hinted").resource("service.name", "service");
    TestSpan ofNamespace =
        turn(1, "a").resource("service.namespace", "space").resource("service.name", "service");

    assertThat(app(Derived.of(named))).isEqualTo("named");
    assertThat(app(Derived.of(ofResource))).isEqualTo("of-resource");
    assertThat(app(Derived.of(hinted))).isEqualTo("hinted");
    assertThat(app(Derived.of(ofNamespace))).isEqualTo("space");
    assertThat(app(Derived.of(turn(1, "a")))).isEqualTo(ChatKey.UNKNOWN_APP);
    assertThat(app(Derived.of(turn(1, "a").resource("service.name", "unknown_service:java"))))
        .isEqualTo(ChatKey.UNKNOWN_APP);
  }

  @Test
  void workflowByPrecedence() {
    assertThat(workflow(turn(1, "a").with("mozaiks.workflow_name", "w"))).isEqualTo("w");
    assertThat(workflow(run(1).with("gen_ai.agent.name", "Generator"))).isEqualTo("Generator");
    assertThat(
            workflow(run(1).with("gen_ai.agent.name", "new").with("gen_ai.workflow.name", "old")))
        .isEqualTo("old");
    assertThat(workflow(run(1).with("gen_ai.agent.name", "w").with("langfuse.trace.name", "trace")))
        .isEqualTo("w");
    assertThat(
            workflow(
                span(1, "Crew.kickoff").with("openinference.span.kind", "CHAIN").failed("X", "")))
        .isEqualTo("Crew");
    assertThat(
            workflow(
                span(1, "invocation [shop]")
                    .with("openinference.span.kind", "CHAIN")
                    .failed("X", "")))
        .isEqualTo("shop");
    assertThat(workflow(turn(1, "planner").resource("service.name", "s"))).isEqualTo("planner");
    assertThat(workflow(chat(1).resource("service.name", "s"))).isEqualTo("s");
  }

  @Test
  void userIsInherited() {
    Derived derived = Derived.of(plain(1).with("user.id", "u1"), chat(2).under(1));

    assertThat(derived.events()).extracting(event -> event.context().user()).containsOnly("u1");
  }

  @Test
  void sessionAndUserOfAnySpanAreThoseOfTheTrace() {
    Derived derived =
        Derived.inAnyOrder(
            run(1),
            turn(2, "a").under(1),
            chat(3).under(2),
            plain(4).under(3).with("session.id", "s-1").with("enduser.id", "u-1"));

    assertThat(derived.chatIds()).containsExactly("s-1");
    assertThat(derived.events()).extracting(event -> event.context().user()).containsOnly("u-1");
  }

  @Test
  void agentIsTheNearestTurns() {
    Derived derived =
        Derived.of(
            turn(1, "outer"),
            turn(2, "inner").under(1),
            ofKind(3, "CHAIN").under(2),
            chat(4).under(3),
            tool(5, "t").under(1));

    assertThat(derived.calls().getFirst().agent()).isEqualTo("inner");
    assertThat(derived.tools().getFirst().agent()).isEqualTo("outer");
  }

  @Test
  void nameOfARunIsNoAgents() {
    Derived derived = Derived.of(run(1).with("gen_ai.agent.name", "Generator"), chat(2).under(1));

    assertThat(derived.calls().getFirst().agent()).isNull();
  }

  @Test
  void nodeOfAGraphIsTheAgent_asLastResort() {
    Derived derived =
        Derived.of(
            ofKind(1, "CHAIN"),
            ofKind(2, "CHAIN").under(1).with("graph.node.name", "planner"),
            ofKind(3, "LLM").under(2));

    assertThat(derived.calls().getFirst().agent()).isEqualTo("planner");
  }

  private static String chatOf(Derived derived, long span) {
    return derived.events().stream()
        .filter(event -> !(event instanceof ChatEvent.WorkflowStarted))
        .filter(event -> !(event instanceof ChatEvent.WorkflowEnded))
        .filter(event -> Derived.spanIds(List.of(event)).contains(span))
        .findFirst()
        .orElseThrow()
        .chat()
        .chatId();
  }

  private static String app(Derived derived) {
    return derived.events().getFirst().chat().app();
  }

  private static @Nullable String workflow(TestSpan span) {
    return Derived.of(span).events().getFirst().context().workflow();
  }
}
