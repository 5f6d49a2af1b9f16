// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.server.normalise.Recordings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The recordings of real clients end at their truth, however their spans arrive: as they were
/// sent, one by one, backwards, shuffled, three times each, and with pauses in which every trace is
/// looked at, stored and forgotten.
class RecordingsFoldTest {

  static Stream<String> recordings() throws IOException {
    return Recordings.names().stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void endsAtTheTruth_asItWasSent(String name) throws IOException {
    FoldRig rig = asSent(name);

    JsonNode truth = Recordings.truth(name).get("totals");
    assertThat(rig.storedTotals().promptTokens()).isEqualTo(truth.get("prompt_tokens").asLong());
    assertThat(rig.storedTotals().completionTokens())
        .isEqualTo(truth.get("completion_tokens").asLong());
    assertThat(rig.storedTotals().llmCalls()).isEqualTo(truth.get("llm_calls").asLong());
    assertThat(rig.storedTotals().toolCalls()).isEqualTo(truth.get("tool_calls").asLong());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void endsAtTheSame_spanBySpan(String name) throws IOException {
    sendOneByOne(name, spans(name));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void endsAtTheSame_backwards(String name) throws IOException {
    sendOneByOne(name, spans(name).reversed());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void endsAtTheSame_shuffledAndThreeTimesEach(String name) throws IOException {
    List<ArrivedSpan> repeated = new ArrayList<>();
    for (int times = 0; times < 3; times++) {
      repeated.addAll(spans(name));
    }
    for (long seed = 1; seed <= 3; seed++) {
      Collections.shuffle(repeated, new Random(seed));
      sendOneByOne(name, repeated);
    }
  }

  private static FoldRig asSent(String name) throws IOException {
    FoldRig rig = new FoldRig();
    for (var request : Recordings.requests(name)) {
      rig.sendSpans(FoldRig.spans(request));
    }
    rig.settle();
    return rig;
  }

  private static void sendOneByOne(String name, List<ArrivedSpan> spans) throws IOException {
    FoldRig rig = new FoldRig();
    int sent = 0;
    for (ArrivedSpan span : spans) {
      rig.sendSpans(List.of(span));
      sent++;
      if (sent % 7 == 0) {
        rig.pass(Duration.ofSeconds(1));
      }
      if (sent % 11 == 0) {
        rig.settle();
      }
    }
    rig.settle();
    Map<ChatKey, ChatSummary> expected = asSent(name).storedChats();
    assertThat(rig.storedChats()).isEqualTo(expected);
    Balance.Reading balance = rig.balance.of(Signal.SPANS).read();
    assertThat(balance.accepted()).isEqualTo(balance.stored() + balance.duplicates());
  }

  private static List<ArrivedSpan> spans(String name) throws IOException {
    List<ArrivedSpan> spans = new ArrayList<>();
    for (var request : Recordings.requests(name)) {
      spans.addAll(FoldRig.spans(request));
    }
    return spans;
  }
}
