// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.ofKind;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.normalise.TestSpan;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which role each kind of span has, dialect by dialect.
class RolesTest {

  @ParameterizedTest
  @CsvSource({
    "chat, LLM_CALL",
    "text_completion, LLM_CALL",
    "completion, LLM_CALL",
    "generate_content, LLM_CALL",
    "generate, LLM_CALL",
    "call_llm, LLM_CALL",
    "image, LLM_CALL",
    "llm_request, LLM_CALL",
    "realtime, LLM_CALL",
    "embeddings, EMBEDDING_CALL",
    "embedding, EMBEDDING_CALL",
    "execute_tool, TOOL_CALL",
    "invoke_agent, TURN",
    "invoke_workflow, RUN",
    "conversation, RUN",
    "initiate_chats, RUN",
    "framework, RUN",
    "chain, RUN",
    "create_agent, RUN_IF_PARENT",
    "await_human_input, HUMAN_INPUT",
    "plan, OTHER",
    "create_memory, OTHER",
    "search_memory, OTHER",
    "retrieval, OTHER",
    "rerank, OTHER",
    "speaker_selection, OTHER",
    "execute_code, OTHER",
    "send_data, OTHER",
    "record_usage, OTHER",
    "fetch_response, OTHER",
    "something_of_tomorrow, OTHER",
  })
  void ofGenAiOperation(String operation, Role role) {
    assertThat(operation(1, operation).facts().role()).isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource({
    "LLM, LLM_CALL",
    "EMBEDDING, EMBEDDING_CALL",
    "TOOL, TOOL_CALL",
    "AGENT, TURN_OR_RUN",
    "CHAIN, RUN",
    "RETRIEVER, OTHER",
    "RERANKER, OTHER",
    "GUARDRAIL, CHECK",
    "EVALUATOR, CHECK",
    "PROMPT, OTHER",
    "UNKNOWN, PLAIN",
  })
  void ofOpenInferenceKind(String kind, Role role) {
    assertThat(ofKind(1, kind).facts().role()).isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource({
    "ai.generateText, TURN",
    "ai.streamText, TURN",
    "ai.generateObject, TURN",
    "ai.streamObject, TURN",
    "ai.generateText.doGenerate, LLM_CALL",
    "ai.streamText.doStream, LLM_CALL",
    "ai.embed.doEmbed, EMBEDDING_CALL",
    "ai.embed, RUN",
    "ai.toolCall, TOOL_CALL",
    "ai.other, OTHER",
  })
  void ofVercelOperation(String operation, Role role) {
    assertThat(span(1, operation).scope("ai").with("ai.operationId", operation).facts().role())
        .isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource({
    "chat, LLM_CALL",
    "completion, LLM_CALL",
    "embedding, EMBEDDING_CALL",
    "rerank, OTHER"
  })
  void ofRequestType(String type, Role role) {
    assertThat(span(1, "openai.chat").with("llm.request.type", type).facts().role())
        .isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource({
    "tools/call, SPAN_KIND_CLIENT, TOOL_CALL",
    "tools/call, SPAN_KIND_INTERNAL, TOOL_CALL",
    "tools/call, SPAN_KIND_SERVER, OTHER",
    "tools/list, SPAN_KIND_CLIENT, OTHER",
    "initialize, SPAN_KIND_CLIENT, OTHER",
    "resources/read, SPAN_KIND_CLIENT, OTHER",
  })
  void ofMcpMethod(String method, SpanKind kind, Role role) {
    assertThat(span(1, method).with("mcp.method.name", method).kind(kind).facts().role())
        .isEqualTo(role);
  }

  @Test
  void isToolCall_withoutOperationButWithToolName() {
    assertThat(span(1, "running").with("gen_ai.tool.name", "search").facts().role())
        .isEqualTo(Role.TOOL_CALL);
  }

  @Test
  void isModelCall_withTokensAndNothingElse() {
    assertThat(span(1, "x").with("gen_ai.usage.input_tokens", 1).facts().role())
        .isEqualTo(Role.LLM_CALL);
    assertThat(span(1, "x").with("llm.usage.prompt_tokens", 1).facts().role())
        .isEqualTo(Role.LLM_CALL);
  }

  @Test
  void isModelCall_withARequestedModelAlone() {
    assertThat(span(1, "completion x").with("gen_ai.request.model", "x").facts().role())
        .as("it may have failed before there was any usage")
        .isEqualTo(Role.LLM_CALL);
  }

  @Test
  void isPlain_withoutAgentTelemetry() {
    assertThat(span(1, "GET /").with("http.request.method", "GET").facts().role())
        .isEqualTo(Role.PLAIN);
  }

  @Test
  void isModelCall_byNameInAdkScope() {
    assertThat(span(1, "call_llm").scope("gcp.vertex.agent").facts().role())
        .isEqualTo(Role.LLM_CALL);
    assertThat(span(1, "invocation").scope("gcp.vertex.agent").facts().role()).isEqualTo(Role.RUN);
  }

  @Test
  void isRun_forOrchestrateToolsOfDotNet() {
    TestSpan span =
        span(1, "orchestrate_tools").scope("Experimental.Microsoft.Extensions.AI").usage(5, 2);
    assertThat(span.facts().role()).isEqualTo(Role.RUN);
  }

  @Test
  void isNoTool_forMergedToolsAndHandOvers() {
    assertThat(tool(1, "(merged tools)").facts().role()).isEqualTo(Role.OTHER);
    assertThat(tool(1, "transfer_to_writer").facts().role()).isEqualTo(Role.OTHER);
    assertThat(ofKind(1, "TOOL").with("tool.name", "handoff to writer").facts().role())
        .isEqualTo(Role.OTHER);
    assertThat(
            span(1, "execute_tool transfer_to_agent")
                .with("openinference.span.kind", "TOOL")
                .facts()
                .role())
        .isEqualTo(Role.OTHER);
  }

  @Test
  void isRun_forAWholeAg2ChatOfKindAgent() {
    assertThat(
            span(1, "user.initiate_chat").with("openinference.span.kind", "AGENT").facts().role())
        .isEqualTo(Role.RUN);
  }

  @ParameterizedTest
  @CsvSource({
    "backend.openai.chat.start-14, LLM_CALL",
    "backend.openai.chat.success-16, OTHER",
    "backend.openai.chat.finish-17, OTHER",
  })
  void countsTheStartAlone_ofBeeAiEvents(String name, Role role) {
    TestSpan span =
        span(1, name)
            .scope("openinference.instrumentation.beeai")
            .with("openinference.span.kind", "LLM");
    assertThat(span.facts().role()).isEqualTo(role);
  }

  @Test
  void ofPydanticAi() {
    assertThat(
            span(1, "planner run")
                .scope("pydantic-ai")
                .with("agent_name", "planner")
                .facts()
                .role())
        .isEqualTo(Role.TURN);
    assertThat(span(1, "running 3 tools").scope("pydantic-ai").facts().role())
        .isEqualTo(Role.OTHER);
    assertThat(
            span(1, "running tool: x")
                .scope("pydantic-ai")
                .with("gen_ai.tool.name", "x")
                .facts()
                .role())
        .isEqualTo(Role.TOOL_CALL);
  }

  @Test
  void ignoresTheEarlyCopyOfARunningSpan() {
    assertThat(operation(1, "chat").with("logfire.span_type", "pending_span").facts().role())
        .isEqualTo(Role.PLAIN);
    assertThat(operation(1, "chat").with("logfire.span_type", "span").facts().role())
        .isEqualTo(Role.LLM_CALL);
  }

  @ParameterizedTest
  @CsvSource({
    "pydantic-ai, pydantic-ai",
    "ai, vercel-ai",
    "openinference.instrumentation.langchain, openinference",
    "gcp.vertex.agent, google-adk",
    "traceloop.tracer, openllmetry",
  })
  void dialectIsToldByTheScope(String scope, String dialect) {
    assertThat(span(1, "x").scope(scope).facts().dialect()).isEqualTo(dialect);
  }

  @Test
  void scopeOutweighsMarks() {
    TestSpan span = operation(1, "chat").scope("gen_ai").with("openinference.span.kind", "TOOL");
    assertThat(span.facts().dialect()).isEqualTo("otel-genai");
    assertThat(span.facts().role()).isEqualTo(Role.LLM_CALL);
  }

  @Test
  void readsGenAi_inAnOpenInferenceScopeWithoutKind() {
    assertThat(operation(1, "chat").scope("openinference.instrumentation.openai").facts().role())
        .isEqualTo(Role.LLM_CALL);
  }
}
