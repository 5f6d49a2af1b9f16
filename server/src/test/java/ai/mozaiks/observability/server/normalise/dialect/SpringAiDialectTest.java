// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.junit.jupiter.api.Test;

class SpringAiDialectTest {

  @Test
  void chatClientAdvisorsModelAndTool() {
    Derived derived =
        Derived.of(
            span(1, "spring_ai chat_client")
                .with("gen_ai.operation.name", "framework")
                .with("gen_ai.system", "spring_ai")
                .with("spring.ai.kind", "chat_client")
                .with("spring.ai.chat.client.conversation.id", "chat-1"),
            span(2, "message_chat_memory")
                .with("gen_ai.operation.name", "framework")
                .with("gen_ai.system", "spring_ai")
                .with("spring.ai.kind", "advisor")
                .with("spring.ai.advisor.name", "message_chat_memory")
                .under(1),
            span(3, "chat gpt-4o-mini")
                .with("gen_ai.operation.name", "chat")
                .with("gen_ai.system", "openai")
                .with("gen_ai.request.model", "gpt-4o-mini")
                .with("gen_ai.response.model", "none")
                .with("gen_ai.usage.total_tokens", 120)
                .usage(100, 20)
                .under(2),
            span(4, "execute_tool weather")
                .with("gen_ai.operation.name", "execute_tool")
                .with("spring.ai.kind", "tool_call")
                .with("spring.ai.tool.definition.name", "weather")
                .with("spring.ai.tool.call.id", "call-1")
                .under(2));

    assertThat(derived.chatIds()).containsExactly("chat-1");
    assertThat(derived.tally().promptTokens()).isEqualTo(100);
    assertThat(derived.tally().completionTokens()).isEqualTo(20);
    assertThat(derived.tally().toolCalls()).isEqualTo(1);
    assertThat(derived.turns()).hasSize(1);
    ChatEvent.LlmCall call = derived.calls().getFirst();
    assertThat(call.provider()).isEqualTo("openai");
    assertThat(call.responseModel()).isNull();
    ChatEvent.ToolCall tool = derived.tools().getFirst();
    assertThat(tool.tool()).isEqualTo("weather");
    assertThat(tool.callId()).isEqualTo("call-1");
  }

  @Test
  void advisorIsStructure() {
    TestSpan advisor = span(1, "log").with("spring.ai.advisor.name", "log");
    assertThat(advisor.facts().role()).isEqualTo(Role.OTHER);
    assertThat(advisor.facts().dialect()).isEqualTo("spring-ai");
  }

  @Test
  void embeddingInTheSingular() {
    TestSpan embedding = span(1, "embedding m").with("gen_ai.operation.name", "embedding");
    assertThat(embedding.facts().role()).isEqualTo(Role.EMBEDDING_CALL);
  }
}
