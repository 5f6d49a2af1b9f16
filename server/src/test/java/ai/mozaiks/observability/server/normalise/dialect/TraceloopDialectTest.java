// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceloopDialectTest {

  private static TestSpan of(long id, String name, String kind) {
    return span(id, name).scope("traceloop.tracer").with("traceloop.span.kind", kind);
  }

  @ParameterizedTest
  @CsvSource({"workflow, RUN", "task, OTHER", "agent, TURN", "tool, TOOL_CALL", "unknown, OTHER"})
  void rolesByKind(String kind, Role role) {
    assertThat(of(1, "x." + kind, kind).facts().role()).isEqualTo(role);
    assertThat(of(1, "x." + kind, kind).scope("my.own").facts().role()).isEqualTo(role);
  }

  @Test
  void modelCallOfALibrary_oldAndNewNamesOnce() {
    Derived derived =
        Derived.of(
            of(1, "refund.workflow", "workflow").with("traceloop.entity.name", "refund"),
            of(2, "clerk.agent", "agent").under(1),
            span(3, "openai.chat")
                .scope("opentelemetry.instrumentation.openai.v1")
                .with("llm.request.type", "chat")
                .with("traceloop.workflow.name", "refund")
                .with("traceloop.association.properties.session_id", "chat-1")
                .with("traceloop.association.properties.user_id", "ann")
                .with("gen_ai.usage.prompt_tokens", 100)
                .with("gen_ai.usage.input_tokens", 100)
                .with("gen_ai.usage.completion_tokens", 20)
                .with("llm.usage.total_tokens", 120)
                .with("gen_ai.usage.cache_read_input_tokens", 60)
                .under(2),
            of(4, "look_up.tool", "tool").under(2));

    assertThat(derived.chatIds()).containsExactly("chat-1");
    assertThat(derived.tally().promptTokens()).isEqualTo(100);
    assertThat(derived.tally().completionTokens()).isEqualTo(20);
    assertThat(derived.tally().cachedReadTokens()).isEqualTo(60);
    ChatEvent.LlmCall call = derived.calls().getFirst();
    assertThat(call.agent()).isEqualTo("clerk");
    assertThat(call.context().workflow()).isEqualTo("refund");
    assertThat(call.context().user()).isEqualTo("ann");
    assertThat(derived.tools()).extracting(ChatEvent.ToolCall::tool).containsExactly("look_up");
  }

  @Test
  void firstChunkTellsTheTimeToTheFirstToken() {
    Derived derived =
        Derived.of(
            span(1, "openai.chat")
                .with("llm.request.type", "chat")
                .at(1_000, 3_000)
                .event("gen_ai.content.completion.chunk", 1_250)
                .event("gen_ai.content.completion.chunk", 2_000));

    assertThat(derived.calls().getFirst().timeToFirstToken()).hasMillis(250);
  }
}
