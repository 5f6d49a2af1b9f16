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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.PercentileQuery;
import ai.mozaiks.observability.storage.PercentileQuery.Measure;
import ai.mozaiks.observability.storage.Percentiles;
import ai.mozaiks.observability.storage.QueryLimitException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Exact percentiles.
interface PercentileContract extends StorageUnderTest {
  private void store(ChatEvent... events) {
    storage().write(new Scenario().part(trace(1), events).batch(1));
  }

  private List<Percentiles> ask(Measure measure, List<Dimension> groupBy, Double... quantiles) {
    return reader()
        .percentiles(
            new PercentileQuery(measure, at(0), at(60), groupBy, Map.of(), List.of(quantiles)));
  }

  @Test
  default void emptyStore_hasNoPercentiles() {
    assertThat(ask(Measure.TURN_DURATION, List.of(), 0.5)).isEmpty();
  }

  @Test
  default void valuesBetweenRanks_areInterpolated() {
    Scenario scenario = new Scenario();
    for (double length : new double[] {4, 1, 3, 2}) {
      String id = "turn " + length;
      storage()
          .write(
              scenario
                  .part(trace((long) length), turn(id, CHAT, at(length), "a", seconds(length)))
                  .batch(0));
    }
    assertThat(ask(Measure.TURN_DURATION, List.of(), 0.0, 0.5, 0.95, 1.0))
        .containsExactly(
            new Percentiles(
                List.of(), 4, List.of(seconds(1), seconds(2.5), seconds(3.85), seconds(4))));
  }

  @Test
  default void oneSample_isEveryPercentile() {
    store(turn("a", CHAT, at(0), "a", seconds(1.123456789)));
    assertThat(ask(Measure.TURN_DURATION, List.of(), 0.01, 0.99))
        .extracting(Percentiles::values)
        .containsExactly(List.of(seconds(1.123456789), seconds(1.123456789)));
  }

  @Test
  default void eachMeasure_timesItsOwnEvents() {
    ChatEvent tool =
        new ChatEvent.ToolCall(
            Samples.context("t", CHAT, at(3)), null, "search", null, null, seconds(4), null);
    store(turn("a", CHAT, at(1)), call("b", CHAT, at(2), "m", 1), tool);
    assertThat(ask(Measure.TURN_DURATION, List.of(), 0.5))
        .containsExactly(new Percentiles(List.of(), 1, List.of(seconds(1))));
    assertThat(ask(Measure.LLM_CALL_DURATION, List.of(), 0.5))
        .containsExactly(new Percentiles(List.of(), 1, List.of(seconds(2))));
    assertThat(ask(Measure.TIME_TO_FIRST_TOKEN, List.of(), 0.5))
        .containsExactly(new Percentiles(List.of(), 1, List.of(seconds(0.3))));
    assertThat(ask(Measure.TOOL_CALL_DURATION, List.of(), 0.5))
        .containsExactly(new Percentiles(List.of(), 1, List.of(seconds(4))));
  }

  @Test
  default void callsWithoutFirstToken_areNoSamples() {
    store(Samples.everyKind(CHAT).toArray(ChatEvent[]::new));
    assertThat(ask(Measure.TIME_TO_FIRST_TOKEN, List.of(), 0.5))
        .extracting(Percentiles::samples)
        .containsExactly(1L);
  }

  @Test
  default void groupsWithoutSamples_areAbsentAndTheRestOrdered() {
    store(
        turn("a", CHAT, at(1), "writer", seconds(1)),
        turn("b", CHAT, at(2), "planner", seconds(2)),
        call("c", CHAT, at(3), "m", 1));
    assertThat(ask(Measure.TURN_DURATION, List.of(Dimension.AGENT, Dimension.APP), 0.5))
        .extracting(Percentiles::group)
        .containsExactly(List.of("planner", "shop"), List.of("writer", "shop"));
  }

  @Test
  default void rangeAndFilters_limitTheSamples() {
    store(
        turn("a", CHAT, at(-1), "x", seconds(9)),
        turn("b", CHAT, at(0), "x", seconds(1)),
        turn("c", CHAT, at(59), "y", seconds(2)),
        turn("d", CHAT, at(60), "x", seconds(9)));
    PercentileQuery query =
        new PercentileQuery(
            Measure.TURN_DURATION,
            at(0),
            at(60),
            List.of(),
            Map.of(Dimension.AGENT, "x"),
            List.of(1.0));
    assertThat(reader().percentiles(query))
        .containsExactly(new Percentiles(List.of(), 1, List.of(Duration.ofSeconds(1))));
  }

  @Test
  default void aStep_keepsBucketsApart() {
    Scenario scenario = new Scenario();
    double[][] turns = {{0, 1}, {9.5, 3}, {10, 5}, {31, 7}, {-0.5, 9}};
    for (int i = 0; i < turns.length; i++) {
      ChatEvent turn = turn("turn " + i, CHAT, at(turns[i][0]), "x", seconds(turns[i][1]));
      scenario.part(trace(i + 1), turn);
    }
    storage().write(scenario.batch(1));

    PercentileQuery query =
        new PercentileQuery(
            Measure.TURN_DURATION,
            at(-60),
            at(60),
            List.of(Dimension.AGENT),
            Map.of(),
            List.of(0.5),
            Duration.ofSeconds(10),
            100);

    assertThat(reader().percentiles(query))
        .containsExactly(
            new Percentiles(at(-10), List.of("x"), 1, List.of(seconds(9))),
            new Percentiles(at(0), List.of("x"), 2, List.of(seconds(2))),
            new Percentiles(at(10), List.of("x"), 1, List.of(seconds(5))),
            new Percentiles(at(30), List.of("x"), 1, List.of(seconds(7))));
  }

  @Test
  default void moreGroupsThanAllowed_areRefused() {
    storage()
        .write(
            new Scenario()
                .part(
                    trace(1),
                    turn("a", CHAT, at(0), "ann", seconds(1)),
                    turn("b", CHAT, at(0), "bob", seconds(1)))
                .batch(1));
    assertThat(reader().percentiles(byAgent(2))).hasSize(2);
    assertThatThrownBy(() -> reader().percentiles(byAgent(1)))
        .isInstanceOf(QueryLimitException.class)
        .hasMessageContaining("groups: more than 1");
  }

  private static PercentileQuery byAgent(int maxGroups) {
    return new PercentileQuery(
        Measure.TURN_DURATION,
        at(0),
        at(60),
        List.of(Dimension.AGENT),
        Map.of(),
        List.of(0.5),
        null,
        maxGroups);
  }
}
