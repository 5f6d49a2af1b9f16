// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.StoredChat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoredChatsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration ABANDONED = Duration.ofMinutes(30);

  private static StoredChat chat(
      String id, boolean ended, int activeMinutesAgo, int writtenMinutesAgo) {
    ChatState state = new ChatState(new ChatKey("shop", id));
    Instant at = NOW.minus(Duration.ofMinutes(activeMinutesAgo));
    var context = new ChatEvent.Context("e", state.key(), null, null, at, null);
    state.apply(
        ended
            ? new ChatEvent.WorkflowEnded(context, ChatStatus.COMPLETED, null)
            : new ChatEvent.WorkflowStarted(context));
    return new StoredChat(state.summary(), NOW.minus(Duration.ofMinutes(writtenMinutesAgo)));
  }

  private static List<String> chosen(int most, StoredChat... offered) {
    RestoredChats restored =
        new RestoredChats(most, NOW.minus(Duration.ofHours(24)), NOW.minus(ABANDONED));
    for (StoredChat chat : offered) {
      restored.offer(chat);
    }
    List<String> ids = new ArrayList<>();
    restored.forEach(chat -> ids.add(chat.summary().key().chatId()));
    return ids;
  }

  @Test
  void takesTheLatestWritten_whateverTheOrder() {
    assertThat(
            chosen(
                2,
                chat("a", true, 9, 30),
                chat("b", true, 9, 10),
                chat("c", true, 9, 40),
                chat("d", true, 9, 20)))
        .containsExactlyInAnyOrder("b", "d");
  }

  @Test
  void takesRunningOnesFirst() {
    assertThat(
            chosen(
                2,
                chat("ended", true, 1, 1),
                chat("running", false, 29, 29),
                chat("ended too", true, 2, 2)))
        .containsExactlyInAnyOrder("running", "ended");
  }

  @Test
  void countsAnAbandonedChatLikeAnEndedOne() {
    assertThat(chosen(1, chat("abandoned", false, 31, 31), chat("ended", true, 1, 1)))
        .containsExactly("ended");
    assertThat(chosen(2, chat("abandoned", false, 31, 31), chat("ended", true, 1, 1)))
        .containsExactlyInAnyOrder("abandoned", "ended");
  }

  @Test
  void leavesOutWhatWasNotWrittenForLong() {
    int twoDays = 2 * 24 * 60;
    assertThat(chosen(5, chat("old", true, 1, twoDays), chat("runs", false, 1, twoDays)))
        .containsExactly("runs");
  }

  @Test
  void runningChatsLeaveMemoryLast() {
    KnownIds known = new KnownIds();
    MergedChats chats =
        new MergedChats(new StoreQuestions(new InMemoryStorage().reader()), known, 2);
    for (StoredChat chat :
        List.of(
            chat("running", false, 20, 50),
            chat("ended", true, 1, 10),
            chat("latest", true, 1, 1))) {
      chats.restore(chat);
    }
    chats.evict(NOW.minus(Duration.ofHours(24)), NOW.minus(ABANDONED));
    assertThat(chats.all())
        .extracting(chat -> chat.key().chatId())
        .containsExactlyInAnyOrder("running", "latest");
  }
}
