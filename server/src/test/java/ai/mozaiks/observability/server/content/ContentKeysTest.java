// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.content.ContentKeys.Sort;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentKeysTest {
  private final ContentKeys keys = new ContentKeys();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.system_instructions",
        "gen_ai.prompt",
        "gen_ai.prompt.0.content",
        "gen_ai.completion.12.content",
        "gen_ai.completion.0.tool_calls.1.arguments",
        "gen_ai.tool.call.result",
        "llm.input_messages.0.message.content",
        "llm.input_messages.10.message.contents.0.message_content.text",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
        "llm.prompts.0.prompt.text",
        "input.value",
        "ai.prompt.messages",
        "ai.response.text",
        "traceloop.entity.output",
        "retrieval.documents.3.document.content",
        "gcp.vertex.agent.llm_request",
        "genkit:input"
      })
  void knowsContent(String key) {
    assertThat(keys.sortOf(key)).isEqualTo(Sort.CONTENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.prompt.name",
        "gen_ai.prompt.version",
        "gen_ai.prompt.0.role",
        "gen_ai.completion.0.finish_reason",
        "gen_ai.usage.input_tokens",
        "gen_ai.tool.name",
        "gen_ai.tool.call.id",
        "llm.input_messages.0.message.role",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.name",
        "llm.output_messages.0.message.tool_calls.0.tool_call.id",
        "llm.token_count.prompt",
        "input.mime_type",
        "metadata",
        "ai.response.finishReason",
        "ai.response.providerMetadata",
        "ai.usage.promptTokens",
        "traceloop.entity.name",
        "langfuse.observation.usage_details",
        "gcp.vertex.agent.session_id",
        "genkit:name"
      })
  void knowsTheRest(String key) {
    assertThat(keys.sortOf(key)).isEqualTo(Sort.PLAIN);
  }

  @Test
  void contentIsWhatTheDialectsName() {
    assertThat(Dialects.contentKeys())
        .containsExactlyInAnyOrder(
            "gen_ai.input.messages",
            "gen_ai.output.messages",
            "gen_ai.system_instructions",
            "gen_ai.tool.definitions",
            "gen_ai.tool.call.arguments",
            "gen_ai.tool.call.result",
            "gen_ai.retrieval.documents",
            "gen_ai.retrieval.query.text",
            "gen_ai.evaluation.explanation",
            "gen_ai.event.content",
            "gen_ai.prompt",
            "gen_ai.completion",
            "gen_ai.prompt.*.content",
            "gen_ai.prompt.*.arguments",
            "gen_ai.completion.*.content",
            "gen_ai.completion.*.arguments",
            "gen_ai.workflow.input",
            "gen_ai.workflow.output",
            "gen_ai.content.prompt",
            "gen_ai.content.completion",
            "gen_ai.content.reasoning",
            "gen_ai.content.revised_prompt",
            "gen_ai.agent.human_input",
            "gen_ai.agent.actual_output",
            "gen_ai.tool.args",
            "function.args",
            "function.kwargs",
            "message",
            "crew_tasks",
            "crew_inputs",
            "crew_agents",
            "crewai.crew.result",
            "crewai.agent.result",
            "crewai.task.description",
            "crewai.task.result",
            "formatted_description",
            "formatted_expected_output",
            "task_output",
            "crew_output",
            "crew_tasks_output",
            "crewai.crew.tasks_output",
            "system_prompt",
            "tool.result",
            "spring.ai.chat.client.user.text",
            "spring.ai.chat.client.user.params",
            "spring.ai.chat.client.system.text",
            "spring.ai.chat.client.system.params",
            "db.vector.query.content",
            "haystack.component.input",
            "haystack.component.output",
            "prompt",
            "request_text",
            "response_text",
            "function_args",
            "tool_parameters",
            "events",
            "gen_ai.task.input",
            "gen_ai.task.output",
            "mlflow.chunk.value",
            "model_request_parameters",
            "llm.invocation_parameters",
            "mcp.request.argument",
            "mcp.response.value",
            "input.value",
            "output.value",
            "llm.input_messages.*.content",
            "llm.input_messages.*.message_content.text",
            "llm.input_messages.*.message_content.image*",
            "llm.input_messages.*.message_content.audio*",
            "llm.input_messages.*.arguments",
            "llm.input_messages.*.function_call_arguments_json",
            "llm.output_messages.*.content",
            "llm.output_messages.*.message_content.text",
            "llm.output_messages.*.message_content.image*",
            "llm.output_messages.*.message_content.audio*",
            "llm.output_messages.*.arguments",
            "llm.output_messages.*.function_call_arguments_json",
            "llm.prompts",
            "llm.prompts.*",
            "llm.choices.*",
            "llm.prompt_template.*",
            "llm.function_call",
            "llm.tools.*",
            "tool.parameters",
            "tool.json_schema",
            "tool_call.function.arguments",
            "retrieval.documents",
            "retrieval.documents.*",
            "reranker.query",
            "reranker.input_documents*",
            "reranker.output_documents*",
            "embedding.text",
            "embedding.vector",
            "embedding.embeddings.*",
            "traceloop.entity.input",
            "traceloop.entity.output",
            "traceloop.prompt.*",
            "ai.prompt",
            "ai.prompt.*",
            "ai.response.text",
            "ai.response.object",
            "ai.response.toolCalls",
            "ai.response.reasoning",
            "ai.response.files",
            "ai.result.text",
            "ai.result.object",
            "ai.result.toolCalls",
            "ai.toolCall.args",
            "ai.toolCall.result",
            "ai.value",
            "ai.values",
            "ai.embedding",
            "ai.embeddings",
            "langfuse.observation.input",
            "langfuse.observation.output",
            "langfuse.trace.input",
            "langfuse.trace.output",
            "mlflow.chat.messages",
            "mlflow.chat.tools",
            "mlflow.spanInputs",
            "mlflow.spanOutputs",
            "lmnr.span.input",
            "lmnr.span.output",
            "pydantic_ai.all_messages",
            "all_messages_events",
            "final_result",
            "tool_arguments",
            "tool_response",
            "request_data",
            "response_data",
            "gcp.vertex.agent.llm_request",
            "gcp.vertex.agent.llm_response",
            "gcp.vertex.agent.tool_call_args",
            "gcp.vertex.agent.tool_response",
            "gcp.vertex.agent.data",
            "genkit:input",
            "ag2.human_input.prompt",
            "ag2.human_input.response",
            "ag2.code_execution.output",
            "ag2.chats.summaries",
            "spring.ai.tool.call.arguments",
            "spring.ai.tool.call.result");
    assertThat(Dialects.usageInContentKeys()).containsExactly("genkit:output");
  }

  @Test
  void knowsEveryKeyNamed_withAnythingForAStar() {
    for (String key : Dialects.contentKeys()) {
      assertThat(keys.sortOf(key.replace("*", "0.x"))).isEqualTo(Sort.CONTENT);
    }
  }

  @Test
  void keepsTheUsageInGenkitsOutput() {
    assertThat(keys.sortOf("genkit:output")).isEqualTo(Sort.CONTENT_WITH_USAGE);
    assertThat(
            UsageInContent.reduce(
                "{\"message\":{\"usage\":1},\"usage\":{\"inputTokens\":5,\"x\":[1]},\"y\":2}"))
        .isEqualTo("{\"usage\":{\"inputTokens\":5,\"x\":[1]}}");
    assertThat(UsageInContent.reduce("{\"message\":\"hi\"}")).isNull();
    assertThat(UsageInContent.reduce("hello")).isNull();
  }

  @Test
  void knowsMessageEvents() {
    assertThat(ContentKeys.isMessageEvent("gen_ai.user.message")).isTrue();
    assertThat(ContentKeys.isMessageEvent("gen_ai.choice")).isTrue();
    assertThat(ContentKeys.isMessageEvent("exception")).isFalse();
  }
}
