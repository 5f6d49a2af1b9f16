// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The precedence in `StandardFields`: in one span the left attribute of each row wins over every
/// one right of it, whichever stands first, and each one is read where it stands alone.
class FieldPrecedenceTest {

  /// Rows of 7.3, left wins.
  private static final List<Row> TEXTS =
      List.of(
          new Row(
              Field.SESSION_ID,
              "langfuse.session.id",
              "session.id",
              "traceloop.association.properties.chat_id",
              "traceloop.association.properties.conversation_id",
              "traceloop.association.properties.session_id",
              "traceloop.association.properties.thread_id",
              "langsmith.metadata.session_id",
              "langsmith.metadata.thread_id",
              "langsmith.metadata.conversation_id",
              "spring.ai.chat.client.conversation.id",
              "ai.telemetry.metadata.sessionId",
              "gcp.vertex.agent.session_id",
              "lmnr.association.properties.session_id",
              "ag2.network.channel_id"),
          new Row(Field.APP, "mozaiks.app_id", "app.id"),
          new Row(Field.APP_HINT, "traceloop.association.properties.app_id", "enterprise_id"),
          new Row(Field.WORKFLOW, "mozaiks.workflow_name", "gen_ai.workflow.name"),
          new Row(
              Field.WORKFLOW_HINT,
              "traceloop.workflow.name",
              "langfuse.trace.name",
              "ai.telemetry.functionId"),
          new Row(
              Field.USER,
              "mozaiks.user_id",
              "user.id",
              "langfuse.user.id",
              "enduser.id",
              "traceloop.association.properties.user_id",
              "ai.telemetry.metadata.userId",
              "gen_ai.user",
              "llm.user"),
          new Row(Field.AGENT, "gen_ai.agent.name", "agent.name"),
          new Row(Field.AGENT_HINT, "graph.node.name", "graph.node.id"),
          new Row(
              Field.PROVIDER,
              "gen_ai.provider.name",
              "gen_ai.system",
              "llm.provider",
              "llm.system",
              "ai.model.provider"),
          new Row(
              Field.REQUEST_MODEL,
              "gen_ai.request.model",
              "llm.request.model_name",
              "ai.model.id",
              "llm.model_name"),
          new Row(
              Field.RESPONSE_MODEL,
              "gen_ai.response.model",
              "llm.response.model_name",
              "langfuse.observation.model.name",
              "ai.response.model"),
          new Row(Field.RESPONSE_ID, "gen_ai.response.id", "ai.response.id"),
          new Row(
              Field.TOOL,
              "gen_ai.tool.name",
              "tool.name",
              "spring.ai.tool.definition.name",
              "ai.toolCall.name",
              "tool_call.function.name"),
          new Row(
              Field.TOOL_CALL_ID,
              "gen_ai.tool.call.id",
              "gen_ai.tool_call.id",
              "tool_call.id",
              "tool.id",
              "ai.toolCall.id"));

  private static final List<Row> COUNTS =
      List.of(
          new Row(
              Field.PROMPT_TOKENS,
              "gen_ai.usage.input_tokens",
              "gen_ai.usage.prompt_tokens",
              "llm.token_count.prompt",
              "llm.usage.prompt_tokens",
              "ai.usage.inputTokens",
              "ai.usage.promptTokens",
              "gen_ai.aggregated_usage.input_tokens"),
          new Row(
              Field.COMPLETION_TOKENS,
              "gen_ai.usage.output_tokens",
              "gen_ai.usage.completion_tokens",
              "llm.token_count.completion",
              "llm.usage.completion_tokens",
              "ai.usage.outputTokens",
              "ai.usage.completionTokens",
              "gen_ai.aggregated_usage.output_tokens"),
          new Row(
              Field.CACHED_READ_TOKENS,
              "gen_ai.usage.cache_read.input_tokens",
              "gen_ai.usage.cache_read_input_tokens",
              "gen_ai.usage.details.cache_read_tokens",
              "llm.token_count.prompt_details.cache_read",
              "ai.usage.cachedInputTokens",
              "ai.usage.inputTokenDetails.cacheReadTokens"),
          new Row(
              Field.CACHE_WRITE_TOKENS,
              "gen_ai.usage.cache_write.input_tokens",
              "gen_ai.usage.cache_creation.input_tokens",
              "gen_ai.usage.cache_creation_input_tokens",
              "gen_ai.usage.details.cache_write_tokens",
              "llm.token_count.prompt_details.cache_write"),
          new Row(
              Field.REASONING_TOKENS,
              "gen_ai.usage.reasoning.output_tokens",
              "gen_ai.usage.reasoning_tokens",
              "gen_ai.usage.thinking_tokens",
              "gen_ai.usage.details.reasoning_tokens",
              "llm.usage.reasoning_tokens",
              "llm.token_count.completion_details.reasoning",
              "ai.usage.reasoningTokens"));

