// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.config.FlagsConfig;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.fold.PublishedTotals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatGaugesTest {
  private static final Instant NOW = Events.NOON;
  private static final ChatTimeouts TIMEOUTS =
      new ChatTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(30));

  private final List<ChatSummary> chats = new ArrayList<>();
  private final PublishedTotals published = new PublishedTotals();
  private final ChatGauges gauges =
      new ChatGauges(
          () -> chats,
          () -> 42,
          TIMEOUTS,
          new ChatFlags(FlagsConfig.DEFAULT, TIMEOUTS),
          InstantSource.fixed(NOW),
          new LabelCap(published.totals().series(), 2));

  private void chat(String id, String workflow, String user, Duration lastTurnAgo, boolean ended) {
    ChatState chat = new ChatState(new ChatKey("shop", id));
    Instant at = NOW.minus(lastTurnAgo);
    chat.apply(
        new ChatEvent.AgentTurn(
            new ChatEvent.Context("turn", chat.key(), workflow, user, at.minusSeconds(3), null),
            "planner",
            Duration.ofSeconds(3),
            null));
    if (ended) {
      chat.apply(
          new ChatEvent.WorkflowEnded(
              new ChatEvent.Context("end", chat.key(), workflow, user, at, null),
              ChatStatus.COMPLETED,
              null));
    }
    chats.add(chat.summary());
  }

  @Test
  void countsRunningAndStalledChats_andTheirUsers() throws Exception {
    chat("1", "order", "ann", Duration.ofSeconds(1), false);
    chat("2", "order", "ann", Duration.ofMinutes(5), false);
    chat("3", "order", "bob", Duration.ofSeconds(1), true);
    chat("4", "refund", "cid", Duration.ofHours(2), false);

    Scrape scrape = Scrape.of(gauges);

    assertThat(scrape.value("mozaiks_active_chats")).isEqualTo(2);
    assertThat(scrape.value("mozaiks_tracked_chats")).isEqualTo(42);
    assertThat(scrape.value("mozaiksai_concurrent_users")).isEqualTo(1);
    String order = "{app=\"shop\",workflow=\"order\"}";
    assertThat(scrape.value("mozaiks_active_chats_by_workflow" + order)).isEqualTo(2);
    assertThat(scrape.value("mozaiks_stalled_chats" + order)).isEqualTo(1);
    assertThat(scrape.value("mozaiks_active_chats_by_workflow" + order.replace("order", "refund")))
        .isZero();
    assertThat(scrape.value("mozaiks_chat_last_turn_duration_sec" + order)).isEqualTo(3);
  }

  @Test
  void showsZeros_whenThereAreNoChats() throws Exception {
    Scrape scrape = Scrape.of(gauges);

    assertThat(scrape.value("mozaiks_active_chats")).isZero();
    assertThat(scrape.value("mozaiksai_concurrent_users")).isZero();
  }

  @Test
  void putsLateWorkflowsTogether() throws Exception {
    for (int i = 0; i < 5; i++) {
      chat("c" + i, "flow" + i, "u" + i, Duration.ofSeconds(1), false);
    }

    Scrape scrape = Scrape.of(gauges);

    assertThat(scrape.value("mozaiks_active_chats")).isEqualTo(5);
    assertThat(scrape.value("mozaiks_active_chats_by_workflow{app=\"shop\",workflow=\"_other\"}"))
        .isEqualTo(3);
  }

  @Test
  void namesWorkflowsAsTheCountersDo() throws Exception {
    published.publish(List.of(turn("late", "flow3", "ann"), turn("late", "flow1", "ann")));
    for (int i = 0; i < 5; i++) {
      chat("c" + i, "flow" + i, "u" + i, Duration.ofSeconds(1), false);
    }

    Scrape scrape = Scrape.of(gauges);

    assertThat(scrape.text().lines().filter(line -> line.startsWith("mozaiks_active_chats_by")))
        .containsExactlyInAnyOrder(
            "mozaiks_active_chats_by_workflow{app=\"shop\",workflow=\"flow3\"} 1.0",
            "mozaiks_active_chats_by_workflow{app=\"shop\",workflow=\"flow1\"} 1.0",
            "mozaiks_active_chats_by_workflow{app=\"shop\",workflow=\"_other\"} 3.0");
  }

  private static ChatEvent turn(String chat, String workflow, String user) {
    return new ChatEvent.AgentTurn(
        new ChatEvent.Context("turn", new ChatKey("shop", chat), workflow, user, NOW, null),
        "planner",
        Duration.ofSeconds(3),
        null);
  }
}
