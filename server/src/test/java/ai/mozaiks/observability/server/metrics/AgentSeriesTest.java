// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.fold.PublishedTotals;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSeriesTest {
  private static final String PLANNER =
      "{agent=\"planner\",app=\"shop\",model=\"\",workflow=\"order\"}";
  private static final String CALLS =
      "{agent=\"planner\",app=\"shop\",model=\"gpt-4o\",workflow=\"order\"}";

  private final PublishedTotals published = new PublishedTotals();
  private final InstantSource clock = InstantSource.fixed(Events.NOON);
  private final Scrapers scrapers = new Scrapers(clock);
  private final AgentSeries series = series(1_000);

  private AgentSeries series(int maxLabelValues) {
    return new AgentSeries(
        published.totals(),
        new LabelCap(published.totals().series(), maxLabelValues),
        scrapers,
        clock);
  }

  private static ChatEvent turn(Duration took) {
    return Events.turn("shop", "planner", took, false);
  }

  @Test
  void showsErrorsAt0_fromTheFirstActivityOn() throws Exception {
    published.publish(List.of(turn(Duration.ofSeconds(1))));

    Scrape scrape = Scrape.of(series);

    assertThat(scrape.value("mozaiks_chat_agent_turns_total" + PLANNER)).isEqualTo(1);
    assertThat(scrape.value("mozaiks_chat_errors_total" + PLANNER)).isZero();
    assertThat(scrape.text()).doesNotContain("mozaiks_errors_by_level_total{");
  }

  @Test
  void leavesOutWhatIsUnknown() throws Exception {
    published.publish(List.of(Events.call("shop", "gpt-4o", TokenUsage.UNKNOWN, Cost.UNPRICED)));

    Scrape scrape = Scrape.of(series);

    assertThat(scrape.value("mozaiks_llm_calls_total" + CALLS)).isEqualTo(1);
    assertThat(scrape.value("mozaiks_unpriced_calls_total" + CALLS)).isEqualTo(1);
    assertThat(scrape.text()).doesNotContain("_tokens_total{").doesNotContain("mozaiks_chat_cost");
  }

  @Test
  void showsTokensAndCost_alsoUnderTheEarlierName() throws Exception {
    published.publish(
        List.of(
            Events.call(
                "shop",
                "gpt-4o",
                new TokenUsage(120L, 48L, 64L, null, 16L),
                Cost.reported(46_800_000L))));

    Scrape scrape = Scrape.of(series);

    assertThat(scrape.value("mozaiks_chat_prompt_tokens_total" + CALLS)).isEqualTo(120);
    assertThat(scrape.value("mozaiks_chat_completion_tokens_total" + CALLS)).isEqualTo(48);
    assertThat(scrape.value("mozaiks_chat_cached_read_tokens_total" + CALLS)).isEqualTo(64);
    assertThat(scrape.value("mozaiks_chat_reasoning_tokens_total" + CALLS)).isEqualTo(16);
    assertThat(scrape.value("mozaiks_chat_cost_usd_total" + CALLS)).isEqualTo(0.0000468);
    assertThat(scrape.value("mozaiks_chat_cost_total" + CALLS)).isEqualTo(0.0000468);
  }

  @Test
  void showsTheCostOfACall_thatAnotherSeriesHasWithoutIt() throws Exception {
    TokenUsage usage = new TokenUsage(100L, 10L, null, null, null);
    ChatEvent priced = Events.call("shop", "gpt-4o", usage, Cost.reported(21_000_000L));
    Totals beyondTheOther = new Totals();
    beyondTheOther.add(priced);
    Totals other = new Totals();
    other.add(Events.call("shop", "gpt-4o", usage, Cost.UNPRICED));
    beyondTheOther.subtract(other);
    PublishedTotals restored = new PublishedTotals();
    restored.restore(
        List.of(TotalsKey.of(priced)), Map.of(TotalsKey.of(priced), beyondTheOther.positivePart()));

    Scrape scrape =
        Scrape.of(
            new AgentSeries(
                restored.totals(), new LabelCap(restored.totals().series(), 10), scrapers, clock));

    assertThat(scrape.value("mozaiks_chat_cost_usd_total" + CALLS)).isEqualTo(0.000021);
    assertThat(scrape.text()).doesNotContain("mozaiks_llm_calls_total{");
  }

  @ParameterizedTest(name = "a turn of {0} ms counts up to {1} s, not up to {2} s")
  @CsvSource({"50, 0.05, 0", "5000, 5.0, 2.5", "5001, 7.5, 5.0", "10000, 10.0, 7.5"})
  void countsATurnInTheBucketsThatReachIt(long millis, String le, String below) throws Exception {
    published.publish(List.of(turn(Duration.ofMillis(millis))));

    Scrape scrape = Scrape.of(series);

    String labels = "{agent=\"planner\",app=\"shop\",workflow=\"order\"";
    String bucket = "mozaiks_agent_turn_duration_seconds_bucket" + labels + ",le=\"";
    assertThat(scrape.value(bucket + le + "\"}")).isEqualTo(1);
    assertThat(scrape.value(bucket + "+Inf\"}")).isEqualTo(1);
    if (!below.equals("0")) {
      assertThat(scrape.value(bucket + below + "\"}")).isZero();
    }
    assertThat(scrape.value("mozaiks_agent_turn_duration_seconds_sum" + labels + "}"))
        .isEqualTo(millis / 1e3);
  }

  @Test
  void carriesTheLatestTurnAsExemplar_inOpenMetrics() throws Exception {
    published.publish(List.of(turn(Duration.ofSeconds(4))));

    Scrape scrape =
        Scrape.by(
            Scrape.handler(scrapers, series),
            Map.of("accept", "application/openmetrics-text; version=1.0.0"));

    assertThat(scrape.type()).startsWith("application/openmetrics-text");
    assertThat(scrape.text())
        .endsWith("# EOF\n")
        .containsPattern(
            "duration_seconds_bucket\\{[^}]*le=\"5.0\"} 1 # \\{span_id=\"00f067aa0ba902b7\","
                + "trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\"} 4.0 1772366404");
  }

  @Test
  void losesNothing_whenLabelsAreCapped() throws Exception {
    Random random = new Random(7);
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String app = "app" + random.nextInt(7);
      switch (i % 3) {
        case 0 ->
            events.add(
                Events.turn(
                    app,
                    "agent" + random.nextInt(20),
                    Duration.ofMillis(random.nextInt(20_000)),
                    random.nextInt(4) == 0));
        case 1 -> events.add(Events.tool(app, "agent" + random.nextInt(20)));
        default ->
            events.add(
                Events.call(
                    app,
                    "model" + random.nextInt(9),
                    TokenUsage.of(random.nextInt(5_000), random.nextInt(900)),
                    Cost.reported(random.nextInt(1_000) * 1_000_000_000L)));
      }
    }
    published.publish(events);

    Scrape capped = Scrape.of(series(3));
    Map<String, Double> whole = Scrape.of(series).sums();

    assertThat(capped.text()).contains("agent=\"_other\"").contains("model=\"_other\"");
    assertThat(capped.text().lines().count()).isLessThan(2_000);
    Map<String, Double> sums = capped.sums();
    assertThat(sums.keySet()).isEqualTo(whole.keySet()).hasSizeGreaterThan(20);
    // Sums of seconds and dollars are rounded on the way; counts are exact.
    whole.forEach(
        (name, sum) -> assertThat(sums.get(name)).as(name).isCloseTo(sum, within(sum * 1e-12)));
  }

  @Test
  void standsStill_whenALateSpanWithdrawsATurn() throws Exception {
    List<ChatEvent> two = List.of(turn(Duration.ofSeconds(1)), turn(Duration.ofSeconds(2)));
    published.publish(two);
    assertThat(Scrape.of(series).value("mozaiks_chat_agent_turns_total" + PLANNER)).isEqualTo(2);

    published.replace(two, two.subList(0, 1));

    assertThat(Scrape.of(series).value("mozaiks_chat_agent_turns_total" + PLANNER)).isEqualTo(2);
  }

  @Test
  void beginsAt0_forEachPrometheus_butGoesOnFromWhatWasStored() throws Exception {
    PublishedTotals restarted = new PublishedTotals();
    ChatEvent stored = Events.turn("shop", "writer", Duration.ofSeconds(1), false);
    Totals totals = new Totals();
    totals.add(stored);
    restarted.restore(List.of(TotalsKey.of(stored)), Map.of(TotalsKey.of(stored), totals));
    ScrapeHandler handler =
        Scrape.handler(
            scrapers,
            new AgentSeries(
                restarted.totals(),
                new LabelCap(restarted.totals().series(), 10),
                scrapers,
                clock));
    restarted.publish(List.of(turn(Duration.ofSeconds(1))));
    String turns = "mozaiks_chat_agent_turns_total";

    Scrape first = Scrape.byPrometheus(handler, "10.0.0.1");
    assertThat(first.value(turns + PLANNER)).isZero();
    assertThat(first.value(turns + PLANNER.replace("planner", "writer"))).isEqualTo(1);
    assertThat(Scrape.byPrometheus(handler, "10.0.0.2").value(turns + PLANNER)).isZero();
    assertThat(Scrape.byPrometheus(handler, "10.0.0.1").value(turns + PLANNER)).isEqualTo(1);
    assertThat(Scrape.byPrometheus(handler, "10.0.0.2").value(turns + PLANNER)).isEqualTo(1);
  }
}
