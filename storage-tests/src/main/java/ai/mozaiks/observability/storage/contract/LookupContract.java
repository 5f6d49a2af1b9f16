// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.origin;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.PartInfo;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Parts, spans, origins and events by their ids.
interface LookupContract extends StorageUnderTest {
  @Test
  default void emptyStore_knowsNothing() {
    StorageReader reader = reader();
    List<PartInfo> parts = new ArrayList<>();
    reader.forEachPart(parts::add);
    assertThat(parts).isEmpty();
    assertThat(reader.parts(List.of(trace(1)))).isEmpty();
    assertThat(reader.spans(List.of(trace(1)))).isEmpty();
    assertThat(reader.origins(List.of(1L))).isEmpty();
    assertThat(reader.eventsOfParts(List.of(trace(1)))).isEmpty();
    assertThat(reader.chat(CHAT)).isEmpty();
    assertThat(reader.events(CHAT, 10)).isEmpty();
    assertThat(storage().appliedSequence()).isZero();
    assertThat(storage().stats().events()).isZero();
  }

  @Test
  default void unknownIdsAmongKnown_areAbsent() {
    storage()
        .write(
            new Scenario()
                .origins(origin(7))
                .spans(span(trace(1), 1, at(0)))
                .part(trace(1), turn("a", CHAT, at(0)))
                .batch(1));
    List<PartId> asked = List.of(trace(1), trace(2), PartId.ofDirectEvents(CHAT));
    assertThat(reader().parts(asked)).containsOnlyKeys(trace(1));
    assertThat(reader().spans(asked)).containsOnlyKeys(trace(1));
    assertThat(reader().eventsOfParts(asked)).containsOnlyKeys(trace(1));
    assertThat(reader().origins(List.of(7L, 8L))).containsOnlyKeys(7L);
    assertThat(reader().chat(new ChatKey("shop", "chat-2"))).isEmpty();
    assertThat(reader().chat(new ChatKey("other", "chat-1"))).isEmpty();
  }

  @Test
  default void askingForNothing_givesNothing() {
    assertThat(reader().parts(List.of())).isEmpty();
    assertThat(reader().spans(List.of())).isEmpty();
    assertThat(reader().eventsOfParts(List.of())).isEmpty();
    assertThat(reader().origins(List.of())).isEmpty();
  }