  record Row(Field field, List<String> keys) {
    Row(Field field, String... keys) {
      this(field, List.of(keys));
    }
  }

  static Stream<Arguments> textPairs() {
    return pairs(TEXTS);
  }

  static Stream<Arguments> countPairs() {
    return pairs(COUNTS);
  }

  private static Stream<Arguments> pairs(List<Row> rows) {
    Stream.Builder<Arguments> pairs = Stream.builder();
    for (Row row : rows) {
      for (int i = 0; i + 1 < row.keys.size(); i++) {
        pairs.add(Arguments.of(row.field, row.keys.get(i), row.keys.get(i + 1)));
      }
    }
    return pairs.build();
  }

  @ParameterizedTest(name = "{0}: {1} over {2}")
  @MethodSource("textPairs")
  void leftTextWins(Field field, String left, String right) {
    SpanFacts leftFirst = chat(1).with(left, "left-x").with(right, "right-x").facts();
    SpanFacts rightFirst = chat(1).with(right, "right-x").with(left, "left-x").facts();

    assertThat(leftFirst.text(field)).isEqualTo("left-x");
    assertThat(rightFirst.text(field)).isEqualTo("left-x");
    assertThat(rightFirst.source(field)).isEqualTo(left);
    assertThat(chat(1).with(right, "right-x").facts().text(field)).isEqualTo("right-x");
  }

  @ParameterizedTest(name = "{0}: {1} over {2}")
  @MethodSource("countPairs")
  void leftCountWins(Field field, String left, String right) {
    assertThat(chat(1).with(right, 2).with(left, 1).facts().number(field)).isEqualTo(1);
    assertThat(chat(1).with(left, 1).with(right, 2).facts().number(field)).isEqualTo(1);
    assertThat(chat(1).with(right, 2).facts().number(field)).isEqualTo(2);
  }

  @Test
  void rightWins_whereTheLeftSaysNothing() {
    SpanFacts facts =
        chat(1)
            .with("gen_ai.response.model", "unknown")
            .with("llm.response.model_name", "gpt-4o")
            .with("gen_ai.usage.input_tokens", -1)
            .with("gen_ai.usage.prompt_tokens", 7)
            .with("gen_ai.provider.name", "microsoft.agent_framework")
            .with("gen_ai.system", "openai")
            .facts();

    assertThat(facts.text(Field.RESPONSE_MODEL)).isEqualTo("gpt-4o");
    assertThat(facts.number(Field.PROMPT_TOKENS)).isEqualTo(7);
    assertThat(facts.text(Field.PROVIDER)).isEqualTo("openai");
  }

