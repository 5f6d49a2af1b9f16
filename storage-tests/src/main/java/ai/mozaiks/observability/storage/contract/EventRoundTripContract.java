// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredChat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every event comes back exactly as it was stored.
interface EventRoundTripContract extends StorageUnderTest {
  @Test
  default void everyKindOfEvent_comesBackEqual() {
    List<ChatEvent> events = Samples.everyKind(CHAT);
    PartId part = PartId.ofDirectEvents(CHAT);
    storage().write(new Scenario().part(part, events.toArray(ChatEvent[]::new)).batch(1));
    assertThat(reader().eventsOfParts(List.of(part)).get(part))
        .containsExactlyInAnyOrderElementsOf(events);
    assertThat(reader().events(CHAT, 1000)).containsExactlyInAnyOrderElementsOf(events);
  }

  @Test
  default void summaryOfEveryKindOfEvent_comesBackEqual() {
    List<ChatEvent> events = Samples.everyKind(CHAT);
    var batch = new Scenario().part(trace(1), events.toArray(ChatEvent[]::new)).batch(1);
    storage().write(batch);
    assertThat(reader().chat(CHAT).map(StoredChat::summary)).contains(batch.chats().getFirst());
  }

  @Test
  default void summaryWithNothingKnown_comesBackEqual() {
    var batch =
        new Scenario()
            .part(trace(1), new ChatEvent.WorkflowStarted(Samples.context("a", CHAT, Samples.NOON)))
            .batch(1);
    storage().write(batch);
    assertThat(reader().chat(CHAT).map(StoredChat::summary)).contains(batch.chats().getFirst());
  }

  @Test
  default void awkwardChatKey_isFoundExactly() {
    ChatKey awkward = new ChatKey(Samples.AWKWARD, "chat '" + Samples.AWKWARD);
    storage().write(new Scenario().part(trace(1), turn("a", awkward, at(0))).batch(1));
    assertThat(reader().events(awkward, 10)).hasSize(1);
    assertThat(reader().chat(awkward)).isPresent();
    assertThat(reader().chatsById(awkward.chatId())).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  default void whatAnEventWasLent_staysToldFromWhatItSaid(ChatEvent.Lent lent) {
    ChatEvent event =
        new ChatEvent.WorkflowStarted(
            new ChatEvent.Context("a", CHAT, "order", "ann", at(0), null, lent));
    PartId part = PartId.ofDirectEvents(CHAT);
    storage().write(new Scenario().part(part, event).batch(1));
    assertThat(reader().eventsOfParts(List.of(part))).containsEntry(part, List.of(event));
    assertThat(reader().events(CHAT, 10)).containsExactly(event);
  }

  @Test
  default void unknownLengths_comeBackUnknown() {
    List<ChatEvent> events =
        List.of(
            new ChatEvent.AgentTurn(Samples.context("a", CHAT, at(0)), "planner", null, null),
            new ChatEvent.ToolCall(
                Samples.context("b", CHAT, at(1)), "planner", "search", null, null, null, null));
    storage().write(new Scenario().part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    assertThat(reader().events(CHAT, 10)).containsExactlyInAnyOrderElementsOf(events);
    assertThat(reader().chat(CHAT).orElseThrow().summary().lastTurnDuration()).isNull();
  }

  @Test
  default void longText_comesBackWhole() {
    String text = "Ünlimited 🤖 ".repeat(100_000);
    ChatEvent event =
        new ChatEvent.AgentTurn(
            Samples.context("a", CHAT, at(0)), "planner", Duration.ZERO, Failure.of("E", text));
    storage().write(new Scenario().part(trace(1), event).batch(1));
    assertThat(reader().events(CHAT, 1)).containsExactly(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "1677-09-21T00:12:43.145224192Z",
        "2026-03-01T12:00:00.123456789Z",
        "2262-04-11T23:47:16.854775807Z"
      })
  default void instantsUpToTheEdgesOfTheRange_comeBackEqual(Instant at) {
    ChatEvent event = new ChatEvent.WorkflowStarted(Samples.context("a", CHAT, at));
    var batch = new Scenario().part(trace(1), event).batch(1);
    storage().write(batch);
    assertThat(reader().events(CHAT, 10)).containsExactly(event);
    assertThat(reader().eventsOfParts(List.of(trace(1)))).containsEntry(trace(1), List.of(event));
    assertThat(reader().chat(CHAT).map(StoredChat::summary)).contains(batch.chats().getFirst());
    assertThat(info(trace(1)).firstNanos()).isEqualTo(Nanos.of(at));
  }
}
