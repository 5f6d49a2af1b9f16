// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A small trace, a turn with a streamed call and a failed tool, and all that it comes to.
class ReferenceExampleTest {
  private static final long AGENT = 0xeee19b7ec3c1b173L;

  private static final TestSpan CHAT =
      TestSpan.span(0xeee19b7ec3c1b174L, "chat gpt-4o-mini")
          .scope("opentelemetry.instrumentation.openai_v2")
          .under(AGENT)
          .at(0, 820)
          .with("gen_ai.operation.name", "chat")
          .with("gen_ai.provider.name", "openai")
          .with("gen_ai.request.model", "gpt-4o-mini")
          .with("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
          .with("gen_ai.response.id", "chatcmpl-A1b2C3")
          .with("gen_ai.response.finish_reasons", List.of("tool_calls"))
          .with("gen_ai.conversation.id", "chat_abc123")
          .with("gen_ai.request.stream", true)
          .with("gen_ai.response.time_to_first_chunk", 0.21)
          .with("gen_ai.usage.input_tokens", 120)
          .with("gen_ai.usage.cache_read.input_tokens", 64)
          .with("gen_ai.usage.output_tokens", 48)
          .with("gen_ai.usage.reasoning.output_tokens", 16);

  private static final TestSpan TURN =
      TestSpan.span(AGENT, "invoke_agent planner")
          .under(AGENT - 1)
          .at(-100, 1_400)
          .with("gen_ai.operation.name", "invoke_agent")
          .with("gen_ai.agent.name", "planner")
          .with("gen_ai.conversation.id", "chat_abc123")
          .usage(120, 48);

  private static final TestSpan TOOL =
      TestSpan.span(0xeee19b7ec3c1b175L, "execute_tool get_order_status")
          .under(AGENT)
          .at(830, 1_130)
          .with("gen_ai.operation.name", "execute_tool")
          .with("gen_ai.tool.name", "get_order_status")
          .with("gen_ai.tool.type", "function")
          .with("gen_ai.tool.call.id", "call_9Zk")
          .with("error.type", "TimeoutError")
          .exception("TimeoutError", "upstream timed out")
          .status(StatusCode.STATUS_CODE_ERROR, "upstream timed out");

  private final Derived derived = Derived.of(CHAT, TURN, TOOL);

  @Test
  void isOneChat() {
    assertThat(derived.chatIds()).containsExactly("chat_abc123");
    assertThat(derived.events()).hasSize(4); // start, turn, call, tool; the root has not come
  }

  @Test
  void isOneTurn() {
    ChatEvent.AgentTurn turn = derived.turns().getFirst();

    assertThat(derived.turns()).hasSize(1);
    assertThat(turn.agent()).isEqualTo("planner");
    assertThat(turn.duration()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(turn.failure()).isNull();
  }

  @Test
  void isOneModelCall() {
    ChatEvent.LlmCall call = derived.calls().getFirst();

    assertThat(derived.calls()).hasSize(1);
    assertThat(call.agent()).isEqualTo("planner");
    assertThat(call.provider()).isEqualTo("openai");
    assertThat(call.requestModel()).isEqualTo("gpt-4o-mini");
    assertThat(call.responseModel()).isEqualTo("gpt-4o-mini-2024-07-18");
    assertThat(call.usage()).isEqualTo(new TokenUsage(120L, 48L, 64L, null, 16L));
    assertThat(call.duration()).isEqualTo(Duration.ofMillis(820));
    assertThat(call.timeToFirstToken()).isEqualTo(Duration.ofMillis(210));
    assertThat(call.streaming()).isTrue();
    assertThat(call.cost().source()).isEqualTo(Cost.Source.COMPUTED);
    assertThat(call.finishReasons()).containsExactly("tool_calls");
    assertThat(call.responseId()).isEqualTo("chatcmpl-A1b2C3");
  }

  @Test
  void isOneFailedToolCall() {
    ChatEvent.ToolCall tool = derived.tools().getFirst();

    assertThat(derived.tools()).hasSize(1);
    assertThat(tool.tool()).isEqualTo("get_order_status");
    assertThat(tool.callId()).isEqualTo("call_9Zk");
    assertThat(tool.duration()).isEqualTo(Duration.ofMillis(300));
    assertThat(tool.failure()).isEqualTo(Failure.of("TimeoutError", "upstream timed out"));
  }

  @Test
  void countsNothingTwice() {
    Tally tally = derived.tally();

    assertThat(tally.promptTokens()).isEqualTo(120);
    assertThat(tally.completionTokens()).isEqualTo(48);
    assertThat(tally.cachedReadTokens()).isEqualTo(64);
    assertThat(tally.reasoningTokens()).isEqualTo(16);
    assertThat(tally.errors()).isEqualTo(1);
  }
}
