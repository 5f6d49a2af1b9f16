// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Real traces of real frameworks give their known totals, in whatever order their spans are looked
/// at.
class AgentTracesTest {
  private static final TraceDerivation DERIVATION =
      new TraceDerivation((provider, responseModel, requestModel, usage) -> Cost.UNPRICED);

  @BeforeAll
  static void needsTheCorpus() {
    assumeTrue(
        AgentTraces.present(),
        "the corpus of agent traces is not beside this checkout (" + AgentTraces.FOLDER + ")");
  }

  static Stream<String> traces() throws IOException {
    if (!AgentTraces.present()) {
      return Stream.of("corpus absent");
    }
    return AgentTraces.expected().propertyNames().stream().filter(name -> !name.startsWith("_"));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void givesTheKnownTotals(String name) throws IOException {
    Tally tally = tally(AgentTraces.facts(AgentTraces.request(name)));

    JsonNode expected = AgentTraces.expected().get(name);
    assertThat(tally.llmCalls()).isEqualTo(expected.get("llm_calls").asLong());
    assertThat(tally.promptTokens()).isEqualTo(nullableLong(expected.get("prompt_tokens")));
    assertThat(tally.completionTokens()).isEqualTo(nullableLong(expected.get("completion_tokens")));
    assertThat(tally.toolCalls()).isEqualTo(expected.get("tool_calls").asLong());
    if (expected.has("agent_turns")) {
      assertThat(tally.agentTurns()).isEqualTo(expected.get("agent_turns").asLong());
    }
    if (expected.has("reasoning_tokens")) {
      assertThat(tally.reasoningTokens()).isEqualTo(expected.get("reasoning_tokens").asLong());
    }
  }

  @ParameterizedTest
  @MethodSource("traces")
  void givesTheSameEvents_inAnyOrder(String name) throws IOException {
    List<SpanFacts> facts = AgentTraces.facts(AgentTraces.request(name));
    List<ChatEvent> expected = DERIVATION.derive(facts, false);
    List<SpanFacts> shuffled = new ArrayList<>(facts);
    Random random = new Random(42);
    for (int round = 0; round < 100; round++) {
      Collections.shuffle(shuffled, random);
      assertThat(DERIVATION.derive(shuffled, false)).isEqualTo(expected);
    }
  }

  private static Tally tally(List<SpanFacts> facts) {
    Tally tally = new Tally();
    DERIVATION.derive(facts, false).forEach(tally::add);
    return tally;
  }

  private static @Nullable Long nullableLong(JsonNode node) {
    return node.isNull() ? null : node.asLong();
  }
}
