// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static ai.mozaiks.observability.server.normalise.Derived.inAnyOrder;
import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Shapes seen in traces that real emitters exported, one test for each. Built by hand, so that
/// every peculiarity of a shape is in the test that names it; [AgentTracesTest] reads the traces
/// themselves, [RecordingsTest] those of newer versions.
class SeenTracesTest {

  @Test
  void agentFramework_conversationIdIsAResponseId_andTheAgentHasNoName() {
    String uuid = "171105b7-59dd-49c0-9677-0b95395aa46a";
    Derived derived =
        inAnyOrder(
            span(1, "invoke_agent " + uuid)
                .scope("agent_framework")
                .with("gen_ai.operation.name", "invoke_agent")
                .with("gen_ai.provider.name", "microsoft.agent_framework")
                .with("gen_ai.agent.id", uuid)
                .with("gen_ai.agent.name", uuid)
                .with("gen_ai.response.id", "chatcmpl-2"),
            agentFrameworkCall(2).with("gen_ai.response.id", "chatcmpl-1").usage(130, 50),
            agentFrameworkCall(3)
                .with("gen_ai.conversation.id", "chatcmpl-1")
                .with("gen_ai.response.id", "chatcmpl-2")
                .usage(163, 56),
            span(4, "get_weather")
                .scope("agent_framework")
                .with("gen_ai.operation.name", "execute_tool")
                .with("gen_ai.tool.name", "get_weather")
                .with("gen_ai.tool.call.id", "call_1")
                .under(1));

    expect(derived, 2, 293L, 106L, 1, 1);
    assertThat(derived.chatIds()).containsExactly("trace:" + TestSpan.TRACE_ID);
    assertThat(derived.turns()).extracting(ChatEvent.AgentTurn::agent).containsOnlyNulls();
    assertThat(derived.calls()).extracting(ChatEvent.LlmCall::provider).containsOnly("openai");
    assertThat(derived.calls().getFirst().duration())
        .as("by its span, not by gen_ai.client.operation.duration")
        .isEqualTo(Duration.ofMillis(100));
  }

  private static TestSpan agentFrameworkCall(long id) {
    return span(id, "chat gpt-5-mini")
        .scope("agent_framework")
        .with("gen_ai.operation.name", "chat")
        .with("gen_ai.provider.name", "openai")
        .with("gen_ai.request.model", "gpt-5-mini")
        .with("server.address", "Unknown")
        .with("gen_ai.client.operation.duration", 7.5)
        .under(1);
  }

  @Test
  void microsoftExtensionsAi_sumOnOrchestrateTools_andACallIdThatIsTheToolsName() {
    String scope = "Experimental.Microsoft.Extensions.AI";
    Derived derived =
        inAnyOrder(
            span(1, "orchestrate_tools").scope(scope).usage(5550, 214).under(99),
            span(2, "chat gemini-2.5-flash")
                .scope(scope)
                .with("gen_ai.operation.name", "chat")
                .usage(2546, 47)
                .under(1),
            span(3, "execute_tool weather")
                .scope(scope)
                .with("gen_ai.operation.name", "execute_tool")
                .with("gen_ai.tool.name", "weather")
                .with("gen_ai.tool.call.id", "weather")
                .under(1),
            span(4, "chat gemini-2.5-flash")
                .scope(scope)
                .with("gen_ai.operation.name", "chat")
                .usage(3004, 167)
                .under(1));

    expect(derived, 2, 5550L, 214L, 1, 1);
    assertThat(derived.tools().getFirst().callId()).isNull();
    assertThat(derived.ends()).as("the root's parent is missing").isEmpty();
  }

