// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleAdkDialectTest {

  private static TestSpan adk(long id, String name) {
    return span(id, name).scope("gcp.vertex.agent").with("gen_ai.system", "gcp.vertex.agent");
  }

  @ParameterizedTest
  @CsvSource({
    "invocation, RUN",
    "call_llm, LLM_CALL",
    "send_data, OTHER",
    "agent_run [planner], TURN",
    "something_of_tomorrow, OTHER",
  })
  void rolesByName(String name, Role role) {
    assertThat(adk(1, name).facts().role()).isEqualTo(role);
  }

  @Test
  void java_callLlmWithAToolInside_andTheMergedToolIsNone() {
    Derived derived =
        Derived.of(
            adk(1, "invocation").with("gen_ai.operation.name", "invocation").at(0, 1_000),
            adk(2, "invoke_agent planner")
                .with("gen_ai.operation.name", "invoke_agent")
                .with("gen_ai.agent.name", "planner")
                .with("gen_ai.conversation.id", "session-1")
                .under(1)
                .at(0, 1_000),
            adk(3, "call_llm")
                .with("gen_ai.operation.name", "call_llm")
                .with("gen_ai.request.model", "gemini-2.5-flash")
                .usage(67, 9)
                .under(2)
                .at(0, 900),
            adk(4, "execute_tool weather")
                .with("gen_ai.operation.name", "execute_tool")
                .with("gen_ai.tool.name", "weather")
                .with("gen_ai.tool_call.id", "<not specified>")
                .under(3)
                .at(500, 800),
            adk(5, "execute_tool (merged)")
                .with("gen_ai.operation.name", "execute_tool")
                .with("gen_ai.tool.name", "(merged tools)")
                .under(3)
                .at(500, 800));

    assertThat(derived.chatIds()).containsExactly("session-1");
    assertThat(derived.tally().promptTokens()).isEqualTo(67);
    assertThat(derived.tally().toolCalls()).isEqualTo(1);
    assertThat(derived.tools().getFirst().callId()).isNull();
    assertThat(derived.turns()).hasSize(1);
    assertThat(derived.calls().getFirst().duration()).as("without the tool").hasMillis(600);
    assertThat(derived.calls().getFirst().provider()).isEqualTo("gcp.gemini");
  }

  @Test
  void python_innerInferenceSpanIsTheSameCall() {
    Derived derived =
        Derived.of(
            adk(1, "call_llm").usage(67, 9),
            adk(2, "generate_content gemini-2.5-flash")
                .with("gen_ai.operation.name", "generate_content")
                .usage(67, 9)
                .under(1));

    assertThat(derived.tally().llmCalls()).isEqualTo(1);
    assertThat(derived.tally().promptTokens()).isEqualTo(67);
  }
}
