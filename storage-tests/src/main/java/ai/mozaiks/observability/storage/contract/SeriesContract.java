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
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.QueryLimitException;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Sums over time.
interface SeriesContract extends StorageUnderTest {
  private void store(ChatEvent... events) {
    storage().write(new Scenario().part(trace(1), events).batch(1));
  }

  private List<SeriesPoint> series(
      Duration step, List<Dimension> groupBy, Map<Dimension, String> filters) {
    return reader().series(new SeriesQuery(at(-3600), at(3600), step, groupBy, filters));
  }

  private List<SeriesPoint> byMinute() {
    return series(Duration.ofMinutes(1), List.of(), Map.of());
  }

  private static Tally tallyOf(ChatEvent... events) {
    Tally tally = new Tally();
    for (ChatEvent event : events) {
      tally.add(event);
    }
    return tally;
  }

  @Test
  default void emptyStore_hasNoPoints() {
    assertThat(byMinute()).isEmpty();
  }

  @Test
  default void buckets_startAtMultiplesOfTheStep() {
    store(
        turn("a", CHAT, at(0)),
        turn("b", CHAT, at(59.999999999)),
        turn("c", CHAT, at(60)),
        turn("d", CHAT, at(-0.000000001)));
    assertThat(byMinute()).extracting(SeriesPoint::bucket).containsExactly(at(-60), at(0), at(60));
    assertThat(byMinute().get(1).tally().agentTurns()).isEqualTo(2);
  }

  @Test
  default void oddStep_isAlignedTo1970NotToTheQuery() {
    store(turn("a", CHAT, Instant.ofEpochSecond(7_000_003)));
    SeriesQuery query =
        new SeriesQuery(
            Instant.ofEpochSecond(7_000_002),
            Instant.ofEpochSecond(7_000_010),
            Duration.ofSeconds(7),
            List.of(),
            Map.of());
    assertThat(reader().series(query))
        .extracting(SeriesPoint::bucket)
        .containsExactly(Instant.ofEpochSecond(7_000_000));
  }

  @Test
  default void eventBefore1970_fallsIntoTheBucketBefore() {
    store(turn("a", CHAT, Instant.ofEpochSecond(-1, 500_000_000)));
    SeriesQuery query =
        new SeriesQuery(
            Instant.ofEpochSecond(-600),
            Instant.ofEpochSecond(600),
            Duration.ofSeconds(60),
            List.of(),
            Map.of());
    assertThat(reader().series(query))
        .extracting(SeriesPoint::bucket)
        .containsExactly(Instant.ofEpochSecond(-60));
  }

  @Test
  default void from_isInclusiveAndToExclusive() {
    store(turn("a", CHAT, at(0)), turn("b", CHAT, at(60)), turn("c", CHAT, at(120)));
    SeriesQuery query =
        new SeriesQuery(at(60), at(120), Duration.ofSeconds(1), List.of(), Map.of());
    assertThat(reader().series(query)).extracting(SeriesPoint::bucket).containsExactly(at(60));
  }

  @Test
  default void hugeRange_isAnswered() {
    store(turn("a", CHAT, at(0)));
    SeriesQuery query =
        new SeriesQuery(
            Instant.MIN, Instant.MAX, Duration.ofDays(20_000_000_000L), List.of(), Map.of());
    assertThat(reader().series(query))
        .extracting(SeriesPoint::bucket)
        .containsExactly(Instant.EPOCH);
  }

  @Test
  default void everyKindOfEvent_countsAsTheTallyCountsIt() {
    List<ChatEvent> events = Samples.everyKind(CHAT);
    Tally expected = tallyOf(events.toArray(ChatEvent[]::new));
    store(events.toArray(ChatEvent[]::new));
    assertThat(byMinute()).extracting(SeriesPoint::tally).containsExactly(expected);
  }