  @Test
  void pydanticAi_sumOnTheRun_andRunningToolsIsNoTool() {
    Derived derived =
        inAnyOrder(
            span(1, "joke_agent run")
                .scope("pydantic-ai")
                .with("agent_name", "joke_agent")
                .with("gen_ai.agent.name", "joke_agent")
                .with("model_name", "gpt-4o-mini")
                .usage(682, 126),
            pydanticCall(2).usage(265, 73).with("operation.cost", 0.00008),
            span(3, "running 3 tools")
                .scope("pydantic-ai")
                .with("tools", List.of("one", "two", "three"))
                .under(1),
            pydanticTool(4, "one"),
            pydanticTool(5, "two"),
            pydanticTool(6, "three"),
            pydanticCall(7).usage(417, 53).with("operation.cost", 0.00009));

    expect(derived, 2, 682L, 126L, 3, 1);
    assertThat(derived.turns().getFirst().agent()).isEqualTo("joke_agent");
    assertThat(derived.tools()).extracting(ChatEvent.ToolCall::tool).contains("one", "two");
    assertThat(derived.tally().costUsd()).isEqualByComparingTo("0.00017");
  }

  private static TestSpan pydanticCall(long id) {
    return span(id, "chat gpt-4o-mini")
        .scope("pydantic-ai")
        .with("gen_ai.operation.name", "chat")
        .with("gen_ai.system", "openai")
        .under(1);
  }

  private static TestSpan pydanticTool(long id, String tool) {
    return span(id, "running tool: " + tool)
        .scope("pydantic-ai")
        .with("gen_ai.tool.name", tool)
        .with("gen_ai.tool.call.id", "call_" + id)
        .under(3);
  }

  @Test
  void vercelAiSdk_rootRepeatsItsCall_andTheSystemHasAnApiSuffix() {
    Derived derived =
        inAnyOrder(
            vercel(1, "ai.generateText")
                .with("ai.usage.promptTokens", 62)
                .with("ai.usage.completionTokens", 85),
            vercel(2, "ai.generateText.doGenerate")
                .with("gen_ai.system", "openai.responses")
                .with("ai.usage.promptTokens", 62)
                .with("ai.usage.completionTokens", 85)
                .usage(62, 85)
                .under(1),
            vercel(3, "ai.toolCall")
                .with("ai.toolCall.name", "getWeather")
                .with("ai.toolCall.id", "call_1")
                .under(1));

    expect(derived, 1, 62L, 85L, 1, 1);
    assertThat(derived.calls().getFirst().provider()).isEqualTo("openai");
  }

  private static TestSpan vercel(long id, String operation) {
    return span(id, operation)
        .scope("ai")
        .with("ai.operationId", operation)
        .with("operation.name", operation)
        .with("ai.model.provider", "openai.responses")
        .with("ai.model.id", "gpt-4o");
  }

  @Test
  void openInferenceGoogleAdk_aliasesInOneSpan_toolBelowTheCall_agentInTheName() {
    Derived derived =
        inAnyOrder(
            adk(1, "invocation [hello_app]", "CHAIN").with("session.id", "s-1"),
            adk(2, "agent_run [hello_agent]", "AGENT").under(1),
            adkCall(3, 27, 5).under(2).at(0, 500),
            adk(4, "execute_tool say_hello", "TOOL")
                .with("tool.name", "say_hello")
                .with("gen_ai.tool.name", "say_hello")
                .with("gen_ai.tool.call.id", "adk-1")
                .under(3)
                .at(100, 400),
            adkCall(5, 40, 4).under(2));

    expect(derived, 2, 67L, 9L, 1, 1);
    assertThat(derived.turns().getFirst().agent()).isEqualTo("hello_agent");
    assertThat(derived.tools().getFirst().agent()).isEqualTo("hello_agent");
    assertThat(derived.calls().getFirst().duration())
        .as("the tool is no model time")
        .isEqualTo(Duration.ofMillis(200));
    assertThat(derived.chatIds()).containsExactly("s-1");
  }

  private static TestSpan adk(long id, String name, String kind) {
    return span(id, name)
        .scope("openinference.instrumentation.google_adk")
        .with("openinference.span.kind", kind);
  }

  private static TestSpan adkCall(long id, int input, int output) {
    return adk(id, "call_llm", "LLM")
        .with("gen_ai.system", "gcp.vertex.agent")
        .with("gen_ai.request.model", "gemini-2.0-flash")
        .usage(input, output)
        .with("llm.token_count.prompt", input)
        .with("llm.token_count.completion", output)
        .with("llm.token_count.total", input + output);
  }

