// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.otlp.ContentFilter.Treatment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentFilterTest {
  private final ContentFilter filter = new ContentFilter(false);

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
  void removesContent(String key) {
    assertThat(filter.treatment(key)).isEqualTo(Treatment.REMOVE);
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
  void keepsTheRest(String key) {
    assertThat(filter.treatment(key)).isEqualTo(Treatment.KEEP);
  }

  @Test
  void keepsTheUsageInGenkitsOutput() {
    assertThat(filter.treatment("genkit:output")).isEqualTo(Treatment.KEEP_USAGE);
    assertThat(
            UsageInContent.reduce(
                "{\"message\":{\"usage\":1},\"usage\":{\"inputTokens\":5,\"x\":[1]},\"y\":2}"))
        .isEqualTo("{\"usage\":{\"inputTokens\":5,\"x\":[1]}}");
    assertThat(UsageInContent.reduce("{\"message\":\"hi\"}")).isNull();
    assertThat(UsageInContent.reduce("hello")).isNull();
  }

  @Test
  void keepsEverything_ifToldTo() {
    ContentFilter keeping = new ContentFilter(true);

    assertThat(keeping.treatment("gen_ai.input.messages")).isEqualTo(Treatment.KEEP);
    assertThat(keeping.isMessageEvent("gen_ai.user.message")).isFalse();
  }

  @Test
  void knowsMessageEvents() {
    assertThat(filter.isMessageEvent("gen_ai.user.message")).isTrue();
    assertThat(filter.isMessageEvent("gen_ai.choice")).isTrue();
    assertThat(filter.isMessageEvent("exception")).isFalse();
  }
}