  @Test
  void neverAddsAliases() {
    TestSpan span =
        chat(1)
            .usage(120, 48)
            .with("llm.token_count.prompt", 120)
            .with("llm.token_count.completion", 48)
            .with("llm.usage.prompt_tokens", 120)
            .with("ai.usage.inputTokens", 120);

    assertThat(Derived.of(span).tally().promptTokens()).isEqualTo(120);
    assertThat(Derived.of(span).tally().completionTokens()).isEqualTo(48);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, openai",
    "OpenAI, openai",
    "xai, x_ai",
    "az.ai.openai, azure.ai.openai",
    "az.ai.inference, azure.ai.inference",
    "vertex_ai, gcp.vertex_ai",
    "gemini, gcp.gemini",
    "openai.responses, openai",
    "aws.bedrock, aws.bedrock",
    "ibm.watsonx.ai, ibm.watsonx.ai",
    "mistralai, mistral_ai",
    "a-house-of-ones-own, a-house-of-ones-own",
  })
  void mapsProviders(String system, String provider) {
    assertThat(chat(1).with("gen_ai.system", system).facts().text(Field.PROVIDER))
        .isEqualTo(provider);
  }

  @ParameterizedTest
  @CsvSource({"autogen", "gcp.vertex.agent", "spring_ai", "langchain", "crewai"})
  void refusesFrameworksAsProviders(String framework) {
    assertThat(chat(1).with("gen_ai.system", framework).facts().provider()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, openai",
    "claude-sonnet-4, anthropic",
    "models/gemini-2.5-flash, gcp.gemini",
    "grok-3, x_ai",
  })
  void tellsTheProviderByTheModel_asLastResort(String model, String provider) {
    assertThat(chat(1).with("gen_ai.request.model", model).facts().provider()).isEqualTo(provider);
    assertThat(chat(1).with("gen_ai.request.model", "llama-3.1").facts().provider()).isNull();
  }

  @Test
  void cutsTheModelsPath() {
    assertThat(
            chat(1)
                .with("gen_ai.request.model", "projects/p/models/gemini-2.5-flash")
                .facts()
                .model())
        .isEqualTo("gemini-2.5-flash");
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "12.0, 12", "1e3, 1000", "12.5,", "-3,", "NaN,", "'',", "a lot,"})
  void readsCountsFromText(String text, Long count) {
    assertThat(chat(1).with("gen_ai.usage.input_tokens", text).facts().number(Field.PROMPT_TOKENS))
        .isEqualTo(count);
  }

  @Test
  void readsCountsFromDoubles() {
    assertThat(number(12.0)).isEqualTo(12);
    assertThat(number(12.5)).isNull();
    assertThat(number(-1.0)).isNull();
    assertThat(number(Double.NaN)).isNull();
    assertThat(number(Double.POSITIVE_INFINITY)).isNull();
  }

  private static @Nullable Long number(double value) {
    return chat(1).with("gen_ai.usage.input_tokens", value).facts().number(Field.PROMPT_TOKENS);
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.response.time_to_first_chunk, 0.21",
    "gen_ai.client.operation.time_to_first_chunk, 0.21",
    "gen_ai.client.inference.time_to_first_chunk, 0.21",
    "gen_ai.server.time_to_first_token, 0.21",
    "ai.response.msToFirstChunk, 210",
    "ai.stream.msToFirstChunk, 210",
  })
  void readsTimeToFirstTokenInItsUnit(String key, double value) {
    assertThat(Derived.of(chat(1).with(key, value)).calls().getFirst().timeToFirstToken())
        .isEqualTo(Duration.ofMillis(210));
  }

  @ParameterizedTest
  @CsvSource({"llm.cost.total", "gen_ai.usage.cost", "operation.cost"})
  void readsReportedCost(String key) {
    assertThat(Derived.of(chat(1).usage(1, 1).with(key, 0.0000468)).tally().costUsd())
        .isEqualByComparingTo("0.0000468");
  }

  @Test
  void takesAToolCallIdThatIsTheToolsNameForNone() {
    SpanFacts facts =
        operation(1, "execute_tool")
            .with("gen_ai.tool.name", "search")
            .with("gen_ai.tool.call.id", "search")
            .facts();
    assertThat(facts.toolCallId()).isNull();
    assertThat(
            operation(1, "execute_tool")
                .with("gen_ai.tool.call.id", "<not specified>")
                .facts()
                .toolCallId())
        .isNull();
  }

  @Test
  void takesTheToolFromTheSpansName_asLastResort() {
    assertThat(
            span(1, "execute_tool search")
                .with("gen_ai.operation.name", "execute_tool")
                .facts()
                .tool())
        .isEqualTo("search");
    assertThat(span(1, "tools/call search").with("mcp.method.name", "tools/call").facts().tool())
        .isEqualTo("search");
  }

  @Test
  void takesAnAgentNameThatIsItsIdForNone() {
    SpanFacts facts =
        operation(1, "invoke_agent")
            .with("gen_ai.agent.name", "0b3e")
            .with("gen_ai.agent.id", "0b3e")
            .facts();
    assertThat(facts.agent()).isNull();
  }

  @Test
  void readsFinishReasonsInEachForm() {
    assertThat(
            chat(1)
                .with("gen_ai.response.finish_reasons", List.of("stop", "length"))
                .facts()
                .finishReasons())
        .containsExactly("stop", "length");
    assertThat(chat(1).with("gen_ai.response.finish_reasons", "[\"stop\"]").facts().finishReasons())
        .containsExactly("stop");
    assertThat(chat(1).with("llm.finish_reason", "stop").facts().finishReasons())
        .containsExactly("stop");
  }

  @Test
  void readsIdsOfOpenInferenceMetadata() {
    SpanFacts facts =
        chat(1).with("metadata", "{\"app_id\":\"acme\",\"thread_id\":\"t1\",\"x\":{}}").facts();
    assertThat(facts.text(Field.APP_HINT)).isEqualTo("acme");
    assertThat(facts.text(Field.SESSION_ID)).isEqualTo("t1");
    assertThat(chat(1).with("metadata", "{\"app_id\":").facts().text(Field.APP_HINT)).isNull();
  }
}
