// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.UsageSources.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageSourcesTest {
  private static final String AG2 = EventIds.RUNTIME_LOG;
  private static final String APP = EventIds.APPLICATION_LOG;

  private static ChatEvent.Context context(String id) {
    return new ChatEvent.Context(
        id, new ChatKey("acme", "c"), null, null, Instant.parse("2026-03-01T12:00:00Z"), null);
  }

  private static ChatEvent call(String id, @Nullable String answer) {
    return new ChatEvent.LlmCall(
        context(id),
        "a",
        null,
        "m",
        "m",
        TokenUsage.of(1, 1),
        Cost.UNPRICED,
        null,
        null,
        false,
        false,
        false,
        List.of(),
        answer,
        null);
  }

  private static ChatEvent delta(String id) {
    return new ChatEvent.UsageDelta(
        context(id), "a", "m", TokenUsage.of(1, 1), Cost.UNPRICED, false);
  }

  private static ChatEvent turn(String id) {
    return new ChatEvent.AgentTurn(context(id), "a", null, null);
  }

  private static List<String> counted(
      UsageSources sources, Set<Activity> told, ChatEvent... events) {
    return sources.decide(List.of(events), told).stream()
        .filter(event -> !(event instanceof ChatEvent.Superseded))
        .map(ChatEvent::id)
        .toList();
  }

  private static List<String> counted(Set<Activity> told, ChatEvent... events) {
    return counted(UsageSources.DEFAULT, told, events);
  }

  @Test
  void goesByTheOrderOfSources() {
    assertThat(counted(Set.of(), call(AG2 + 1, null), delta(APP + 1))).containsExactly(AG2 + 1);
    assertThat(counted(Set.of(), call(AG2 + 1, null), delta("d"))).containsExactly("d");
    assertThat(counted(Set.of(), delta(APP + 1))).containsExactly(APP + 1);
    assertThat(counted(Set.of(Activity.USAGE), call(AG2 + 1, null), delta("d"), delta(APP + 1)))
        .isEmpty();
  }

  @Test
  void decidesForEachActivityByItself() {
    assertThat(counted(Set.of(Activity.USAGE), call(AG2 + 1, null), turn(AG2 + 2)))
        .containsExactly(AG2 + 2);
    assertThat(counted(Set.of(Activity.TURNS), call(AG2 + 1, null), turn(AG2 + 2)))
        .containsExactly(AG2 + 1);
  }

  @Test
  void leavesWhatSendersReportThemselves_butForDeltasBesideCallsOfSpans() {
    Set<Activity> all = Set.of(Activity.USAGE, Activity.TURNS, Activity.TOOLS);

    assertThat(counted(all, call("c", null), delta("d"), turn("t"))).containsExactly("c", "t");
    assertThat(counted(Set.of(), call("c", null), delta("d"))).containsExactly("c", "d");
  }

  @Test
  void countsCallsThatTheBetterSourceDoesNotHave_whereAllHaveIdsOfAnswers() {
    assertThat(counted(Set.of(), call("c", "r1"), call(AG2 + 1, "r1"), call(AG2 + 2, "r2")))
        .containsExactly("c", AG2 + 2);
    assertThat(counted(Set.of(), call("c", "r1"), call("d", null), call(AG2 + 2, "r2")))
        .containsExactly("c", "d");
    assertThat(counted(Set.of(Activity.USAGE), call(AG2 + 2, "r2"))).isEmpty();
  }

  @Test
  void letsTheOperatorChoose() {
    UsageSources log = new UsageSources(Map.of("acme", Source.AG2_LOG), Source.OTLP);
    UsageSources all = new UsageSources(Map.of(), Source.ALL);

    assertThat(counted(log, Set.of(Activity.USAGE), call(AG2 + 1, null), delta("d")))
        .containsExactly(AG2 + 1);
    assertThat(log.ofTraces(List.of(call("span", null), turn("turn"))))
        .extracting(event -> event instanceof ChatEvent.Superseded)
        .containsExactly(true, false);
    assertThat(counted(all, Set.of(Activity.USAGE), call(AG2 + 1, null), delta("d")))
        .containsExactly(AG2 + 1, "d");
  }

  @Test
  void keepsEveryEvent() {
    List<ChatEvent> events = List.of(call(AG2 + 1, null), delta("d"));
    List<ChatEvent> decided = UsageSources.DEFAULT.decide(events, Set.of(Activity.USAGE));

    assertThat(decided)
        .containsExactly(
            new ChatEvent.Superseded(events.getFirst()),
            new ChatEvent.Superseded(events.getLast()));
  }
}
