// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The emitters that are mostly like the conventions: what each does otherwise.
class SmallDialectsTest {

  @ParameterizedTest
  @CsvSource({
    "crewai.telemetry, crewai-telemetry",
    "openlit.otel.tracing, openlit",
    "lmnr.tracer, laminar",
    "genkit-tracer, genkit",
    "ai.koog, koog",
    "agent_framework, microsoft",
    "Experimental.Microsoft.Extensions.AI, microsoft",
    "autogen-core, autogen",
    "mozaiks.runtime, mozaiks",
    "io.opentelemetry.openai-java-1.1, otel-genai",
    "gen_ai, otel-genai",
  })
  void dialectByScope(String scope, String dialect) {
    assertThat(span(1, "x").scope(scope).facts().dialect()).isEqualTo(dialect);
  }

  @Test
  void crewAiTelemetryIsNoTurnAndNoRun() {
    TestSpan created =
        span(1, "Crew Created").scope("crewai.telemetry").with("gen_ai.operation.name", "chat");
    assertThat(created.facts().role()).isEqualTo(Role.OTHER);
  }

  @Test
  void autoGen_messagingIsStructure_agentsAndToolsCount() {
    Derived derived =
        Derived.of(
            span(1, "autogen process writer.(default)-A")
                .scope("autogen-core")
                .with("messaging.operation", "process"),
            span(2, "invoke_agent writer")
                .scope("autogen-core")
                .with("gen_ai.operation.name", "invoke_agent")
                .with("gen_ai.system", "autogen")
                .with("gen_ai.agent.name", "writer")
                .under(1),
            span(3, "create_agent writer")
                .scope("autogen-core")
                .with("gen_ai.operation.name", "create_agent")
                .under(1));

    assertThat(derived.turns()).hasSize(1);
    assertThat(derived.tally().llmCalls()).isZero();
  }

  @Test
  void openLit_costAndTimeToFirstTokenAreAttributes() {
    Derived derived =
        Derived.of(
            span(1, "chat gpt-4o")
                .scope("openlit.otel.tracing")
                .with("gen_ai.operation.name", "chat")
                .with("gen_ai.usage.cost", 0.01)
                .with("gen_ai.usage.reasoning_tokens", 3)
                .with("gen_ai.server.time_to_first_token", 0.3)
                .usage(10, 5));

    assertThat(derived.tally().costUsd()).isEqualByComparingTo("0.01");
    assertThat(derived.tally().reasoningTokens()).isEqualTo(3);
    assertThat(derived.calls().getFirst().timeToFirstToken()).hasMillis(300);
  }

  @ParameterizedTest
  @CsvSource({"LLM, LLM_CALL", "TOOL, TOOL_CALL", "DEFAULT, OTHER", "EVALUATOR, CHECK"})
  void laminarRoles(String type, Role role) {
    assertThat(span(1, "x").with("lmnr.span.type", type).facts().role()).isEqualTo(role);
  }

  @Test
  void laminar_cachedCallCostsNothing() {
    Derived derived =
        Derived.of(
            span(1, "openai.chat")
                .with("lmnr.span.type", "CACHED")
                .with("lmnr.association.properties.session_id", "chat-1")
                .usage(10, 5));

    assertThat(derived.tally().locallyCachedCalls()).isEqualTo(1);
    assertThat(derived.tally().promptTokens()).isZero();
    assertThat(derived.chatIds()).containsExactly("chat-1");
  }

  @ParameterizedTest
  @CsvSource({
    "LLM, LLM_CALL",
    "CHAT_MODEL, LLM_CALL",
    "EMBEDDING, EMBEDDING_CALL",
    "TOOL, TOOL_CALL",
    "AGENT, TURN_OR_RUN",
    "CHAIN, RUN",
    "RETRIEVER, OTHER",
    "UNKNOWN, OTHER",
  })
  void mlflowRoles_valuesAreJson(String type, Role role) {
    assertThat(span(1, "x").with("mlflow.spanType", '"' + type + '"').facts().role())
        .isEqualTo(role);
  }

