// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Age counts from arrival, and memory forgets what the store deletes.
class FoldRetentionTest {
  private static final ChatKey CHAT = new ChatKey("shop", "chat-1");
  private static final Instant LAST_YEAR = Instant.parse("2025-02-03T04:05:06Z");
  private static final Duration KEEP = Duration.ofHours(24);
  private static final Duration RETENTION = Duration.ofDays(30);

  private final FoldRig rig = new FoldRig();

  private static ChatEvent turn(String id) {
    return new ChatEvent.AgentTurn(
        new ChatEvent.Context(id, CHAT, null, null, LAST_YEAR, null),
        "planner",
        Duration.ofSeconds(1),
        null);
  }

  private static ChatEvent end() {
    return new ChatEvent.WorkflowEnded(
        new ChatEvent.Context("end", CHAT, null, null, LAST_YEAR, null),
        ChatStatus.COMPLETED,
        null);
  }

  private void importOldChat() {
    rig.sendEvents(List.of(turn("a"), end()));
    rig.settle();
  }

  private void evict() {
    rig.chats.evict(rig.instant().minus(KEEP), rig.instant().minus(Duration.ofMinutes(30)));
  }

  @Test
  void importedOldChat_isVisibleAndKeptLikeAnyOther() {
    importOldChat();
    evict();
    assertThat(rig.liveChats()).containsOnlyKeys(CHAT);
    assertThat(rig.delete(RETENTION)).isEqualTo(new Storage.Deleted(0, 0, 0));

    rig.pass(KEEP);
    evict();
    assertThat(rig.liveChats()).isEmpty();
    assertThat(rig.storedChats()).containsOnlyKeys(CHAT);

    rig.pass(RETENTION);
    assertThat(rig.delete(RETENTION)).isEqualTo(new Storage.Deleted(1, 2, 0));
    assertThat(rig.storedChats()).isEmpty();
  }

  @Test
  void importedOldChat_countsOnce_howeverOftenItIsSent() {
    importOldChat();
    rig.delete(RETENTION);
    assertThat(rig.sendEvents(List.of(turn("a"), end())).duplicates()).isEqualTo(2);
  }

  @Test
  void restart_doesNotMakeChatsYounger() {
    importOldChat();
    rig.pass(KEEP.dividedBy(2));
    rig.crashAndRestart();
    evict();
    assertThat(rig.liveChats()).containsOnlyKeys(CHAT);
    rig.pass(KEEP.dividedBy(2));
    evict();
    assertThat(rig.liveChats()).isEmpty();
  }

  @Test
  void lateEvent_startsTheAgeAnew() {
    importOldChat();
    rig.pass(RETENTION.minusDays(1));
    rig.sendEvents(List.of(turn("late")));
    rig.settle();
    rig.pass(Duration.ofDays(2));
    assertThat(rig.delete(RETENTION).chats()).isZero();
    assertThat(rig.storedChats().get(CHAT)).satisfies(chat -> turns(chat, 2));
  }

  @Test
  void chatThatChangesWhileItIsDue_stays() {
    importOldChat();
    rig.pass(RETENTION.plusDays(1));
    rig.sendEvents(List.of(turn("late")));
    assertThat(rig.delete(RETENTION).chats()).isZero();
    assertInStep(rig);
  }

  @Test
  void partInMemoryOfADeletedChat_isForgotten() {
    importOldChat();
    rig.pass(RETENTION.plusDays(1));
    rig.sendEvents(List.of(turn("a"))); // known: loads the part and changes nothing
    assertThat(rig.movingParts()).isEqualTo(1);
    assertThat(rig.delete(RETENTION).chats()).isEqualTo(1);
    assertThat(rig.movingParts()).isZero();
    assertThat(rig.liveChats()).isEmpty();

    rig.sendEvents(List.of(turn("later")));
    rig.store();
    assertThat(rig.storedChats().get(CHAT)).satisfies(chat -> turns(chat, 1));
    assertInStep(rig);
  }

  @Test
  void movingPartOfADeletedChat_isForgotten() {
    rig.sendEvents(List.of(turn("a")));
    rig.store();
    rig.now(Duration.ofSeconds(10)); // not long enough for its end to be given up
    assertThat(rig.movingParts()).isEqualTo(1);
    assertThat(rig.delete(Duration.ofSeconds(5)).chats()).isEqualTo(1);
    assertThat(rig.movingParts()).isZero();
    assertThat(rig.liveChats()).isEmpty();
  }

  private static void turns(ChatSummary chat, long turns) {
    assertThat(chat.tally().agentTurns()).isEqualTo(turns);
  }

  /// Live and stored chats are the same, and are what the stored events add up to.
  private static void assertInStep(FoldRig rig) {
    Map<ChatKey, ChatSummary> stored = rig.storedChats();
    assertThat(rig.liveChats()).isEqualTo(stored);
    stored.forEach((key, chat) ->
        assertThat(ChatState.fold(key, rig.storage.reader().events(key, 10_000)).summary())
            .isEqualTo(chat));
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 12);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void memoryAndStoreStayInStep_whateverIsDeletedBetween(long seed) {
    CountersNeverFall counters = new CountersNeverFall(rig);
    Random random = new Random(seed);
    List<ArrivedSpan> sent = new ArrayList<>(FoldPropertyTest.corpus());
    FoldPropertyTest.corpus().stream().filter(_ -> random.nextInt(3) == 0).forEach(sent::add);
    Collections.shuffle(sent, random);
    for (int from = 0; from < sent.size(); ) {
      int to = Math.min(sent.size(), from + 1 + random.nextInt(6));
      rig.sendSpans(sent.subList(from, to));
      from = to;
      switch (random.nextInt(8)) {
        case 0 -> rig.store();
        case 1 -> rig.settle();
        case 2 -> rig.now(Duration.ofSeconds(random.nextInt(30)));
        case 3 -> rig.pass(Duration.ofDays(random.nextInt(20)));
        case 4 -> rig.crashAndRestart();
        case 5 -> {
          rig.delete(random.nextBoolean() ? RETENTION : Duration.ofSeconds(20));
          assertInStep(rig);
        }
        default -> {}
      }
      counters.look();
    }
    rig.settle();
    assertInStep(rig);
    assertThat(rig.movingParts()).isZero();
    counters.look();
    counters.areExplained();
    rig.pass(RETENTION.plusDays(1));
    assertThat(rig.delete(RETENTION).chats()).isPositive();
    assertThat(rig.liveChats()).isEmpty();
    assertThat(rig.storage.stats()).isEqualTo(new Storage.StorageStats(0, 0, 0, 0, 0, 0));
  }
}
