// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.fold.PublishedTotals;
import ai.mozaiks.observability.server.metrics.LabelCap.Label;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.TotalsKey;
import ai.mozaiks.observability.storage.contract.Samples;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelCapTest {
  private final PublishedTotals published = new PublishedTotals();

  private LabelCap cap(int maxValues) {
    return new LabelCap(published.totals().series(), maxValues);
  }

  private void admit(String... agents) {
    for (String agent : agents) {
      published.publish(List.of(turn(agent)));
    }
  }

  private static ChatEvent turn(String agent) {
    return Events.turn("shop", agent, Duration.ofSeconds(1), false);
  }

  @Test
  void keepsTheFirstValues_andCallsTheRestOther() {
    LabelCap cap = cap(2);
    admit("z", "a");

    assertThat(cap.name(Label.AGENT, "a")).isEqualTo("a");
    admit("c");
    assertThat(cap.name(Label.AGENT, "c")).isEqualTo("_other");
    assertThat(cap.name(Label.AGENT, "z")).isEqualTo("z");
    assertThat(cap.name(Label.APP, "shop")).isEqualTo("shop");
  }

  @Test
  void doesNotDecideByWhoAsksFirst() {
    LabelCap cap = cap(1);

    assertThat(cap.name(Label.AGENT, "curious")).isEqualTo("_other");
    assertThat(cap.glance().name(Label.AGENT, "curious")).isEqualTo("curious");
    admit("first", "curious");

    assertThat(cap.name(Label.AGENT, "first")).isEqualTo("first");
    assertThat(cap.name(Label.AGENT, "curious")).isEqualTo("_other");
    assertThat(cap.glance().name(Label.AGENT, "curious")).isEqualTo("_other");
  }

  @Test
  void aGlanceShowsNoMoreValuesThanTheCap() {
    admit("known");
    LabelCap.Glance glance = cap(3).glance();

    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      names.add(glance.name(Label.AGENT, "new-" + i));
    }
    assertThat(names).containsExactly("new-0", "new-1", "_other", "_other", "_other");
    assertThat(glance.name(Label.AGENT, "new-1")).isEqualTo("new-1");
  }

  @Test
  void givesTheSameNames_afterARestart() {
    InMemoryStorage storage = new InMemoryStorage();
    Scenario scenario = new Scenario();
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(turn("agent-" + (i * 7919) % 200));
      var batch = scenario.part(Samples.trace(i), events.getLast()).batch(i + 1);
      storage.write(batch);
    }
    admit(events.stream().map(event -> TotalsKey.of(event).agent()).toArray(String[]::new));
    PublishedTotals restarted = new PublishedTotals();
    restarted.restore(storage.reader().lastingSeries(), storage.reader().totals());

    Map<String, String> before = names(cap(50), events);
    assertThat(before.values()).contains("_other");
    assertThat(names(new LabelCap(restarted.totals().series(), 50), events)).isEqualTo(before);
  }

  private static Map<String, String> names(LabelCap cap, List<ChatEvent> events) {
    Map<String, String> names = new TreeMap<>();
    for (ChatEvent event : events.reversed()) {
      String agent = TotalsKey.of(event).agent();
      names.put(agent, cap.name(Label.AGENT, agent));
    }
    return names;
  }

  @Test
  void letsNoMoreIn_fromManyThreads() {
    LabelCap cap = cap(10);
    admit(IntStream.range(0, 100).mapToObj(i -> "agent-" + i).toArray(String[]::new));
    Map<String, Boolean> shown = new ConcurrentHashMap<>();

    IntStream.range(0, 5_000)
        .parallel()
        .forEach(i -> shown.put(cap.name(Label.AGENT, "agent-" + i % 100), true));

    assertThat(shown.keySet()).hasSize(11).contains("_other", "agent-0", "agent-9");
  }
}