  @Test
  default void groups_areKeptApartAndOrdered() {
    ChatEvent small = call("a", CHAT, at(0), "gpt-4o-mini", 10);
    ChatEvent big = call("b", CHAT, at(1), "gpt-4o", 100);
    ChatEvent more = call("c", CHAT, at(2), "gpt-4o", 7);
    ChatEvent turn = turn("d", CHAT, at(3));
    store(small, big, more, turn);
    assertThat(series(Duration.ofMinutes(1), List.of(Dimension.MODEL), Map.of()))
        .containsExactly(
            new SeriesPoint(at(0), List.of(""), tallyOf(turn)),
            new SeriesPoint(at(0), List.of("gpt-4o"), tallyOf(big, more)),
            new SeriesPoint(at(0), List.of("gpt-4o-mini"), tallyOf(small)));
  }

  @Test
  default void everyDimension_groupsInTheAskedOrder() {
    ChatEvent call =
        Samples.everyKind(CHAT).stream()
            .filter(e -> e.id().startsWith("call"))
            .findFirst()
            .orElseThrow();
    ChatEvent tool =
        Samples.everyKind(CHAT).stream()
            .filter(e -> e.id().startsWith("tool"))
            .findFirst()
            .orElseThrow();
    store(call, tool);
    List<Dimension> all = List.of(Dimension.values()).reversed();
    assertThat(series(Duration.ofMinutes(1), all, Map.of()))
        .extracting(SeriesPoint::group)
        .containsExactlyInAnyOrder(
            all.stream().map(dimension -> dimension.of(call)).toList(),
            all.stream().map(dimension -> dimension.of(tool)).toList());
  }

  @Test
  default void filters_matchExactlyAndTheEmptyTextMeansUnknown() {
    ChatEvent turn = turn("a", CHAT, at(0));
    ChatEvent call = call("b", CHAT, at(1), "gpt-4o", 100);
    ChatEvent elsewhere = call("c", new ChatKey("other", "x"), at(1), "gpt-4o", 100);
    store(turn, call, elsewhere);
    Duration step = Duration.ofMinutes(1);
    assertThat(series(step, List.of(), Map.of(Dimension.MODEL, "")))
        .extracting(SeriesPoint::tally)
        .containsExactly(tallyOf(turn));
    assertThat(series(step, List.of(), Map.of(Dimension.MODEL, "gpt-4o", Dimension.APP, "shop")))
        .extracting(SeriesPoint::tally)
        .containsExactly(tallyOf(call));
    assertThat(series(step, List.of(), Map.of(Dimension.MODEL, "gpt-4o' OR '1'='1"))).isEmpty();
  }

  @Test
  default void costsBeyondOneLong_areExact() {
    ChatEvent.LlmCall call = (ChatEvent.LlmCall) call("a", CHAT, at(0), "m", 3);
    ChatEvent[] events = new ChatEvent[5];
    for (int i = 0; i < events.length; i++) {
      events[i] =
          new ChatEvent.UsageDelta(
              Samples.context("d" + i, CHAT, at(i)),
              null,
              "m",
              call.usage(),
              Cost.reported(Long.MAX_VALUE - i),
              false);
    }
    store(events);
    assertThat(byMinute()).extracting(SeriesPoint::tally).containsExactly(tallyOf(events));
  }

  @Test
  default void morePointsThanAllowed_areRefused() {
    storage()
        .write(
            new Scenario()
                .part(
                    trace(1),
                    turn("a", CHAT, at(0), "ann", seconds(1)),
                    turn("b", CHAT, at(0), "bob", seconds(1)),
                    turn("c", CHAT, at(60), "ann", seconds(1)))
                .batch(1));
    List<Dimension> byAgent = List.of(Dimension.AGENT);
    assertThat(reader().series(bounded(byAgent, 3))).hasSize(3);
    assertThatThrownBy(() -> reader().series(bounded(byAgent, 2)))
        .isInstanceOf(QueryLimitException.class)
        .hasMessageContaining("points: more than 2")
        .hasMessageContaining("a longer step")
        .extracting(e -> ((QueryLimitException) e).limit())
        .isEqualTo(QueryLimitException.Limit.SIZE);
    assertThat(reader().series(bounded(List.of(), 2))).hasSize(2);
  }

  private static SeriesQuery bounded(List<Dimension> groupBy, int maxPoints) {
    return new SeriesQuery(at(0), at(120), Duration.ofSeconds(60), groupBy, Map.of(), maxPoints);
  }
}
