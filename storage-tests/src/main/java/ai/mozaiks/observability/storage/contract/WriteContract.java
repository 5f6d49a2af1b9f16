// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.call;
import static ai.mozaiks.observability.storage.contract.Samples.origin;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartInfo;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredChat;
import ai.mozaiks.observability.storage.StoredSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Batches: once, whole, replaced and withdrawn.
interface WriteContract extends StorageUnderTest {
  @Test
  default void emptyBatch_movesTheAppliedSequence() {
    storage().write(new Scenario().batch(7));
    assertThat(storage().appliedSequence()).isEqualTo(7);
    assertThat(reader().totals()).isEmpty();
  }

  @Test
  default void emptyBatchWithoutSequence_changesNothing() {
    storage().write(new Scenario().batch(0));
    assertThat(storage().appliedSequence()).isZero();
  }

  @Test
  default void sameBatchAgain_isIgnored() {
    StorageBatch batch =
        new Scenario()
            .spans(span(trace(1), 1, at(0)))
            .part(trace(1), turn("a", CHAT, at(0)))
            .batch(3);
    storage().write(batch);
    storage().write(batch);
    assertThat(reader().events(CHAT, 10)).hasSize(1);
    assertThat(spansOf(trace(1))).hasSize(1);
    assertThat(storage().stats().spans()).isEqualTo(1);
  }

