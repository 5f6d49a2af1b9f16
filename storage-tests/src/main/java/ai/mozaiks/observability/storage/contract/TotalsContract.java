// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.call;
import static ai.mozaiks.observability.storage.contract.Samples.seconds;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.storage.DurationHistogram;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Lasting totals: the fold of all events ever stored.
interface TotalsContract extends StorageUnderTest {
  private static Map<TotalsKey, Totals> fold(List<ChatEvent> events) {
    Map<TotalsKey, Totals> totals = new HashMap<>();
    events.forEach(
        event -> totals.computeIfAbsent(TotalsKey.of(event), _ -> new Totals()).add(event));
    return totals;
  }

  @Test
  default void emptyStore_hasNoTotals() {
    assertThat(reader().totals()).isEmpty();
  }

  @Test
  default void totals_areTheFoldOfAllEvents() {
    List<ChatEvent> events = new ArrayList<>(Samples.everyKind(CHAT));
    events.add(call("x", new ChatKey("other", "y"), at(5), "gpt-4o", 333));
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    ChatEvent later = call("later", CHAT, at(99), "gpt-4o", 17);
    events.add(later);
    storage().write(scenario.part(trace(2), later).batch(2));
    assertThat(reader().totals()).isEqualTo(fold(events));
  }

  @Test
  default void durationsAtTheEdges_fallIntoTheLowerBucket() {
    List<ChatEvent> events = new ArrayList<>();
    for (double edge : DurationHistogram.upperEdgesSeconds()) {
      for (double length : new double[] {edge - 1e-9, edge, edge + 1e-9}) {
        events.add(turn("t" + length, CHAT, at(0), "a", seconds(length)));
      }
    }
    storage().write(new Scenario().part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    assertThat(reader().totals()).isEqualTo(fold(events));
  }

  @Test
  default void sumsOfDurations_goFarBeyondWhatNanosecondsHold() {
    Scenario scenario = new Scenario();
    Duration twoHundredYears = Duration.ofDays(73_000).plusNanos(999_999_999);
    for (int i = 0; i < 4; i++) {
      ChatEvent turn = turn("t" + i, CHAT, at(0), "a", twoHundredYears);
      storage().write(scenario.part(trace(i + 1), turn).batch(i + 1));
    }
    assertThat(reader().totals().values())
        .singleElement()
        .satisfies(
            totals -> assertThat(totals.turns().sum()).isEqualTo(twoHundredYears.multipliedBy(4)));
  }

  @Test
  default void withdrawnEvents_leaveTheTotals() {
    Scenario scenario = new Scenario();
    ChatEvent kept = call("kept", CHAT, at(0), "gpt-4o", 10);
    ChatEvent wrong = call("gone", CHAT, at(0), "gpt-4o-mini", 30);
    storage().write(scenario.part(trace(1), kept, wrong).batch(1));
    storage().write(scenario.part(trace(1), kept).batch(2));
    assertThat(reader().totals()).isEqualTo(fold(List.of(kept)));
  }

  @Test
  default void totals_surviveDeletion() {
    List<ChatEvent> events = Samples.everyKind(CHAT);
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    storage().deleteBefore(at(1000));
    assertThat(reader().totals()).isEqualTo(fold(events));
    scenario.deleteBefore(at(1000));
    ChatEvent later = turn("later", CHAT, at(2000));
    storage().write(scenario.part(trace(2), later).batch(2));
    events.add(later);
    assertThat(reader().totals()).isEqualTo(fold(events));
  }

  @Test
  default void totals_surviveReopening() {
    List<ChatEvent> events = Samples.everyKind(CHAT);
    storage().write(new Scenario().part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    storage().deleteBefore(at(1000));
    assertThat(reopened().reader().totals()).isEqualTo(fold(events));
  }

  @Test
  default void seriesThatNoBatchNamed_areCountedTogether_andWithdrawnFromThere() {
    // One that has no events any more keeps its place, or another would take it after a restart.
    Scenario scenario = new Scenario().maxSeries(3);
    storage().write(scenario.part(trace(1), ofAgent("emptied")).batch(1));
    storage().write(scenario.part(trace(1)).batch(2));
    storage().write(scenario.part(trace(2), ofAgent("b"), ofAgent("a")).batch(3));
    ChatEvent late = ofAgent("late");
    ChatEvent later = ofAgent("later");
    storage().write(scenario.part(trace(3), late).part(trace(4), later).batch(4));
    assertThat(turns("late")).isZero();
    assertThat(turnsOf(TotalsKey.OTHER)).isEqualTo(2);
    assertThat(turns("a")).isEqualTo(1);
    assertThat(reader().totals()).hasSize(3);

    if (survivesReopening()) {
      reopened();
    }
    storage().write(scenario.part(trace(3)).part(trace(5), ofAgent("latest")).batch(5));
    storage().write(scenario.part(trace(6), ofAgent("emptied")).batch(6));
    assertThat(turnsOf(TotalsKey.OTHER)).as("later, latest").isEqualTo(2);
    assertThat(turns("late")).isZero();
    assertThat(turns("latest")).isZero();
    assertThat(turns("emptied")).isEqualTo(1);
  }

  @Test
  default void lastingSeries_comeInTheOrderOfTheirAdmission() {
    Scenario scenario = new Scenario();
    for (int i = 0; i < 200; i++) {
      String agent = "agent-" + (i * 7919) % 200;
      storage().write(scenario.part(trace(i), ofAgent(agent), ofAgent("z" + agent)).batch(i + 1));
    }
    List<TotalsKey> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String agent = "agent-" + (i * 7919) % 200;
      expected.add(TotalsKey.of(ofAgent(agent)));
      expected.add(TotalsKey.of(ofAgent("z" + agent)));
    }
    assertThat(reader().lastingSeries()).isEqualTo(expected);

    storage().deleteBefore(at(1000));
    if (survivesReopening()) {
      reopened();
    }
    scenario.deleteBefore(at(1000));
    storage().write(scenario.part(trace(1000), ofAgent("agent-0"), ofAgent("next")).batch(1000));
    expected.add(TotalsKey.of(ofAgent("next")));
    assertThat(reader().lastingSeries()).isEqualTo(expected);
  }

  @Test
  default void counterShifts_addUpBySeries_apartFromTheTotals() {
    ChatEvent turn = ofAgent("planner");
    TotalsKey planner = TotalsKey.of(turn);
    Totals one = fold(List.of(turn)).getOrDefault(planner, new Totals());
    Totals less = new Totals();
    less.subtract(one);
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .part(trace(1), turn)
                .shift(planner, one)
                .shift(TotalsKey.OTHER, less)
                .batch(1));
    storage().write(scenario.shift(planner, one).batch(2));
    storage().deleteBefore(at(1000));
    if (survivesReopening()) {
      reopened();
    }

    Totals two = new Totals();
    two.add(one);
    two.add(one);
    assertThat(reader().totals()).isEqualTo(Map.of(planner, one));
    assertThat(reader().counterShifts()).isEqualTo(Map.of(planner, two, TotalsKey.OTHER, less));

    scenario.deleteBefore(at(1000));
    storage().write(scenario.shift(TotalsKey.OTHER, one).batch(3));
    assertThat(reader().counterShifts()).isEqualTo(Map.of(planner, two));
  }