  @Test
  void openInferenceOpenAiAgents_twoAgentSpansAreOneTurn_namedByItsNode() {
    Derived derived =
        inAnyOrder(
            openAiAgents(1, "Agent workflow", "AGENT"),
            openAiAgents(2, "Hello world", "AGENT").with("graph.node.id", "Hello world").under(1),
            openAiAgents(3, "response", "LLM")
                .with("llm.system", "openai")
                .with("llm.token_count.prompt", 60)
                .with("llm.token_count.completion", 20)
                .with("llm.token_count.total", 80)
                .under(2),
            openAiAgents(4, "response", "LLM")
                .with("llm.token_count.prompt", 80)
                .with("llm.token_count.completion", 24)
                .under(2),
            openAiAgents(5, "get_weather", "TOOL").with("tool.name", "get_weather").under(2));

    expect(derived, 2, 140L, 44L, 1, 1);
    assertThat(derived.turns().getFirst().agent()).isEqualTo("Hello world");
    assertThat(derived.calls()).extracting(ChatEvent.LlmCall::agent).containsOnly("Hello world");
  }

  private static TestSpan openAiAgents(long id, String name, String kind) {
    return span(id, name)
        .scope("openinference.instrumentation.openai_agents")
        .with("openinference.span.kind", kind);
  }

  @Test
  void openInferenceAgno_callsOfTwoLibrariesAreOne_andAKeyIsAnUnexpandedTemplate() {
    Derived derived =
        inAnyOrder(
            agno(1, "Agent.run", "AGENT")
                .with("session.id", "s-1")
                .with("agno{key_suffix}.tools", List.of("duckduckgo_search")),
            agno(2, "OpenAIChat.invoke", "LLM")
                .with("llm.model_name", "gpt-4o-mini")
                .with("llm.provider", "OpenAI")
                .under(1),
            span(3, "chat gpt-4o-mini")
                .scope("langfuse-sdk")
                .with("langfuse.observation.type", "generation")
                .with(
                    "langfuse.observation.usage_details",
                    "{\"input\":20,\"output\":7,\"total\":27}")
                .under(2),
            agno(4, "duckduckgo_search", "TOOL").with("tool.name", "duckduckgo_search").under(1));

    expect(derived, 1, 20L, 7L, 1, 1);
    assertThat(derived.chatIds()).containsExactly("s-1");
  }

  @Test
  void openInferenceAgno_withoutUsageAnywhereIsUnknown() {
    Derived derived =
        inAnyOrder(
            agno(1, "Agent.run", "AGENT"),
            agno(2, "OpenAIChat.invoke", "LLM").under(1),
            span(3, "chat gpt-4o-mini").scope("langfuse-sdk").under(2));

    expect(derived, 1, null, null, 0, 1);
  }

  private static TestSpan agno(long id, String name, String kind) {
    return span(id, name)
        .scope("openinference.instrumentation.agno")
        .with("openinference.span.kind", kind);
  }

  @Test
  void openInferenceCrewAi_telemetrySpansAreNoTurns() {
    Derived derived =
        inAnyOrder(
            span(1, "crewai-index-trace").scope("langfuse-sdk"),
            crewAi(2, "Crew.kickoff", "CHAIN")
                .with("crew_key", "k")
                .with("crew_agents", "[{\"role\":\"Researcher\"}]")
                .under(1),
            span(3, "Crew Created").scope("crewai.telemetry").with("crew_key", "k").under(2),
            crewAi(4, "Task._execute_core", "AGENT").with("task_key", "t").under(2),
            span(5, "Task Created").scope("crewai.telemetry").with("task_key", "t").under(4),
            span(6, "completion")
                .scope("openinference.instrumentation.litellm")
                .with("openinference.span.kind", "LLM")
                .with("llm.token_count.prompt", 190)
                .with("llm.token_count.completion", 164)
                .under(4));

    expect(derived, 1, 190L, 164L, 0, 1);
    assertThat(derived.turns().getFirst().context().workflow()).isEqualTo("Crew");
  }