  @Test
  void mlflow_tokensModelAndSession() {
    Derived derived =
        Derived.of(
            span(1, "predict")
                .with("mlflow.spanType", "\"CHAT_MODEL\"")
                .with("mlflow.trace.session", "\"chat-1\"")
                .with("mlflow.llm.model", "\"gpt-4o\"")
                .with(
                    "mlflow.chat.tokenUsage",
                    "{\"input_tokens\": 10, \"output_tokens\": 5, \"total_tokens\": 15}"));

    assertThat(derived.tally().promptTokens()).isEqualTo(10);
    assertThat(derived.calls().getFirst().requestModel()).isEqualTo("gpt-4o");
    assertThat(derived.chatIds()).containsExactly("chat-1");
  }

  @ParameterizedTest
  @CsvSource({
    "action, model, LLM_CALL",
    "action, embedder, EMBEDDING_CALL",
    "action, tool, TOOL_CALL",
    "action, flow, RUN",
    "flow, , RUN",
    "action, prompt, OTHER",
    "flowStep, , OTHER",
  })
  void genkitRoles(String type, String subtype, Role role) {
    TestSpan action = span(1, "x").scope("genkit-tracer").with("genkit:type", type);
    if (subtype != null) {
      action.with("genkit:metadata:subtype", subtype);
    }
    assertThat(action.facts().role()).isEqualTo(role);
  }

  @Test
  void genkit_tokensStandInTheAnswer() {
    Derived derived =
        Derived.of(
            span(1, "gemini")
                .scope("genkit-tracer")
                .with("genkit:type", "action")
                .with("genkit:metadata:subtype", "model")
                .with(
                    "genkit:output",
                    "{\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"thoughtsTokens\":3}}"));

    assertThat(derived.tally().promptTokens()).isEqualTo(10);
    assertThat(derived.tally().reasoningTokens()).isEqualTo(3);
  }

  @Test
  void microsoft_orchestrateToolsIsTheSumOfItsCalls() {
    String scope = "Experimental.Microsoft.Extensions.AI";
    Derived derived =
        Derived.of(
            span(1, "orchestrate_tools").scope(scope).usage(5550, 214),
            span(2, "chat gemini")
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
            span(4, "chat gemini")
                .scope(scope)
                .with("gen_ai.operation.name", "chat")
                .usage(3004, 167)
                .under(1));

    assertThat(derived.tally().promptTokens()).isEqualTo(5550);
    assertThat(derived.tally().completionTokens()).isEqualTo(214);
    assertThat(derived.tally().llmCalls()).isEqualTo(2);
    assertThat(derived.tools().getFirst().callId()).as("only repeats the name").isNull();
  }

  @Test
  void koog_toolsWithoutAnOperation_nodesAreStructure() {
    Derived derived =
        Derived.of(
            span(1, "create_agent").scope("ai.koog").with("gen_ai.operation.name", "create_agent"),
            span(2, "run.agent")
                .scope("ai.koog")
                .with("gen_ai.operation.name", "invoke_agent")
                .under(1),
            span(3, "node.nodeCallLLM").scope("ai.koog").under(2),
            span(4, "tool.search").scope("ai.koog").with("gen_ai.tool.name", "search").under(3));

    assertThat(derived.turns()).hasSize(1);
    assertThat(derived.tools()).hasSize(1);
  }

  @Test
  void mozaiks_rootTellsWorkflowChatAppAndUser() {
    Derived derived =
        Derived.of(
            span(1, "workflow:Generator")
                .scope("mozaiks.runtime")
                .with("mozaiks.workflow_name", "Generator")
                .with("mozaiks.chat_id", "chat-1")
                .with("mozaiks.app_id", "acme")
                .with("mozaiks.user_id", "ann"),
            span(2, "chat gpt-4o").with("gen_ai.operation.name", "chat").usage(10, 5).under(1));

    ChatEvent.LlmCall call = derived.calls().getFirst();
    assertThat(call.chat()).isEqualTo(new ChatKey("acme", "chat-1"));
    assertThat(call.context().workflow()).isEqualTo("Generator");
    assertThat(call.context().user()).isEqualTo("ann");
    assertThat(derived.ends()).hasSize(1);
  }

