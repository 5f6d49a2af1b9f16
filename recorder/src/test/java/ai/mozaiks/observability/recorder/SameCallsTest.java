// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SameCallsTest {
  private static final ChatKey CHAT = new ChatKey("shop", "chat-1");

  private static ChatEvent call(String tool, long argumentsHash, int number) {
    return new ChatEvent.ToolCall(
        new ChatEvent.Context("e" + number, CHAT, null, null, Instant.EPOCH, null),
        "planner",
        tool,
        null,
        argumentsHash,
        Duration.ZERO,
        null);
  }

  @Test
  void mostFrequentCallsComeFirst() {
    List<ChatEvent> calls =
        List.of(call("a", 1, 1), call("b", 1, 2), call("b", 2, 3), call("b", 1, 4));
    assertThat(ChatState.fold(CHAT, calls).summary().sameCalls())
        .containsExactly(
            new ToolCallCount("b", 1, 2),
            new ToolCallCount("a", 1, 1),
            new ToolCallCount("b", 2, 1));
  }

  @Test
  void moreDifferentCallsThanAreCounted_giveTheSameInAnyOrder() {
    Random random = new Random(1);
    List<ChatEvent> calls = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      calls.add(call("tool" + random.nextInt(3), random.nextInt(2_000), i));
    }
    List<ToolCallCount> expected = ChatState.fold(CHAT, calls).summary().sameCalls();
    assertThat(expected).hasSize(ChatState.MAX_SAME_CALLS);
    Collections.shuffle(calls, random);
    ChatState merged = ChatState.fold(CHAT, calls.subList(0, 2_500));
    merged.merge(ChatState.fold(CHAT, calls.subList(2_500, 6_000)));
    assertThat(merged.summary().sameCalls()).isEqualTo(expected);
  }

  @Test
  void loopGoesOn_afterTheChatCameBackFromTheStore() {
    ChatSummary stored =
        ChatState.fold(CHAT, List.of(call("search", 9, 1), call("search", 9, 2))).summary();
    ChatState chat = ChatState.of(stored);
    chat.apply(call("search", 9, 3));
    assertThat(chat.summary().sameCalls()).containsExactly(new ToolCallCount("search", 9, 3));
  }

  @Test
  void recorderKeepsNoArguments_butTellsEqualOnes() {
    try (PerformanceManager performance = PerformanceManager.builder().start()) {
      performance.recordWorkflowStart("chat-1", "shop", null, null);
      for (String city : List.of("Paris", "Rome", "Paris")) {
        performance.recordToolCall("chat-1", null, "search", city, Duration.ZERO, true, null);
      }
      assertThat(performance.snapshotChat("chat-1").orElseThrow().summary().sameCalls())
          .extracting(ToolCallCount::calls)
          .containsExactly(2L, 1L);
    }
  }
}