  private static TestSpan crewAi(long id, String name, String kind) {
    return span(id, name)
        .scope("openinference.instrumentation.crewai")
        .with("openinference.span.kind", kind);
  }

  @Test
  void openInferenceBeeAi_aSpanForEachEvent_onlyTheStartsCount() {
    List<TestSpan> spans = new ArrayList<>();
    spans.add(beeAi(1, "agent.toolCalling.run", "AGENT"));
    String[] events = {
      "backend.openai.chat.start-14",
      "backend.openai.chat.success-16",
      "backend.openai.chat.finish-16",
      "tool.weather.start-20",
      "tool.weather.success-22",
      "tool.weather.finish-22",
      "backend.openai.chat.start-25",
      "backend.openai.chat.newToken-26",
      "backend.openai.chat.success-27",
      "backend.openai.chat.finish-27"
    };
    for (int i = 0; i < events.length; i++) {
      spans.add(
          beeAi(2 + i, events[i], events[i].startsWith("tool") ? "TOOL" : "LLM")
              .under(1)
              .at(i, 900));
    }
    // what a stream said, as far as the limit of attributes let it through
    for (int i = 233; i < 294; i++) {
      spans.get(10).with("llm.output_messages." + i + ".message.content", "a");
    }

    Derived derived = inAnyOrder(spans.toArray(TestSpan[]::new));

    expect(derived, 2, null, null, 1, 1);
  }

  private static TestSpan beeAi(long id, String name, String kind) {
    return span(id, name)
        .scope("openinference.instrumentation.beeai")
        .with("openinference.span.kind", kind);
  }

  @Test
  void openInferenceVertexAi_outputWithoutThinking_andTheModelAsAPath() {
    Derived derived =
        inAnyOrder(
            span(1, "generate_content")
                .scope("openinference.instrumentation.vertexai")
                .with("openinference.span.kind", "LLM")
                .with(
                    "llm.model_name",
                    "projects/p/locations/global/publishers/google/models/gemini-2.5-flash")
                .with("llm.token_count.prompt", 5)
                .with("llm.token_count.completion", 845)
                .with("llm.token_count.total", 2023));

    expect(derived, 1, 5L, 2018L, 0, 1);
    assertThat(derived.tally().reasoningTokens()).isEqualTo(1173);
    assertThat(derived.calls().getFirst().requestModel()).isEqualTo("gemini-2.5-flash");
  }

  @Test
  void openInferenceGoogleGenAi_outputWithThinkingIncluded() {
    Derived derived =
        inAnyOrder(
            span(1, "GenerateContent")
                .scope("openinference.instrumentation.google_genai")
                .with("openinference.span.kind", "LLM")
                .with("llm.provider", "google")
                .with("llm.model_name", "gemini-2.5-flash")
                .with("llm.token_count.prompt", 6)
                .with("llm.token_count.completion", 2055)
                .with("llm.token_count.completion_details.reasoning", 1104)
                .with("llm.token_count.total", 2061));

    expect(derived, 1, 6L, 2055L, 0, 1);
    assertThat(derived.tally().reasoningTokens()).isEqualTo(1104);
  }

  @Test
  void koog_createdAgentLastsTheRun_toolsWithoutAnOperation_noUsage() {
    Derived derived =
        inAnyOrder(
            koog(1, "agent.f9f77d1a").with("gen_ai.operation.name", "create_agent"),
            koog(2, "run.6f8d2449")
                .with("gen_ai.operation.name", "invoke_agent")
                .with("gen_ai.conversation.id", "6f8d2449")
                .under(1),
            koog(3, "node.nodeCallLLM").with("gen_ai.conversation.id", "6f8d2449").under(2),
            koog(4, "llm.chat")
                .with("gen_ai.operation.name", "chat")
                .with("gen_ai.prompt.0.role", "user")
                .under(3),
            koog(5, "node.nodeExecuteTool").under(2),
            koog(6, "tool.HelloTool")
                .with("gen_ai.tool.name", "HelloTool")
                .with("gen_ai.tool.call.id", "call_1")
                .under(5),
            koog(7, "tool.ByeTool")
                .with("gen_ai.tool.name", "ByeTool")
                .with("gen_ai.tool.call.id", "call_2")
                .under(5),
            koog(8, "llm.chat").with("gen_ai.operation.name", "chat").under(2));

    expect(derived, 2, null, null, 2, 1);
    assertThat(derived.chatIds()).containsExactly("6f8d2449");
    assertThat(derived.ends()).hasSize(1);
  }