  @Test
  default void olderSequence_isIgnored() {
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(5));
    storage().write(scenario.part(trace(2), turn("b", CHAT, at(1))).batch(4));
    assertThat(reader().events(CHAT, 10)).hasSize(1);
    assertThat(storage().appliedSequence()).isEqualTo(5);
  }

  @Test
  default void sequenceZero_isAppliedAndKeepsTheSequence() {
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(5));
    storage().write(scenario.part(trace(2), turn("b", CHAT, at(1))).batch(0));
    assertThat(reader().events(CHAT, 10)).hasSize(2);
    assertThat(storage().appliedSequence()).isEqualTo(5);
  }

  @Test
  default void refusedBatch_leavesNothing() {
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(1));
    StorageBatch bad =
        scenario
            .origins(origin(9))
            .spans(span(trace(2), 2, at(0)))
            .part(trace(2), turn("b", CHAT, at(1)))
            .part(trace(3), turn("c", CHAT, Instant.parse("3000-01-01T00:00:00Z")))
            .batch(2);
    assertThatThrownBy(() -> storage().write(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3000-01-01");
    assertThat(storage().appliedSequence()).isEqualTo(1);
    assertThat(reader().events(CHAT, 10)).hasSize(1);
    assertThat(reader().spans(List.of(trace(2)))).isEmpty();
    assertThat(reader().origins(List.of(9L))).isEmpty();
    assertThat(reader().parts(List.of(trace(2)))).isEmpty();
  }

  @Test
  default void laterBatch_replacesPartAndChatOfEarlierOnes() {
    Scenario scenario = new Scenario().writtenAt(at(0));
    storage()
        .write(
            scenario
                .spans(span(trace(1), 1, at(5)))
                .part(trace(1), turn("a", CHAT, at(5)))
                .part(trace(2), turn("b", new ChatKey("shop", "other"), at(6)))
                .batch(1));
    storage().write(scenario.writtenAt(at(50)).part(trace(3), turn("c", CHAT, at(7))).batch(2));
    storage()
        .write(
            scenario
                .writtenAt(at(100))
                .spans(span(trace(1), 2, at(9)))
                .part(trace(1), turn("a", CHAT, at(5)), turn("d", CHAT, at(9)))
                .batch(3));
    List<PartInfo> parts = new ArrayList<>();
    reader().forEachPart(parts::add);
    assertThat(parts)
        .extracting(PartInfo::part, PartInfo::writtenAt)
        .containsExactlyInAnyOrder(
            tuple(trace(1), at(100)), tuple(trace(2), at(0)), tuple(trace(3), at(50)));
    assertThat(spansOf(trace(1))).hasSize(2);
    assertThat(storage().stats().chats()).isEqualTo(2);
    StoredChat chat = reader().chat(CHAT).orElseThrow();
    assertThat(chat.writtenAt()).isEqualTo(at(100));
    assertThat(chat.summary().tally().agentTurns()).isEqualTo(3);
  }

  @Test
  default void writesOn_afterARefusedBatch() {
    Scenario bad = new Scenario().part(trace(1), turn("a", CHAT, Instant.MAX.minusSeconds(9)));
    assertThatThrownBy(() -> storage().write(bad.batch(1)))
        .isInstanceOf(IllegalArgumentException.class);
    storage().write(new Scenario().part(trace(1), turn("b", CHAT, at(0))).batch(1));
    assertThat(reader().events(CHAT, 10)).extracting(ChatEvent::id).containsExactly("b");
  }

  @Test
  default void replacedSpan_isThereOnceAndNew() {
    Scenario scenario = new Scenario();
    StoredSpan early = span(trace(1), 1, at(0), "early");
    StoredSpan late = span(trace(1), 1, at(3600), "late");
    storage().write(scenario.spans(early, span(trace(1), 2, at(1))).part(trace(1)).batch(1));
    storage().write(scenario.spans(late).part(trace(1)).batch(2));
    assertThat(spansOf(trace(1)))
        .extracting(StoredSpan::name)
        .containsExactly("chat gpt-4o", "late");
    assertThat(storage().stats().spans()).isEqualTo(2);
  }

  @Test
  default void removedEvent_isGone() {
    Scenario scenario = new Scenario();
    ChatEvent kept = turn("kept", CHAT, at(0));
    storage().write(scenario.part(trace(1), kept, turn("gone", CHAT, at(1))).batch(1));
    storage().write(scenario.part(trace(1), kept).batch(2));
    assertThat(reader().events(CHAT, 10)).containsExactly(kept);
    assertThat(reader().eventsOfParts(List.of(trace(1)))).containsEntry(trace(1), List.of(kept));
  }

  @Test
  default void changedEvent_keepsItsIdAndHasItsNewContent() {
    Scenario scenario = new Scenario();
    ChatEvent after = call("a", CHAT, at(0), "gpt-4o", 200);
    storage().write(scenario.part(trace(1), call("a", CHAT, at(0), "gpt-4o", 100)).batch(1));
    storage().write(scenario.part(trace(1), after).batch(2));
    assertThat(reader().events(CHAT, 10)).containsExactly(after);
  }

  @Test
  default void sameEventIdInTwoParts_areTwoEvents() {
    ChatEvent first = turn("same", CHAT, at(0));
    Scenario scenario = new Scenario();
    storage()
        .write(scenario.part(trace(1), first).part(trace(2), turn("same", CHAT, at(1))).batch(1));
    storage().write(scenario.part(trace(2)).batch(2));
    assertThat(reader().events(CHAT, 10)).containsExactly(first);
  }

  @Test
  default void renamedChat_movesItsEventsAndTheOldOneIsGone() {
    Scenario scenario = new Scenario();
    ChatKey provisional = new ChatKey("shop", "trace-1");
    storage().write(scenario.part(trace(1), turn("a", provisional, at(0))).batch(1));
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(2));
    assertThat(reader().chat(provisional)).isEmpty();
    assertThat(reader().events(provisional, 10)).isEmpty();
    assertThat(reader().chat(CHAT)).isPresent();
    assertThat(reader().events(CHAT, 10)).hasSize(1);
  }

  @Test
  default void chatSummary_isReplaced() {
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(1));
    storage().write(scenario.part(trace(2), turn("b", CHAT, at(5))).batch(2));
    assertThat(reader().chat(CHAT).orElseThrow().summary().tally().agentTurns()).isEqualTo(2);
    assertThat(storage().stats().chats()).isEqualTo(1);
  }

  @Test
  default void partInfo_isReplaced() {
    Scenario scenario = new Scenario();
    storage().write(scenario.spans(span(trace(1), 1, at(5))).part(trace(1)).batch(1));
    storage().write(scenario.spans(span(trace(1), 2, at(3))).part(trace(1)).batch(2));
    assertThat(info(trace(1)))
        .satisfies(info -> {
          assertThat(info.records()).isEqualTo(2);
          assertThat(info.firstNanos()).isEqualTo(Nanos.of(at(3)));
        });
  }
}