  @Test
  default void absurdSums_stopAtTheBoundOfALong() {
    Scenario scenario = new Scenario();
    for (int i = 0; i < 3; i++) {
      ChatEvent absurd =
          new ChatEvent.UsageDelta(
              Samples.context("u" + i, CHAT, at(i)),
              "planner",
              "gpt-4o",
              TokenUsage.of(Long.MAX_VALUE - 1, 7),
              Cost.reported(Long.MAX_VALUE),
              false);
      storage().write(scenario.part(trace(i), absurd).batch(i + 1));
    }
    Tally sum = new Tally();
    reader().totals().values().forEach(totals -> sum.add(totals.tally()));
    assertThat(sum.promptTokens()).isEqualTo(Long.MAX_VALUE);
    assertThat(sum.completionTokens()).isEqualTo(21);
    assertThat(sum.costUsd()).isEqualTo(Usd.MAX.multiply(BigDecimal.valueOf(3)));

    SeriesQuery query =
        new SeriesQuery(at(-10), at(1_000), Duration.ofHours(1), List.of(), Map.of());
    assertThat(reader().series(query)).extracting(SeriesPoint::tally).containsExactly(sum);
  }

  private static ChatEvent ofAgent(String agent) {
    return turn("turn of " + agent, CHAT, at(0), agent, seconds(1));
  }

  private long turns(String agent) {
    return turnsOf(TotalsKey.of(ofAgent(agent)));
  }

  private long turnsOf(TotalsKey key) {
    return reader().totals().getOrDefault(key, new Totals()).tally().agentTurns();
  }
}
