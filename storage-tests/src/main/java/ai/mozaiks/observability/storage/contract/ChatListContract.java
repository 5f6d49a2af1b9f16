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
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.ChatQuery;
import ai.mozaiks.observability.storage.KnownChat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The list of chats: order, pages, filters.
interface ChatListContract extends StorageUnderTest {
  private void store(ChatEvent... events) {
    Scenario scenario = new Scenario();
    for (int i = 0; i < events.length; i++) {
      scenario.part(trace(i + 1), events[i]);
    }
    storage().write(scenario.batch(1));
  }

  private List<String> list(ChatQuery query) {
    return reader().chats(query).stream().map(chat -> chat.key().chatId()).toList();
  }

  private static ChatQuery query(
      @Nullable String app, @Nullable String workflow, @Nullable String user) {
    return new ChatQuery(app, workflow, user, null, null, 100);
  }

  private static ChatEvent start(
      String chat, @Nullable String workflow, @Nullable String user, Instant at) {
    return new ChatEvent.WorkflowStarted(
        Samples.context(chat, new ChatKey("shop", chat), workflow, user, at));
  }

  @Test
  default void emptyStore_listsNothing() {
    assertThat(reader().chats(ChatQuery.latest(10))).isEmpty();
    assertThat(reader().chatsById("chat-1")).isEmpty();
    assertThat(reader().chats(List.of(Samples.CHAT))).isEmpty();
    assertThat(reader().chats(List.<ChatKey>of())).isEmpty();
  }

  @Test
  default void latestActivity_comesFirst() {
    store(
        turn("x", new ChatKey("shop", "middle"), at(5)),
        turn("x", new ChatKey("shop", "old"), at(1)),
        turn("x", new ChatKey("shop", "new"), at(9)));
    assertThat(list(ChatQuery.latest(10))).containsExactly("new", "middle", "old");
  }

  @Test
  default void equallyLateChats_areOrderedByAppThenIdInCodePoints() {
    store(
        turn("x", new ChatKey("b", "1"), at(5)),
        turn("x", new ChatKey("a", "🤖"), at(5)),
        turn("x", new ChatKey("a", "\uFB01"), at(5)),
        turn("x", new ChatKey("a", "Z"), at(5)),
        turn("x", new ChatKey("a", "a"), at(5)));
    assertThat(list(ChatQuery.latest(10))).containsExactly("Z", "a", "\uFB01", "🤖", "1");
  }

  @Test
  default void limit_cutsTheList() {
    store(turn("x", new ChatKey("shop", "a"), at(3)), turn("x", new ChatKey("shop", "b"), at(2)));
    assertThat(list(ChatQuery.latest(1))).containsExactly("a");
  }

  @Test
  default void pages_giveEveryChatOnceInOrder() {
    ChatEvent[] events = new ChatEvent[23];
    for (int i = 0; i < events.length; i++) {
      events[i] = turn("x", new ChatKey("app" + i % 3, "chat" + i), at(Math.floor(i / 4.0)));
    }
    store(events);
    List<ChatSummary> all = reader().chats(ChatQuery.latest(100));
    List<ChatSummary> paged = new ArrayList<>();
    ChatQuery.@Nullable Cursor cursor = null;
    while (true) {
      List<ChatSummary> page = reader().chats(new ChatQuery(null, null, null, null, cursor, 5));
      if (page.isEmpty()) {
        break;
      }
      paged.addAll(page);
      ChatSummary last = page.getLast();
      cursor = new ChatQuery.Cursor(last.lastActivityAt(), last.key().app(), last.key().chatId());
    }
    assertThat(paged).hasSize(23).isEqualTo(all);
  }

  @Test
  default void newerChatsBetweenPages_disturbNoPage() {
    store(turn("x", new ChatKey("shop", "a"), at(9)), turn("x", new ChatKey("shop", "b"), at(8)));
    ChatSummary first = reader().chats(ChatQuery.latest(1)).getFirst();
    storage()
        .write(
            new Scenario()
                .part(trace(99), turn("x", new ChatKey("shop", "newest"), at(20)))
                .batch(2));
    ChatQuery.Cursor cursor =
        new ChatQuery.Cursor(first.lastActivityAt(), first.key().app(), first.key().chatId());
    assertThat(list(new ChatQuery(null, null, null, null, cursor, 10))).containsExactly("b");
  }

  @Test
  default void filters_matchExactly() {
    store(
        start("a", "sales", "ann", at(4)),
        start("b", "sales", "bob", at(3)),
        start("c", "Sales", null, at(2)),
        start("d", null, "ann", at(1)));
    assertThat(list(query("shop", null, null))).containsExactly("a", "b", "c", "d");
    assertThat(list(query("other", null, null))).isEmpty();
    assertThat(list(query(null, "sales", null))).containsExactly("a", "b");
    assertThat(list(query(null, null, "ann"))).containsExactly("a", "d");
    assertThat(list(query("shop", "sales", "ann"))).containsExactly("a");
  }

