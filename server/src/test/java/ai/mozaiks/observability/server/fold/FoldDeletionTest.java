// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedLog;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What was deleted on request is gone from memory and store alike, and stays gone however often it
/// is sent again.
class FoldDeletionTest {
  private static final ChatKey CHAT = new ChatKey("shop", "chat-1");
  private static final ChatKey OTHER = new ChatKey("shop", "chat-2");

  private final FoldRig rig = new FoldRig();
  private int requests;

  private DeletionRequest request(DeletionSubject subject) {
    return new DeletionRequest("r" + requests++, rig.instant(), "test", "", subject);
  }

  private DeletionReceipt delete(ChatKey chat) {
    return rig.delete(request(new DeletionSubject.OfChat(chat.chatId(), chat.app())));
  }

  private static ChatEvent turn(String id, ChatKey chat) {
    return new ChatEvent.AgentTurn(
        new ChatEvent.Context(id, chat, null, null, Instant.parse("2026-02-03T04:05:06Z"), null),
        "planner",
        Duration.ofSeconds(1),
        null);
  }

  private ArrivedLog log(long number, Instant at, @Nullable String chat, @Nullable String user) {
    StoredLog stored =
        new StoredLog(
            new RecordId(number, number),
            Nanos.of(at),
            0,
            9,
            null,
            null,
            null,
            "line " + number,
            false,
            null,
            0,
            new LogSubject("shop", chat, null, null, user),
            "{}",
            false,
            7);
    return new ArrivedLog(stored, new StoredOrigin(7, new byte[] {1}), null, List.of());
  }

  @Test
  void deletedChat_isGoneAtOnce_andAResendChangesNothing() {
    rig.sendEvents(List.of(turn("a", CHAT), turn("b", OTHER)));
    assertThat(delete(CHAT).removed().events()).as("not even stored before").isEqualTo(1);
    assertThat(rig.liveChats()).containsOnlyKeys(OTHER);
    assertThat(rig.storedChats()).containsOnlyKeys(OTHER);

    assertThat(rig.sendEvents(List.of(turn("a", CHAT), turn("later", CHAT))))
        .isEqualTo(new Outcome(0, 2, 0));
    rig.crashAndRestart();
    assertThat(rig.sendEvents(List.of(turn("a", CHAT)))).isEqualTo(new Outcome(0, 1, 0));
    rig.settle();
    assertThat(rig.storedChats()).containsOnlyKeys(OTHER);
    assertThat(rig.storedTotals().agentTurns()).as("totals keep what was counted").isEqualTo(2);
  }

  @Test
  void deletedLogs_areKnownByWhomTheyNameAndWhen() {
    Instant now = rig.instant();
    List<ArrivedLog> logs =
        List.of(
            log(1, now, null, "ann"),
            log(2, now, null, "bob"),
            log(3, now.plusSeconds(100), null, "ann"),
            log(4, now, CHAT.chatId(), null));
    rig.sendLogs(logs.subList(0, 2));
    rig.delete(request(new DeletionSubject.OfUser("ann", null)));
    delete(CHAT);
    assertThat(rig.sendLogs(logs)).isEqualTo(new Outcome(1, 3, 0));
    rig.store();
    assertThat(rig.storage.reader().logs(LogQuery.newest(10)))
        .extracting(StoredLog::body)
        .containsExactly("line 3", "line 2");
  }

  @Test
  void afterTheRetention_theSameIdsMayComeAgain() {
    rig.sendEvents(List.of(turn("a", CHAT)));
    delete(CHAT);
    rig.pass(Duration.ofDays(31));
    rig.delete(Duration.ofDays(30));
    assertThat(rig.sendEvents(List.of(turn("a", CHAT))).fresh()).isEqualTo(1);
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
    Collections.shuffle(sent, random);
    Set<ChatKey> deleted = new HashSet<>();
    for (int from = 0; from < sent.size(); ) {
      int to = Math.min(sent.size(), from + 1 + random.nextInt(6));
      rig.sendSpans(sent.subList(from, to));
      from = to;
      switch (random.nextInt(8)) {
        case 0 -> rig.store();
        case 1 -> rig.settle();
        case 2 -> rig.now(Duration.ofSeconds(random.nextInt(30)));
        case 3 -> rig.crashAndRestart();
        case 4 -> {
          List<ChatKey> chats = new ArrayList<>(rig.liveChats().keySet());
          if (!chats.isEmpty()) {
            ChatKey chat = chats.get(random.nextInt(chats.size()));
            delete(chat);
            deleted.add(chat);
            assertInStep();
          }
        }
        default -> {}
      }
      counters.look();
    }
    rig.settle();
    for (ChatKey chat = rig.returnedChat(); chat != null; chat = rig.returnedChat()) {
      delete(chat);
    }
    assertThat(deleted).isNotEmpty();
    assertThat(rig.sendSpans(sent)).as("all again").isEqualTo(new Outcome(0, sent.size(), 0));
    rig.settle();
    rig.evict();
    assertInStep();
    assertThat(rig.storedChats()).doesNotContainKeys(deleted.toArray(new ChatKey[0]));
    assertThat(rig.movingParts()).isZero();
    counters.look();
    counters.areExplained();
  }

  private void assertInStep() {
    Map<ChatKey, ChatSummary> stored = rig.storedChats();
    assertThat(stored).containsAllEntriesOf(rig.liveChats());
    stored.forEach((key, chat) ->
        assertThat(ChatState.fold(key, rig.storage.reader().events(key, 10_000)).summary())
            .isEqualTo(chat));
  }
}
