// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.flags;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.config.FlagsConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatFlagsTest {
  private static final ChatKey CHAT = new ChatKey("shop", "chat-1");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ChatTimeouts TIMEOUTS =
      new ChatTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(30));

  private final ChatFlags flags =
      new ChatFlags(new FlagsConfig(3, 2, new BigDecimal("0.50")), TIMEOUTS);
  private final ChatState chat = new ChatState(CHAT);
  private int ids;

  private ChatEvent.Context context() {
    ids++;
    return new ChatEvent.Context("e" + ids, CHAT, null, null, NOON, null);
  }

  private void tool(String name, @Nullable Long argumentsHash) {
    chat.apply(
        new ChatEvent.ToolCall(context(), null, name, null, argumentsHash, Duration.ZERO, null));
  }

  private void turn() {
    chat.apply(new ChatEvent.AgentTurn(context(), "planner", Duration.ZERO, null));
  }

  private void costing(long picoUsd) {
    chat.apply(
        new ChatEvent.UsageDelta(
            context(), null, null, TokenUsage.of(1, 1), Cost.reported(picoUsd), false));
  }

  private List<ChatFlag> flagsAt(Instant now) {
    return flags.of(chat.snapshot(now, TIMEOUTS), now);
  }

  @Test
  void usualChat_hasNone() {
    turn();
    tool("search", 1L);
    costing(500_000_000_000L);
    assertThat(flagsAt(NOON)).isEmpty();
  }

  @Test
  void silentChat_isStalled_untilItIsAbandoned() {
    turn();
    assertThat(flagsAt(NOON.plusSeconds(119))).isEmpty();
    assertThat(flagsAt(NOON.plusSeconds(130)))
        .containsExactly(new ChatFlag(ChatFlag.Kind.STALLED, "no news for 130 s (limit: 120 s)"));
    assertThat(flagsAt(NOON.plus(Duration.ofMinutes(31)))).isEmpty();
  }

  @Test
  void sameToolWithSameArguments_isALoop() {
    tool("search", 7L);
    tool("search", 8L);
    tool("book", 7L);
    tool("search", 7L);
    assertThat(flagsAt(NOON)).isEmpty();
    tool("search", 7L);
    assertThat(flagsAt(NOON))
        .containsExactly(
            new ChatFlag(
                ChatFlag.Kind.LOOPING,
                "tool search called 3 times with the same arguments (limit: 3)"));
  }

  @Test
  void callsWithUnknownArguments_areNoLoop() {
    for (int i = 0; i < 20; i++) {
      tool("search", null);
    }
    assertThat(flagsAt(NOON)).isEmpty();
  }

  @Test
  void expensiveChat_isARunaway() {
    costing(500_000_000_001L);
    assertThat(flagsAt(NOON))
        .containsExactly(
            new ChatFlag(ChatFlag.Kind.RUNAWAY, "cost 0.500000000001 USD (limit: 0.50 USD)"));
  }

  @Test
  void chatOfManyTurns_isARunaway_alsoWhenItHasEnded() {
    turn();
    turn();
    turn();
    costing(1_000_000_000_000L);
    chat.apply(new ChatEvent.WorkflowEnded(context(), ChatStatus.COMPLETED, null));
    assertThat(flagsAt(NOON.plusSeconds(600)))
        .containsExactly(
            new ChatFlag(
                ChatFlag.Kind.RUNAWAY, "cost 1 USD (limit: 0.50 USD), 3 turns (limit: 2)"));
  }
}