  @Test
  void mozaiks_rootMayArriveAlone() {
    Derived derived =
        Derived.of(
            span(1, "workflow:Generator")
                .scope("mozaiks.runtime")
                .with("mozaiks.chat_id", "chat-1"));

    assertThat(derived.starts()).hasSize(1);
    assertThat(derived.starts().getFirst().context().workflow()).isEqualTo("Generator");
  }

  @ParameterizedTest
  @CsvSource({
    "lmnr.span.type, TOOL",
    "mlflow.spanType, '\"TOOL\"'",
  })
  void toolIsCalledLikeItsSpan(String attribute, String type) {
    Derived derived = Derived.of(span(1, "get_weather").with(attribute, type));

    assertThat(derived.tools()).singleElement().matches(tool -> "get_weather".equals(tool.tool()));
  }

  @Test
  void mlflow_agentIsCalledLikeItsSpan() {
    Derived derived = Derived.of(span(1, "concierge").with("mlflow.spanType", "\"AGENT\""));

    assertThat(derived.turns()).singleElement().matches(turn -> "concierge".equals(turn.agent()));
  }

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4o-mini, openai, gpt-4o-mini",
    "googleai/gemini-2.5-flash, gcp.gemini, gemini-2.5-flash",
    "vertexai/gemini-2.5-flash, gcp.vertex_ai, gemini-2.5-flash",
    "gpt-4o-mini, , ",
  })
  void genkit_modelAndProviderStandInTheNameOfTheAction(
      String name, String provider, String model) {
    SpanFacts facts =
        span(1, name)
            .scope("genkit-tracer")
            .with("genkit:metadata:subtype", "model")
            .with("genkit:name", name)
            .facts();

    assertThat(facts.reportedProvider()).isEqualTo(provider);
    assertThat(facts.model()).isEqualTo(model);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'openai':{'cachedPromptTokens':40,'reasoningTokens':7}} | 40 | | 7",
        "{'anthropic':{'cacheReadInputTokens':40,'cacheCreationInputTokens':9}} | 40 | 9 |",
        "{'bedrock':{'usage':{'cacheReadInputTokens':40,'cacheWriteInputTokens':9}}} | 40 | 9 |",
        "{'openai':{}} | | |",
      })
  void vercel_partsOfTheTokensStandInTheProvidersMetadata(
      String json, @Nullable Long cached, @Nullable Long written, @Nullable Long reasoning) {
    SpanFacts facts =
        span(1, "ai.generateText.doGenerate")
            .scope("ai")
            .with("ai.operationId", "ai.generateText.doGenerate")
            .with("ai.response.providerMetadata", json.replace('\'', '"'))
            .usage(151, 29)
            .facts();

    assertThat(facts.usage().cachedReadTokens()).isEqualTo(cached);
    assertThat(facts.usage().cacheWriteTokens()).isEqualTo(written);
    assertThat(facts.usage().reasoningTokens()).isEqualTo(reasoning);
  }

  @Test
  void vercel_embeddingHasTokensOfItsOwn() {
    Derived derived =
        Derived.of(
            span(1, "ai.embed").scope("ai").with("ai.operationId", "ai.embed"),
            span(2, "ai.embed.doEmbed")
                .scope("ai")
                .with("ai.operationId", "ai.embed.doEmbed")
                .with("ai.usage.tokens", 213)
                .under(1));

    assertThat(derived.tally().promptTokens()).isEqualTo(213);
    assertThat(derived.calls()).hasSize(1);
  }
}
