// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LangChain4jDialectTest {

  private static TestSpan quarkus(long id, String name) {
    return span(id, name).scope("io.quarkus.opentelemetry");
  }

  @ParameterizedTest
  @CsvSource({
    "langchain4j.aiservices.Concierge.ask, langchain4j, TURN, Concierge",
    "langchain4j.aiservices.Driver$Concierge.ask, langchain4j, TURN, Concierge",
    "langchain4j.aiservices.ask, langchain4j, TURN, ask",
    "POST /chat/completions, plain, PLAIN, ",
  })
  void aiServicesAreToldByTheNamesOfTheirSpans(
      String name, String dialect, Role role, String agent) {
    SpanFacts facts = quarkus(1, name).facts();

    assertThat(facts.dialect()).isEqualTo(dialect);
    assertThat(facts.role()).isEqualTo(role);
    assertThat(facts.agent()).isEqualTo(agent);
  }

  @Test
  void attributesOutweighTheName() {
    SpanFacts facts =
        quarkus(1, "langchain4j.aiservices.Concierge.ask")
            .with("openinference.span.kind", "CHAIN")
            .facts();

    assertThat(facts.dialect()).isEqualTo("openinference");
  }

  @Test
  void modelsAndToolsHaveGenAiKeys_andAFailedCallHasTheModelAlone() {
    Derived derived =
        Derived.of(
            quarkus(1, "langchain4j.aiservices.Concierge.ask").at(0, 100),
            quarkus(2, "completion gpt-4o-mini")
                .with("gen_ai.request.model", "gpt-4o-mini")
                .with("gen_ai.usage.prompt_tokens", 120)
                .with("gen_ai.usage.completion_tokens", 20)
                .under(1)
                .at(1, 10),
            quarkus(3, "langchain4j.tools.get_weather")
                .with("gen_ai.operation.name", "execute_tool")
                .with("gen_ai.tool.name", "get_weather")
                .under(1)
                .at(11, 20),
            quarkus(4, "completion gpt-4o-mini")
                .with("gen_ai.request.model", "gpt-4o-mini")
                .exception("dev.langchain4j.exception.InvalidRequestException", "no such thing")
                .under(1)
                .at(21, 30));

    assertThat(derived.turns()).extracting(ChatEvent.AgentTurn::agent).containsExactly("Concierge");
    assertThat(derived.calls()).hasSize(2);
    assertThat(derived.tally().promptTokens()).isEqualTo(120);
    assertThat(derived.tally().errors(ErrorLevel.LLM)).isEqualTo(1);
    assertThat(derived.tools()).hasSize(1);
  }
}