  @Test
  default void span_comesBackWhole() {
    byte[] body = new byte[3000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    StoredSpan span =
        new StoredSpan(trace(5), -1, Long.MIN_VALUE, Samples.AWKWARD, 0, -5, 5, 2, -7, body);
    storage().write(new Scenario().spans(span).part(trace(5)).batch(1));
    StoredSpan stored = spansOf(trace(5)).getFirst();
    assertThat(stored).usingRecursiveComparison().isEqualTo(span);
  }

  @Test
  default void emptyBody_isKept() {
    StoredSpan span = new StoredSpan(trace(5), 1, 0, "", 1, 2, 0, 0, 0, new byte[0]);
    storage().write(new Scenario().spans(span).part(trace(5)).batch(1));
    assertThat(spansOf(trace(5)).getFirst().body()).isEmpty();
  }

  @Test
  default void spans_areOrderedByStartThenUnsignedId() {
    storage()
        .write(
            new Scenario()
                .spans(
                    span(trace(1), -1, at(1)),
                    span(trace(1), 2, at(1)),
                    span(trace(1), 9, at(0)),
                    span(trace(2), 4, at(0)))
                .part(trace(1))
                .part(trace(2))
                .batch(1));
    assertThat(spansOf(trace(1))).extracting(StoredSpan::spanId).containsExactly(9L, 2L, -1L);
  }

  @Test
  default void spansThatShareHalfATraceId_areKeptApart() {
    PartId one = PartId.ofTrace(5, 1);
    PartId two = PartId.ofTrace(5, 2);
    storage()
        .write(
            new Scenario()
                .spans(span(one, 1, at(0)), span(two, 2, at(0)))
                .part(one)
                .part(two)
                .batch(1));
    assertThat(spansOf(one)).hasSize(1);
    assertThat(reader().spans(List.of(one))).doesNotContainKey(two);
  }

  @Test
  default void directPart_isNoTraceWithTheSameNumbers() {
    PartId direct = new PartId(true, 5, 6);
    PartId trace = new PartId(false, 5, 6);
    Scenario scenario = new Scenario();
    storage().write(scenario.part(direct, turn("a", CHAT, at(0))).batch(1));
    storage().write(scenario.part(trace, turn("b", new ChatKey("shop", "other"), at(1))).batch(2));
    storage().write(scenario.part(trace).batch(3));
    assertThat(reader().eventsOfParts(List.of(direct, trace))).containsOnlyKeys(direct);
    assertThat(reader().parts(List.of(direct, trace))).containsOnlyKeys(direct, trace);
  }

  @Test
  default void lateSpansOfAnOldTrace_areFoundWithTheFirst() {
    Scenario scenario = new Scenario();
    storage().write(scenario.spans(span(trace(1), 1, at(0))).part(trace(1)).batch(1));
    storage().write(scenario.spans(span(trace(2), 2, at(90_000))).part(trace(2)).batch(2));
    storage().write(scenario.spans(span(trace(1), 3, at(-90_000))).part(trace(1)).batch(3));
    storage().write(scenario.spans(span(trace(1), 4, at(180_000))).part(trace(1)).batch(4));
    assertThat(spansOf(trace(1))).extracting(StoredSpan::spanId).containsExactly(3L, 1L, 4L);
  }

  @Test
  default void spanThatEndsBeforeItStarts_isFound() {
    long start = Nanos.of(at(100));
    StoredSpan span = new StoredSpan(trace(1), 1, 0, "x", start, start - 50, 0, 0, 0, new byte[1]);
    storage().write(new Scenario().spans(span).part(trace(1)).batch(1));
    assertThat(reader().spans(List.of(trace(1)))).containsKey(trace(1));
  }

  @Test
  default void manyTraces_areFoundInOneQuestion() {
    Scenario scenario = new Scenario();
    List<PartId> traces = LongStream.rangeClosed(1, 5000).mapToObj(Samples::trace).toList();
    for (PartId trace : traces) {
      scenario
          .spans(span(trace, 1, at((double) trace.low())))
          .part(trace, turn("a", CHAT, at((double) trace.low())));
    }
    storage().write(scenario.batch(1));
    assertThat(reader().spans(traces)).hasSize(5000);
    assertThat(reader().parts(traces)).hasSize(5000);
    assertThat(reader().eventsOfParts(traces)).hasSize(5000);
  }

  @Test
  default void forEachPart_givesEveryPartOnce() {
    Scenario scenario = new Scenario();
    PartId direct = PartId.ofDirectEvents(CHAT);
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).part(direct).batch(1));
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(2));
    List<PartId> parts = new ArrayList<>();
    reader().forEachPart(part -> parts.add(part.part()));
    assertThat(parts).containsExactlyInAnyOrder(trace(1), direct);
  }

  @Test
  default void events_areOrderedByStartThenIdAndLimited() {
    storage()
        .write(
            new Scenario()
                .part(trace(1), turn("b", CHAT, at(1)), turn("\uFB01", CHAT, at(0)))
                .part(trace(2), turn("a", CHAT, at(1)), turn("🤖", CHAT, at(0)))
                .batch(1));
    assertThat(reader().events(CHAT, 3))
        .extracting(ChatEvent::id)
        .containsExactly("\uFB01", "🤖", "a");
    assertThatThrownBy(() -> reader().events(CHAT, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit: 0");
  }

  @Test
  default void lateEvents_takeTheirPlaceInOrder() {
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), turn("late", CHAT, at(50))).batch(1));
    storage().write(scenario.part(trace(2), turn("early", CHAT, at(-50_000))).batch(2));
    assertThat(reader().events(CHAT, 10))
        .extracting(ChatEvent::id)
        .containsExactly("early", "late");
  }

  @Test
  default void forEachEvent_leavesOutTheExceptedParts() {
    ChatEvent kept = turn("kept", CHAT, at(1));
    storage()
        .write(
            new Scenario()
                .part(trace(1), turn("a", CHAT, at(0)))
                .part(trace(2), kept)
                .part(trace(3), turn("c", new ChatKey("shop", "other"), at(1)))
                .batch(1));
    List<ChatEvent> seen = new ArrayList<>();
    reader().forEachEvent(CHAT, List.of(trace(1), trace(9)), seen::add);
    assertThat(seen).containsExactly(kept);
  }

  @Test
  default void forEachEvent_withoutExceptionsGivesAll() {
    storage()
        .write(
            new Scenario()
                .part(trace(1), turn("a", CHAT, at(0)))
                .part(trace(2), turn("b", CHAT, at(1)))
                .batch(1));
    List<ChatEvent> seen = new ArrayList<>();
    reader().forEachEvent(CHAT, List.of(), seen::add);
    assertThat(seen).extracting(ChatEvent::id).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  default void forEachEvent_ofARangeOfTime_givesThoseThatBeganInIt_inOrder() {
    storage()
        .write(
            new Scenario()
                .part(trace(1), turn("b", CHAT, at(90_000)), turn("too late", CHAT, at(200_000)))
                .part(
                    trace(2),
                    turn("a", new ChatKey("shop", "other"), at(0)),
                    turn("c", new ChatKey("shop", "other"), at(90_000)),
                    turn("too early", new ChatKey("shop", "other"), at(-1)))
                .batch(1));
    List<String> seen = new ArrayList<>();
    reader()
        .forEachEvent(at(0), at(200_000), () -> seen.add("begun"), event -> seen.add(event.id()));
    assertThat(seen).containsExactly("begun", "a", "b", "c");
  }

  @Test
  default void forEachEvent_ofARangeOfTime_givesNothingThatWasWrittenAfterItBegan() {
    storage().write(new Scenario().part(trace(1), turn("a", CHAT, at(0))).batch(1));
    List<String> seen = new ArrayList<>();
    reader()
        .forEachEvent(
            at(-1),
            at(100),
            () ->
                storage()
                    .write(
                        new Scenario()
                            .part(trace(2), turn("b", new ChatKey("shop", "other"), at(1)))
                            .batch(2)),
            event -> seen.add(event.id()));
    assertThat(seen).containsExactly("a");
    reader().forEachEvent(at(-1), at(100), () -> {}, event -> seen.add(event.id()));
    assertThat(seen).as("the second time").containsExactly("a", "a", "b");
  }

  @Test
  default void forEachEvent_ofARangeWithoutAny_givesNone() {
    storage().write(new Scenario().part(trace(1), turn("a", CHAT, at(0))).batch(1));
    List<String> seen = new ArrayList<>();
    reader()
        .forEachEvent(at(1), Instant.MAX, () -> seen.add("begun"), event -> seen.add(event.id()));
    assertThat(seen).containsExactly("begun");
  }

  @Test
  default void forEachEventNewestFirst_givesTheSame_theOtherWayRound() {
    ChatKey other = new ChatKey("shop", "other");
    Instant aYearLater = at(0).plus(Duration.ofDays(365));
    storage()
        .write(
            new Scenario()
                .part(trace(1), turn("b", CHAT, at(90_000)), turn("too late", CHAT, aYearLater))
                .part(
                    trace(2),
                    turn("a", other, at(0)),
                    turn("c", other, at(90_000)),
                    turn("d", other, aYearLater.minusNanos(1)),
                    turn("too early", other, at(-1)))
                .batch(1));
    List<String> seen = new ArrayList<>();
    reader()
        .forEachEventNewestFirst(
            at(0), aYearLater, () -> seen.add("begun"), event -> seen.add(event.id()));
    assertThat(seen).containsExactly("begun", "d", "c", "b", "a");
  }

  @Test
  default void forEachEventNewestFirst_givesNothingThatWasWrittenAfterItBegan() {
    storage().write(new Scenario().part(trace(1), turn("a", CHAT, at(0))).batch(1));
    List<String> seen = new ArrayList<>();
    reader()
        .forEachEventNewestFirst(
            at(-1),
            Instant.MAX,
            () ->
                storage()
                    .write(
                        new Scenario()
                            .part(trace(2), turn("b", new ChatKey("shop", "other"), at(1)))
                            .batch(2)),
            event -> seen.add(event.id()));
    assertThat(seen).containsExactly("a");
  }

  @Test
  default void forEachEventNewestFirst_ofARangeWithoutAny_givesNone() {
    storage().write(new Scenario().part(trace(1), turn("a", CHAT, at(0))).batch(1));
    List<String> seen = new ArrayList<>();
    reader()
        .forEachEventNewestFirst(
            at(1), Instant.MAX, () -> seen.add("begun"), event -> seen.add(event.id()));
    assertThat(seen).containsExactly("begun");
  }

  @Test
  default void knownOrigin_mayBeRepeated() {
    Scenario scenario = new Scenario();
    storage().write(scenario.origins(origin(7), origin(-8)).batch(1));
    storage().write(scenario.origins(origin(7)).batch(2));
    assertThat(reader().origins(List.of(7L, -8L))).containsOnlyKeys(7L, -8L);
    assertThat(reader().origins(List.of(7L)))
        .hasEntrySatisfying(7L, stored -> assertThat(stored.body()).isEqualTo(origin(7).body()));
  }
}
