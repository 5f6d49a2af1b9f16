// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventJsonTest {

  private static final Instant AT = Instant.parse("2025-10-02T10:00:00.123456789Z");
  private static final ChatEvent.Context BARE =
      new ChatEvent.Context("e1", new ChatKey("acme", "chat_1"), null, null, AT, null);
  private static final ChatEvent.Context FULL =
      new ChatEvent.Context(
          "e2",
          new ChatKey("acme", "chat_1"),
          "Generator",
          "user_4",
          AT,
          new SpanRef("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"));
  private static final String BARE_HEAD =
      "{'event_id':'e1','type':'%s','event_ts':'2025-10-02T10:00:00.123456789Z',"
          + "'chat_id':'chat_1','app_id':'acme'";
  private static final String FULL_HEAD =
      "{'event_id':'e2','type':'%s','event_ts':'2025-10-02T10:00:00.123456789Z',"
          + "'chat_id':'chat_1','app_id':'acme','workflow_name':'Generator','user_id':'user_4',"
          + "'trace_id':'4bf92f3577b34da6a3ce929d0e0e4736','span_id':'00f067aa0ba902b7'";

  static Stream<Arguments> golden() {
    return Stream.of(
        Arguments.of(new ChatEvent.WorkflowStarted(BARE), BARE_HEAD, "workflow_start", "}"),
        Arguments.of(new ChatEvent.WorkflowStarted(FULL), FULL_HEAD, "workflow_start", "}"),
        Arguments.of(
            new ChatEvent.AgentTurn(BARE, null, Duration.ZERO, null),
            BARE_HEAD,
            "agent_turn",
            ",'duration_sec':0}"),
        Arguments.of(
            new ChatEvent.AgentTurn(
                FULL, "planner", Duration.ofMillis(2500), Failure.of("TimeoutError", "late")),
            FULL_HEAD,
            "agent_turn",
            ",'agent_name':'planner','duration_sec':2.5,'success':false,"
                + "'error_type':'TimeoutError','error_message':'late'}"),
        Arguments.of(
            new ChatEvent.LlmCall(
                FULL,
                "planner",
                "openai",
                "gpt-4o",
                "gpt-4o-2024-08-06",
                new TokenUsage(120L, 48L, 64L, 0L, 16L),
                Cost.computed(37_500, "gpt-4o @ openai"),
                Duration.ofNanos(1_234_567_891),
                Duration.ofMillis(300),
                true,
                true,
                true,
                List.of("stop", "tool_calls"),
                "chatcmpl-1",
                Failure.of("429", null).asEcho()),
            FULL_HEAD,
            "llm_call",
            ",'agent_name':'planner','provider':'openai','request_model':'gpt-4o',"
                + "'response_model':'gpt-4o-2024-08-06','prompt_tokens':120,"
                + "'completion_tokens':48,'cached_read_tokens':64,'cache_write_tokens':0,"
                + "'reasoning_tokens':16,'cost_usd':0.0000000375,'cost_state':'priced',"
                + "'cost_source':'computed','cost_rule':'gpt-4o @ openai',"
                + "'duration_sec':1.234567891,'time_to_first_token_sec':0.3,'streaming':true,"
                + "'cached':true,'aggregate':true,'finish_reasons':['stop','tool_calls'],"
                + "'response_id':'chatcmpl-1','success':false,'error_type':'429',"
                + "'error_echoed':true}"),
        Arguments.of(
            new ChatEvent.LlmCall(
                BARE,
                null,
                null,
                null,
                null,
                TokenUsage.UNKNOWN,
                Cost.UNPRICED,
                Duration.ZERO,
                null,
                false,
                false,
                false,
                List.of(),
                null,
                null),
            BARE_HEAD,
            "llm_call",
            ",'duration_sec':0}"),
        Arguments.of(
            new ChatEvent.ToolCall(
                BARE, "a", "search", "call_1", 255L, Duration.ofSeconds(90), null),
            BARE_HEAD,
            "tool_call",
            ",'agent_name':'a','tool_name':'search','tool_call_id':'call_1',"
                + "'arguments_hash':'00000000000000ff','duration_sec':90}"),
        Arguments.of(
            new ChatEvent.UsageDelta(
                BARE, "a", "gpt-4o", TokenUsage.of(3, 4), Cost.LOCALLY_CACHED, true),
            BARE_HEAD,
            "usage_delta",
            ",'agent_name':'a','model':'gpt-4o','prompt_tokens':3,'completion_tokens':4,"
                + "'cost_usd':0,'cost_state':'free','cost_source':'computed',"
                + "'cost_rule':'locally cached','cached':true}"),
        Arguments.of(
            new ChatEvent.UsageSummary(BARE, TokenUsage.of(3, 4), Cost.reported(Long.MAX_VALUE)),
            BARE_HEAD,
            "usage_summary",
            ",'prompt_tokens':3,'completion_tokens':4,'cost_usd':9223372.036854775807,"
                + "'cost_state':'priced','cost_source':'reported'}"),
        Arguments.of(
            new ChatEvent.ErrorOccurred(BARE, "a", ErrorLevel.LLM, Failure.of("x", "y")),
            BARE_HEAD,
            "error",
            ",'agent_name':'a','level':'llm','success':false,'error_type':'x',"
                + "'error_message':'y'}"),
        Arguments.of(
            new ChatEvent.TraceAttached(BARE, "0af7651916cd43dd8448eb211c80319c"),
            BARE_HEAD,
            "trace_attached",
            ",'trace_id':'0af7651916cd43dd8448eb211c80319c'}"),
        Arguments.of(
            new ChatEvent.WorkflowEnded(BARE, ChatStatus.CANCELLED, null),
            BARE_HEAD,
            "workflow_end",
            ",'status':'cancelled'}"),
        Arguments.of(
            new ChatEvent.WorkflowEnded(BARE, ChatStatus.FAILED, Duration.ofMillis(1)),
            BARE_HEAD,
            "workflow_end",
            ",'status':'failed','duration_sec':0.001}"));
  }

  @ParameterizedTest
  @MethodSource
  void golden(ChatEvent event, String head, String type, String rest) {
    assertThat(EventJson.write(event))
        .isEqualTo((String.format(head, type) + rest).replace('\'', '"'));
  }

  @Test
  void appends_whatWasThereStays() {
    StringBuilder out = new StringBuilder("[");

    EventJson.write(new ChatEvent.WorkflowStarted(BARE), out);

    assertThat(out.toString()).startsWith("[{").endsWith("}");
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("plain", "plain"),
        Arguments.of("q\" b\\ s/", "q\\\" b\\\\ s/"),
        Arguments.of("\n\r\t\b\f\u0000\u001f", "\\n\\r\\t\\u0008\\u000c\\u0000\\u001f"),
        Arguments.of("\u007f", "\\u007f"),
        Arguments.of("\u2028\u2029", "\\u2028\\u2029"),
        Arguments.of("é 日本 \uD83D\uDE00", "é 日本 \uD83D\uDE00"),
        Arguments.of("\uD83D", "\\ud83d"),
        Arguments.of("\uDE00\uD83D", "\\ude00\\ud83d"),
        Arguments.of("\uD83Dx", "\\ud83dx"),
        Arguments.of("\uD83D\uD83D\uDE00", "\\ud83d\uD83D\uDE00"));
  }

  @ParameterizedTest
  @MethodSource
  void texts(String text, String expected) {
    ChatEvent event = new ChatEvent.WorkflowStarted(BARE.withAttribution(text, null));

    String json = EventJson.write(event);

    assertThat(json).contains("\"workflow_name\":\"" + expected + "\"");
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(json);
  }
}
