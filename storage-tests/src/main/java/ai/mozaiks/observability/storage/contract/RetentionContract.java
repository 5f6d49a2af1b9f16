// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.log;
import static ai.mozaiks.observability.storage.contract.Samples.note;
import static ai.mozaiks.observability.storage.contract.Samples.origin;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.OldestArrivals;
import ai.mozaiks.observability.storage.Storage.Cutoffs;
import ai.mozaiks.observability.storage.Storage.Deleted;
import ai.mozaiks.observability.storage.StoredSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Deletion by age, counted from the last writing.
interface RetentionContract extends StorageUnderTest {
  ChatKey OLD = new ChatKey("shop", "old");

  @Test
  default void emptyStore_deletesNothing() {
    assertThat(storage().deleteBefore(at(0))).isEqualTo(new Deleted(0, 0, 0));
  }

  @Test
  default void oldestArrivals_areThoseOfWhatIsStored() {
    assertThat(reader().oldestArrivals()).isEqualTo(new OldestArrivals(null, null, null, null));
    StoredSpan span = span(trace(1), 1, at(0));
    storage()
        .write(
            new Scenario()
                .writtenAt(at(10))
                .spans(span)
                .content(Samples.content(span, 1, "text"))
                .part(trace(1), turn("a", OLD, at(0)))
                .logs(Samples.log(1, at(0), null))
                .batch(1));
    storage()
        .write(new Scenario().writtenAt(at(20)).part(trace(2), turn("b", CHAT, at(-100))).batch(2));
    assertThat(reader().oldestArrivals())
        .isEqualTo(new OldestArrivals(at(10), at(10), at(10), null));
    storage().deleteBefore(at(15));
    assertThat(reader().oldestArrivals()).isEqualTo(new OldestArrivals(at(20), null, null, null));
  }