  private static TestSpan koog(long id, String name) {
    return span(id, name).scope("ai.koog").with("gen_ai.agent.id", "f9f77d1a");
  }

  @Test
  void langSmithClaudeAgent_sessionOnTheRootAlone_turnBeforeItsParent_turnsThatOverlap() {
    Derived derived =
        inAnyOrder(
            span(1, "claude.conversation")
                .scope("langsmith")
                .with("gen_ai.operation.name", "chain")
                .with("gen_ai.system", "langchain")
                .with("langsmith.metadata.session_id", "s-1")
                .with("langsmith.trace.session_id", "project")
                .at(1, 10_000),
            claudeTurn(2).usage(10, 5).at(0, 6_000),
            claudeTurn(3).usage(20, 6).at(2_300, 9_000),
            span(4, "mcp__calculator__add")
                .scope("langsmith")
                .with("gen_ai.operation.name", "execute_tool")
                .with("gen_ai.tool.name", "mcp__calculator__add")
                .under(1)
                .at(3_000, 3_100));

    expect(derived, 2, 30L, 11L, 1, 1);
    assertThat(derived.chatIds()).containsExactly("s-1");
    assertThat(derived.calls()).extracting(ChatEvent.LlmCall::provider).containsOnly("anthropic");
  }

  private static TestSpan claudeTurn(long id) {
    return span(id, "claude.assistant.turn")
        .scope("langsmith")
        .with("gen_ai.operation.name", "chat")
        .with("gen_ai.system", "anthropic")
        .under(1);
  }

  @Test
  void langfuseLangGraph_noiseIsStructure_neverTurns() {
    List<TestSpan> spans = new ArrayList<>();
    spans.add(langfuse(1, "LangGraph", "span"));
    String[] noise = {
      "__start__", "ChannelWrite<...>", "Branch<agent>", "RunnableSequence", "ChannelWrite<agent>"
    };
    for (int i = 0; i < 17; i++) {
      spans.add(langfuse(10 + i, noise[i % noise.length], "span").under(1));
    }
    spans.add(
        langfuse(2, "ChatOpenAI", "generation")
            .with("langfuse.observation.usage_details", "{\"input\":50,\"output\":9,\"total\":59}")
            .under(13));
    spans.add(
        langfuse(3, "ChatOpenAI", "generation")
            .with("langfuse.observation.usage_details", "{\"input\":70,\"output\":8,\"total\":78}")
            .under(14));
    spans.add(langfuse(4, "search", "tool").under(12));

    Derived derived = inAnyOrder(spans.toArray(TestSpan[]::new));

    expect(derived, 2, 120L, 17L, 1, 1);
  }

  private static TestSpan langfuse(long id, String name, String type) {
    return span(id, name).scope("langfuse-sdk").with("langfuse.observation.type", type);
  }

  private static void expect(
      Derived derived,
      long calls,
      @Nullable Long prompt,
      @Nullable Long completion,
      long tools,
      long turns) {
    assertThat(derived.tally().llmCalls()).as("calls").isEqualTo(calls);
    assertThat(derived.tally().promptTokens()).as("prompt tokens").isEqualTo(prompt);
    assertThat(derived.tally().completionTokens()).as("completion tokens").isEqualTo(completion);
    assertThat(derived.tally().toolCalls()).as("tools").isEqualTo(tools);
    assertThat(derived.tally().agentTurns()).as("turns").isEqualTo(turns);
  }
}
