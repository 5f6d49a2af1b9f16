// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What real clients exported against a model server of our own gives what that server served.
class RecordingsTest {

  /// What the fold may find where an emitter does not tell it: the trace stands for the chat, and
  /// calls in a row for a turn.
  private static final Set<String> IMPLIED = Set.of("chats", "agent_turns");

  private static final TraceDerivation DERIVATION = new TraceDerivation(Derived.PICO_A_TOKEN);

  static Stream<String> recordings() throws IOException {
    return Recordings.names().stream();
  }

  @Test
  void recordsPythonNodeAndJava() throws IOException {
    assertThat(Recordings.names())
        .anyMatch(name -> name.startsWith("ag2-1-"))
        .anyMatch(name -> name.startsWith("ag2-classic-"))
        .anyMatch(name -> name.startsWith("vercel-ai-"))
        .anyMatch(name -> name.startsWith("spring-ai-"));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void givesItsTruth(String name) throws IOException {
    JsonNode truth = Recordings.truth(name).get("totals");
    List<String> differences = new ArrayList<>();
    FoldedTraces.ofRecording(name)
        .totals()
        .forEach((field, folded) -> {
          Long expected = truthOf(truth, field);
          if (!(expected == null ? saysNothing(field, folded) : expected.equals(folded))) {
            differences.add("%s: %s, not %s".formatted(field, folded, expected));
          }
        });
    assertThat(differences).as(name).isEmpty();
  }

  /// A recording without conversations inside of others does not mention them.
  private static @Nullable Long truthOf(JsonNode totals, String field) {
    JsonNode node = totals.path(field);
    if (node.isMissingNode()) {
      assertThat(field).isEqualTo("sub_chats");
      return 0L;
    }
    return node.isNull() ? null : (Long) node.asLong();
  }

  /// Whether a figure that the emitter does not tell is left open; nothing counted is open too.
  private static boolean saysNothing(String field, @Nullable Long value) {
    return value == null || value == 0 || IMPLIED.contains(field);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void namesItsChats(String name) throws IOException {
    JsonNode chatIds = Recordings.truth(name).get("chat_ids");
    if (!chatIds.isNull()) {
      Set<String> named = new TreeSet<>();
      chatIds.forEach(id -> named.add(id.asString()));
      assertThat(FoldedTraces.ofRecording(name).chatIds()).isEqualTo(named);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void givesTheSameEvents_inAnyOrder(String name) throws IOException {
    Map<String, List<SpanFacts>> traces = FoldedTraces.factsByTrace(Recordings.requests(name));
    Random random = new Random(42);
    for (List<SpanFacts> trace : traces.values()) {
      List<ChatEvent> expected = DERIVATION.derive(trace, true);
      assertThat(DERIVATION.derive(trace.reversed(), true)).isEqualTo(expected);
      List<SpanFacts> shuffled = new ArrayList<>(trace);
      for (int round = 0; round < 100; round++) {
        Collections.shuffle(shuffled, random);
        assertThat(DERIVATION.derive(shuffled, true)).isEqualTo(expected);
      }
    }
  }
}