  @Test
  default void oldChat_goesWithEverything() {
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .spans(span(trace(1), 1, at(0)), span(trace(1), 2, at(0)))
                .part(trace(1), turn("a", OLD, at(0)))
                .batch(1));
    storage()
        .write(
            scenario
                .writtenAt(at(100))
                .spans(span(trace(2), 3, at(100)))
                .part(trace(2), turn("b", CHAT, at(100)))
                .batch(2));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(1, 1, 2));
    assertThat(reader().chat(OLD)).isEmpty();
    assertThat(reader().events(OLD, 10)).isEmpty();
    assertThat(reader().parts(List.of(trace(1), trace(2)))).containsOnlyKeys(trace(2));
    assertThat(reader().spans(List.of(trace(1), trace(2)))).containsOnlyKeys(trace(2));
    assertThat(reader().events(CHAT, 10)).hasSize(1);
    assertThat(storage().appliedSequence()).isEqualTo(2);
  }

  @Test
  default void oldEventsWrittenLately_stay() {
    Instant longAgo = at(-400 * 86_400.0);
    storage()
        .write(
            new Scenario()
                .writtenAt(at(100))
                .spans(span(trace(1), 1, longAgo), span(trace(2), 2, longAgo))
                .part(trace(1), turn("a", OLD, longAgo))
                .part(trace(2))
                .batch(1));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(0, 0, 0));
    assertThat(storage().deleteBefore(at(150))).isEqualTo(new Deleted(1, 1, 2));
  }

  @Test
  default void recentEventsWrittenLongAgo_go() {
    storage()
        .write(
            new Scenario()
                .writtenAt(at(0))
                .spans(span(trace(1), 1, at(200)), span(trace(2), 2, at(200)))
                .part(trace(1), turn("a", OLD, at(200)))
                .part(trace(2))
                .batch(1));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(1, 1, 2));
    assertThat(reader().parts(List.of(trace(1), trace(2)))).isEmpty();
  }

  @Test
  default void chatWrittenAtTheCutoff_stays() {
    storage()
        .write(new Scenario().writtenAt(at(1)).part(trace(1), turn("a", CHAT, at(0))).batch(1));
    assertThat(storage().deleteBefore(at(1)).chats()).isZero();
    assertThat(storage().deleteBefore(at(1.000000001)).chats()).isEqualTo(1);
  }

  @Test
  default void chatWrittenAgain_countsFromThen() {
    Scenario scenario = new Scenario();
    storage().write(scenario.writtenAt(at(0)).part(trace(1), turn("a", CHAT, at(0))).batch(1));
    storage()
        .write(
            scenario
                .writtenAt(at(100))
                .part(trace(1), turn("a", CHAT, at(0)), turn("late", CHAT, at(1)))
                .batch(2));
    assertThat(storage().deleteBefore(at(50)).chats()).isZero();
    assertThat(reader().events(CHAT, 10)).hasSize(2);
  }

  @Test
  default void everyChat_saysWhenItWasWritten() {
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(0.000000001))
                .part(trace(1), turn("a", OLD, at(0)))
                .part(trace(2), turn("b", CHAT, at(0)))
                .batch(1));
    storage().write(scenario.writtenAt(at(100)).part(trace(3), turn("c", CHAT, at(0))).batch(2));
    Map<ChatKey, Instant> written = new HashMap<>();
    reader().forEachChat(chat -> written.put(chat.summary().key(), chat.writtenAt()));
    assertThat(written).isEqualTo(Map.of(OLD, at(0.000000001), CHAT, at(100)));
  }

  @Test
  default void oldPartOfALivingChat_stays() {
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .spans(span(trace(1), 1, at(0)))
                .part(trace(1), turn("a", CHAT, at(0)))
                .batch(1));
    storage().write(scenario.writtenAt(at(100)).part(trace(2), turn("b", CHAT, at(100))).batch(2));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(0, 0, 0));
    assertThat(reader().spans(List.of(trace(1)))).containsKey(trace(1));
  }

  @Test
  default void partSharedWithALivingChat_stays() {
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .spans(span(trace(1), 1, at(0)))
                .part(trace(1), turn("a", OLD, at(0)), turn("b", CHAT, at(0)))
                .batch(1));
    storage().write(scenario.writtenAt(at(100)).part(trace(2), turn("c", CHAT, at(100))).batch(2));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(1, 1, 0));
    assertThat(reader().parts(List.of(trace(1)))).containsKey(trace(1));
    assertThat(reader().eventsOfParts(List.of(trace(1))).get(trace(1))).hasSize(1);
  }

  @Test
  default void traceWithoutChat_goesWhenItWasWrittenBefore() {
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .spans(span(trace(1), 1, at(0)), span(trace(2), 2, at(0)))
                .part(trace(1))
                .part(trace(2))
                .batch(1));
    storage()
        .write(scenario.writtenAt(at(100)).spans(span(trace(2), 3, at(0))).part(trace(2)).batch(2));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(0, 0, 1));
    assertThat(reader().spans(List.of(trace(1), trace(2)))).containsOnlyKeys(trace(2));
    assertThat(spansOf(trace(2))).hasSize(2);
  }

  @Test
  default void originsGo_onceNoSpanRefersToThem_andMayComeBack() {
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .origins(origin(7))
                .spans(span(trace(1), 1, at(0)), span(trace(2), 2, at(0)))
                .part(trace(1), turn("a", OLD, at(0)))
                .part(trace(2), turn("b", CHAT, at(0)))
                .batch(1));
    storage()
        .write(
            scenario
                .writtenAt(at(100))
                .part(trace(2), turn("b", CHAT, at(0)), turn("c", CHAT, at(1)))
                .batch(2));
    storage().deleteBefore(at(50));
    assertThat(reader().origins(List.of(7L))).as("still in use").containsOnlyKeys(7L);
    storage().deleteBefore(at(150));
    assertThat(reader().origins(List.of(7L))).isEmpty();
    scenario.deleteBefore(at(150));
    storage()
        .write(
            scenario
                .writtenAt(at(200))
                .origins(origin(7))
                .spans(span(trace(3), 3, at(200)))
                .part(trace(3), turn("d", CHAT, at(200)))
                .batch(3));
    assertThat(reader().origins(List.of(7L))).as("came back").containsOnlyKeys(7L);
  }

  @Test
  default void deletingTwice_deletesNothingMore() {
    storage().write(new Scenario().writtenAt(at(0)).part(trace(1), turn("a", OLD, at(0))).batch(1));
    storage().deleteBefore(at(50));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(0, 0, 0));
  }

  @Test
  default void extremeCutoffs_areTaken() {
    storage().write(new Scenario().part(trace(1), turn("a", OLD, at(0))).batch(1));
    assertThat(storage().deleteBefore(Instant.MIN).chats()).isZero();
    assertThat(storage().deleteBefore(Instant.MAX).chats()).isEqualTo(1);
    assertThat(storage().stats().events()).isZero();
  }

  @Test
  default void whatWasWrittenLaterThanItSaid_isKeptAccordingly() {
    ChatKey before = new ChatKey("shop", "before");
    ChatKey after = new ChatKey("shop", "after");
    Scenario scenario = new Scenario();
    int second = 0;
    for (ChatKey chat : List.of(before, CHAT, OLD, after)) {
      storage()
          .write(
              scenario
                  .writtenAt(at(second))
                  .spans(span(trace(10 + second), 1, at(0)))
                  .part(trace(10 + second), turn("a", chat, at(0)))
                  .batch(second + 1));
      second++;
    }
    storage().writtenLater(at(1), at(2), Duration.ofSeconds(100));
    assertThat(reader().chat(CHAT).orElseThrow().writtenAt()).isEqualTo(at(101));
    assertThat(info(trace(11)).writtenAt()).isEqualTo(at(101));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(2, 2, 2));
    assertThat(reader().chat(before)).isEmpty();
    assertThat(reader().chat(after)).isEmpty();
    assertThat(storage().deleteBefore(at(102))).isEqualTo(new Deleted(1, 1, 1));
    assertThat(reader().chat(OLD)).isPresent();
  }

  @Test
  default void impossibleWritingTime_isRefused() {
    Scenario scenario =
        new Scenario()
            .writtenAt(Instant.parse("3000-01-01T00:00:00Z"))
            .part(trace(1), turn("a", OLD, at(0)));
    assertThatThrownBy(() -> storage().write(scenario.batch(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3000-01-01");
    assertThat(reader().chat(OLD)).isEmpty();
  }

  @Test
  default void logsAndPoints_goByTheirOwnCutoffs() {
    storage()
        .write(
            new Scenario()
                .writtenAt(at(0))
                .spans(span(trace(1), 1, at(0)))
                .part(trace(1), turn("a", CHAT, at(0)))
                .logs(log(1, at(0), trace(1)), note(2, at(0), trace(1)))
                .batch(1));
    assertThat(storage().deleteBefore(new Cutoffs(at(50), Instant.MIN, Instant.MIN)))
        .as("the note is one of its trace")
        .isEqualTo(new Deleted(1, 1, 1, 0, 0));
    assertThat(storage().stats().logs()).isEqualTo(2);
    storage()
        .write(
            new Scenario()
                .writtenAt(at(100))
                .part(trace(2), turn("b", OLD, at(0)))
                .logs(log(3, at(0), null))
                .batch(2));
    assertThat(storage().deleteBefore(new Cutoffs(Instant.MIN, at(50), at(50))))
        .isEqualTo(new Deleted(0, 0, 0, 2, 0));
    assertThat(storage().deleteBefore(new Cutoffs(Instant.MIN, Instant.MAX, Instant.MIN)))
        .isEqualTo(new Deleted(0, 0, 0, 1, 0));
    assertThat(reader().chat(OLD)).isPresent();
  }
}