  @Test
  default void activeSince_isInclusive() {
    store(
        start("a", null, null, at(4)),
        start("b", null, null, at(3)),
        start("c", null, null, at(2)));
    assertThat(list(new ChatQuery(null, null, null, at(3), null, 10))).containsExactly("a", "b");
  }

  @Test
  default void extremeBounds_areAnswered() {
    store(start("a", null, null, at(4)));
    assertThat(list(new ChatQuery(null, null, null, Instant.MIN, null, 10))).containsExactly("a");
    assertThat(list(new ChatQuery(null, null, null, Instant.MAX, null, 10))).isEmpty();
    ChatQuery.Cursor last = new ChatQuery.Cursor(Instant.MAX, "", "");
    assertThat(list(new ChatQuery(null, null, null, null, last, 10))).containsExactly("a");
  }

  @Test
  default void chatsById_findsTheIdInAllAppsLatestFirst() {
    store(
        turn("x", new ChatKey("a", "same"), at(1)),
        turn("x", new ChatKey("b", "same"), at(2)),
        turn("x", new ChatKey("c", "other"), at(3)));
    assertThat(reader().chatsById("same"))
        .extracting(chat -> chat.key().app())
        .containsExactly("b", "a");
  }

  @Test
  default void chatsByKey_givesTheKnownOnesAmongThem() {
    ChatKey known = new ChatKey("a", "same");
    store(turn("x", known, at(1)), turn("x", new ChatKey("c", "other"), at(3)));
    assertThat(reader().chats(List.of(known, new ChatKey("b", "same"), new ChatKey("a", "c"))))
        .containsOnlyKeys(known);
  }

  @Test
  default void manyChats_areFoundInOneQuestion() {
    List<ChatKey> keys = new ArrayList<>();
    Scenario scenario = new Scenario();
    for (int i = 0; i < 3000; i++) {
      ChatKey key = new ChatKey("app" + i % 7, "chat '" + i);
      keys.add(key);
      scenario.part(trace(i + 1), turn("x", key, at(1)));
    }
    storage().write(scenario.batch(1));
    assertThat(reader().chats(keys)).hasSize(3000);
    List<ChatKey> seen = new ArrayList<>();
    reader().forEachChat(chat -> seen.add(chat.summary().key()));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  default void everyChat_isKnownByTheHashOfItsId() {
    ChatKey other = new ChatKey("other app", CHAT.chatId());
    ChatKey awkward = new ChatKey("shop", Samples.AWKWARD);
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(1))
                .part(trace(1), turn("a", CHAT, at(0)), turn("b", other, at(0)))
                .batch(1));
    storage().write(scenario.writtenAt(at(2)).part(trace(2), turn("c", awkward, at(0))).batch(2));
    List<KnownChat> known = new ArrayList<>();
    reader().forEachKnownChat(known::add);
    assertThat(known)
        .containsExactlyInAnyOrder(
            new KnownChat(KnownChat.hash(CHAT), at(1)),
            new KnownChat(KnownChat.hash(CHAT), at(1)),
            new KnownChat(KnownChat.hash(awkward), at(2)));
  }

  @Test
  default void currentChats_areThoseLatelyWritten_andThoseThatRun() {
    Map<String, ChatKey> keys = new HashMap<>();
    for (String id : List.of("ended", "running", "silent", "again", "late")) {
      keys.put(id, new ChatKey("shop", id));
    }
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(1))
                .part(trace(1), end(keys, "ended", 60))
                .part(trace(2), turn("t", key(keys, "running"), at(60)))
                .part(trace(3), turn("t", key(keys, "silent"), at(0)))
                .part(trace(4), end(keys, "again", 50), turn("t", key(keys, "again"), at(60)))
                .batch(1));
    storage().write(scenario.writtenAt(at(2)).part(trace(5), end(keys, "late", 0)).batch(2));
    Set<String> current = new HashSet<>();
    // a turn of one second that began at 60 was active until 61
    reader().forEachChat(at(1), at(61), chat -> current.add(chat.summary().key().chatId()));
    assertThat(current).containsExactlyInAnyOrder("running", "again", "late");
  }

  private static ChatKey key(Map<String, ChatKey> keys, String id) {
    return Objects.requireNonNull(keys.get(id));
  }

  private static ChatEvent end(Map<String, ChatKey> keys, String id, double at) {
    return new ChatEvent.WorkflowEnded(
        Samples.context("end", key(keys, id), at(at)), ChatStatus.COMPLETED, null);
  }
}
