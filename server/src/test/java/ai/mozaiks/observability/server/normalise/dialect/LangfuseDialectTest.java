// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LangfuseDialectTest {

  private static TestSpan of(long id, String type) {
    return span(id, "a " + type).scope("langfuse-sdk").with("langfuse.observation.type", type);
  }

  @ParameterizedTest
  @CsvSource({
    "generation, LLM_CALL",
    "embedding, EMBEDDING_CALL",
    "tool, TOOL_CALL",
    "agent, TURN",
    "chain, RUN",
    "span, OTHER",
    "event, OTHER",
    "retriever, OTHER",
    "guardrail, CHECK",
    "evaluator, CHECK",
  })
  void rolesByType(String type, Role role) {
    assertThat(of(1, type).facts().role()).isEqualTo(role);
    assertThat(of(1, type).scope("my.own").facts().role()).isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the parts are beside: the total is the sum of all
        "{'input':179,'output':35,'output_reasoning':64,'total':278} | 179 | 99 | 0 | 64",
        "{'input':20,'input_cached_tokens':80,'output':5,'total':105} | 100 | 5 | 80 |",
        // the parts are within: the total is input and output
        "{'input':100,'input_cached_tokens':80,'output':40,'output_reasoning_tokens':8,'total':140}"
            + " | 100 | 40 | 80 | 8",
        // no total: Langfuse's own input is without what was cached
        "{'input':20,'cache_read_input_tokens':70,'cache_creation_input_tokens':10,'output':5}"
            + " | 100 | 5 | 70 |",
        "{'input':20,'output':5} | 20 | 5 | 0 |",
        // OpenAI's own object: the parts stand in details, and are within
        "{'prompt_tokens':151,'completion_tokens':29,'total_tokens':180,"
            + "'prompt_tokens_details':{'cached_tokens':40,'audio_tokens':0},"
            + "'completion_tokens_details':{'reasoning_tokens':7}} | 151 | 29 | 40 | 7",
      })
  void usageDetails(String json, long prompt, long completion, long cached, Long reasoning) {
    Tally tally =
        Derived.of(
                of(1, "generation")
                    .with("langfuse.observation.usage_details", json.replace('\'', '"')))
            .tally();

    assertThat(tally.promptTokens()).isEqualTo(prompt);
    assertThat(tally.completionTokens()).isEqualTo(completion);
    assertThat(tally.cachedReadTokens()).isEqualTo(cached);
    assertThat(tally.reasoningTokens()).isEqualTo(reasoning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[1]", "{\"input\":-1}", "{\"input\":\"many\"}", "no json", "{}", "{\"input\":"})
  void usageDetailsThatTellNothing_areUnknown(String json) {
    Derived derived =
        Derived.of(of(1, "generation").with("langfuse.observation.usage_details", json));

    assertThat(derived.tally().promptTokens()).isNull();
  }

  @Test
  void costSessionLevelAndFirstToken() {
    Derived derived =
        Derived.of(
            of(1, "generation")
                .at(0, 2_000)
                .usage(10, 5)
                .with("langfuse.session.id", "chat-1")
                .with("langfuse.observation.cost_details", "{\"input\":0.1,\"total\":0.25}")
                .with("llm.cost.total", 7.5)
                .with("langfuse.observation.completion_start_time", "\"2025-10-09T08:53:20.400Z\"")
                .with("langfuse.observation.level", "ERROR")
                .with("langfuse.observation.status_message", "quota used up"));

    ChatEvent.LlmCall call = derived.calls().getFirst();
    assertThat(derived.chatIds()).containsExactly("chat-1");
    assertThat(derived.tally().costUsd()).isEqualByComparingTo("0.25");
    assertThat(call.timeToFirstToken()).hasMillis(400);
    assertThat(call.failure()).isEqualTo(Failure.of("_OTHER", "quota used up"));
  }

  @Test
  void namesOfAgentsAndToolsAreThoseOfTheirSpans() {
    Derived derived = Derived.of(of(1, "agent"), of(2, "tool").under(1));

    assertThat(derived.turns()).extracting(ChatEvent.AgentTurn::agent).containsExactly("a agent");
    assertThat(derived.tools()).extracting(ChatEvent.ToolCall::tool).containsExactly("a tool");
  }
}
