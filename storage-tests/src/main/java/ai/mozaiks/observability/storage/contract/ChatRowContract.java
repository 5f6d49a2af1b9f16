// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.context;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static ai.mozaiks.observability.storage.contract.Samples.turnOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ChatRows;
import ai.mozaiks.observability.storage.EventRow;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.SpanOfChat;
import ai.mozaiks.observability.storage.SpanRow;
import ai.mozaiks.observability.storage.StoredSpan;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// One chat, row by row.
interface ChatRowContract extends StorageUnderTest {
  ChatKey OTHER = new ChatKey("shop", "other");

  @Test
  default void rowsOfAnUnknownChat_areNone() {
    storage().write(new Scenario().part(trace(1), turn("a", OTHER, at(0))).batch(1));
    assertThat(reader().rows(CHAT, 10)).isEqualTo(ChatRows.NONE);
    assertThat(reader().span(CHAT, trace(1), 1)).isEmpty();
    assertThat(reader().directEvent(CHAT, "a")).isEmpty();
    assertThatThrownBy(() -> reader().rows(CHAT, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit: 0");
  }

  @Test
  default void rows_areTheSpansOfTheTraces_withTheEventsOfAllTheirChats() {
    StoredSpan outer = span(trace(1), 1, at(0), "outer");
    StoredSpan inner = span(trace(1), 2, at(1), "inner");
    storage()
        .write(
            new Scenario()
                .spans(inner, outer, span(trace(2), 3, at(0)))
                .part(trace(1), turnOf(outer, CHAT, "planner"), turnOf(inner, OTHER, "writer"))
                .part(trace(2), turnOf(span(trace(2), 3, at(0)), OTHER, "writer"))
                .batch(1));
    ChatRows rows = reader().rows(CHAT, 10);
    assertThat(rows.spans())
        .containsExactly(
            new SpanRow(
                trace(1), 1, 0, "outer", outer.startNanos(), outer.endNanos(), outer.statusCode()),
            new SpanRow(
                trace(1), 2, 0, "inner", inner.startNanos(), inner.endNanos(), inner.statusCode()));
    assertThat(rows.events())
        .extracting(EventRow::chat, EventRow::spanId, EventRow::agent, EventRow::id)
        .containsExactlyInAnyOrder(
            tuple(CHAT, 1L, "planner", null), tuple(OTHER, 2L, "writer", null));
    assertThat(rows.direct()).isEmpty();
    assertThat(rows.total()).isEqualTo(2);
  }

  @Test
  default void rows_haveTheSpansOfAttachedTraces() {
    ChatEvent attached =
        new ChatEvent.TraceAttached(context("attached", CHAT, at(0)), trace(7).hex());
    ChatEvent noTrace = new ChatEvent.TraceAttached(context("none", CHAT, at(1)), "no trace id");
    storage()
        .write(
            new Scenario()
                .spans(span(trace(7), 5, at(90)), span(trace(8), 6, at(90)))
                .part(trace(7))
                .part(trace(8))
                .part(PartId.ofDirectEvents(CHAT), attached, noTrace)
                .batch(1));
    ChatRows rows = reader().rows(CHAT, 10);
    assertThat(rows.spans()).extracting(SpanRow::spanId).containsExactly(5L);
    assertThat(rows.events()).isEmpty();
    assertThat(rows.direct()).extracting(EventRow::id).containsExactly("attached", "none");
    assertThat(rows.total()).isEqualTo(3);
    assertThat(reader().span(CHAT, trace(7), 5)).isPresent();
    assertThat(reader().span(CHAT, trace(8), 6)).as("of a trace of nobody").isEmpty();
  }

  @Test
  default void directEvents_tellWhatAWaterfallNeeds() {
    PartId part = PartId.ofDirectEvents(CHAT);
    storage()
        .write(
            new Scenario().part(part, Samples.everyKind(CHAT).toArray(ChatEvent[]::new)).batch(1));
    Map<String, EventRow> byId =
        reader().rows(CHAT, 100).direct().stream()
            .collect(Collectors.toMap(row -> String.valueOf(row.id()), Function.identity()));
    assertThat(byId).hasSize(Samples.everyKind(CHAT).size());
    assertThat(byId.get("bare call"))
        .isEqualTo(
            new EventRow(
                part,
                "bare call",
                CHAT,
                EventRow.Kind.LLM_CALL,
                false,
                Nanos.of(at(0)),
                0,
                0L,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                false,
                false));
    assertThat(byId.get("call " + Samples.AWKWARD))
        .isEqualTo(
            new EventRow(
                part,
                "call " + Samples.AWKWARD,
                CHAT,
                EventRow.Kind.LLM_CALL,
                false,
                Nanos.of(at(1)),
                0x00f067aa0ba902b7L,
                1_234_567_891L,
                "planner",
                "gpt-4o-2024-08-06",
                null,
                true,
                1L << 40,
                20L,
                123_456_789_012_345L,
                true,
                true));
    EventRow superseded = byId.get("superseded " + Samples.AWKWARD);
    assertThat(superseded)
        .extracting(EventRow::kind, EventRow::superseded, EventRow::model, EventRow::costPicoUsd)
        .containsExactly(EventRow.Kind.USAGE_DELTA, true, "gpt-4o", null);
    assertThat(byId.get("tool " + Samples.AWKWARD))
        .extracting(EventRow::kind, EventRow::tool)
        .containsExactly(EventRow.Kind.TOOL_CALL, "search");
    assertThat(byId.get("end FAILED"))
        .extracting(EventRow::kind, EventRow::failed, EventRow::durationNanos)
        .containsExactly(EventRow.Kind.WORKFLOW_ENDED, true, null);
    assertThat(byId.get("end COMPLETED")).extracting(EventRow::failed).isEqualTo(false);
  }

  @Test
  default void rowsBeyondTheLimit_areCounted_andTheEarliestGiven() {
    StoredSpan first = span(trace(1), -1, at(0));
    StoredSpan second = span(trace(2), 2, at(1));
    StoredSpan third = span(trace(1), 3, at(2));
    storage()
        .write(
            new Scenario()
                .spans(third, first, second)
                .part(trace(1), turnOf(first, CHAT, "a"), turnOf(third, CHAT, "c"))
                .part(trace(2), turnOf(second, CHAT, "b"))
                .part(
                    PartId.ofDirectEvents(CHAT),
                    turn("z", CHAT, at(5)),
                    turn("y", CHAT, at(5)),
                    turn("x", CHAT, at(4)))
                .batch(1));
    ChatRows rows = reader().rows(CHAT, 2);
    assertThat(rows.spans()).extracting(SpanRow::spanId).containsExactly(-1L, 2L);
    assertThat(rows.events()).extracting(EventRow::agent).containsExactlyInAnyOrder("a", "b");
    assertThat(rows.direct()).extracting(EventRow::id).containsExactly("x", "y");
    assertThat(rows.total()).isEqualTo(6);
    assertThat(reader().rows(CHAT, 3).spans()).hasSize(3);
  }

  @Test
  default void rowsOfTracesThatShareHalvesOfTheirIds_areKeptApart() {
    PartId mine = PartId.ofTrace(0, 1);
    PartId alsoMine = PartId.ofTrace(1, 2);
    PartId foreign = PartId.ofTrace(0, 2);
    StoredSpan one = span(mine, 1, at(0));
    StoredSpan two = span(alsoMine, 2, at(0));
    StoredSpan three = span(foreign, 3, at(0));
    storage()
        .write(
            new Scenario()
                .spans(one, two, three)
                .part(mine, turnOf(one, CHAT, "a"))
                .part(alsoMine, turnOf(two, CHAT, "b"))
                .part(foreign, turnOf(three, OTHER, "c"))
                .batch(1));
    ChatRows rows = reader().rows(CHAT, 10);
    assertThat(rows.spans()).extracting(SpanRow::spanId).containsExactly(1L, 2L);
    assertThat(rows.events()).extracting(EventRow::agent).containsExactlyInAnyOrder("a", "b");
    assertThat(rows.total()).isEqualTo(2);
  }

  @Test
  default void span_comesWithItsEventsAndTheSizeOfItsTrace() {
    StoredSpan turn = span(trace(1), 1, at(0));
    StoredSpan silent = span(trace(1), 2, at(1));
    ChatEvent event = turnOf(turn, CHAT, "planner");
    storage()
        .write(
            new Scenario()
                .spans(turn, silent, span(trace(2), 1, at(0)))
                .part(trace(1), event)
                .part(trace(2))
                .batch(1));
    SpanOfChat found = reader().span(CHAT, trace(1), 1).orElseThrow();
    assertThat(found.span()).usingRecursiveComparison().isEqualTo(turn);
    assertThat(found.events()).containsExactly(event);
    assertThat(found.spansOfTrace()).isEqualTo(2);
    assertThat(reader().span(CHAT, trace(1), 2).orElseThrow().events()).isEmpty();
    assertThat(reader().span(CHAT, trace(1), 3)).isEmpty();
    assertThat(reader().span(CHAT, trace(2), 1)).as("of another trace").isEmpty();
    assertThat(reader().span(OTHER, trace(1), 1)).as("of another chat").isEmpty();
  }

  @Test
  default void directEvent_isFoundByItsId_inItsChatAlone() {
    ChatEvent mine = turn("same id", CHAT, at(0));
    storage()
        .write(
            new Scenario()
                .part(PartId.ofDirectEvents(CHAT), mine)
                .part(PartId.ofDirectEvents(OTHER), turn("same id", OTHER, at(1)))
                .part(trace(1), turn("of a trace", CHAT, at(0)))
                .batch(1));
    assertThat(reader().directEvent(CHAT, "same id")).contains(mine);
    assertThat(reader().directEvent(CHAT, "no such id")).isEmpty();
    assertThat(reader().directEvent(CHAT, "of a trace")).isEmpty();
  }
}
