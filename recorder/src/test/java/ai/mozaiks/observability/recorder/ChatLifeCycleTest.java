// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a chat's status is, by what was heard of it and when one asks.
class ChatLifeCycleTest {

  private static final Instant START = Instant.parse("2025-10-02T10:00:00Z");
  private static final ChatTimeouts TIMEOUTS =
      new ChatTimeouts(Duration.ofSeconds(100), Duration.ofSeconds(1_000));

  private static ChatEvent.Context at(long second) {
    return new ChatEvent.Context(
        "e" + second, new ChatKey("a", "c"), null, null, START.plusSeconds(second), null);
  }

  /// `start@0`, `turn@5` (lasting two seconds), `end@9:failed`.
  private static ChatEvent event(String word) {
    String[] parts = word.split("[@:]", -1);
    ChatEvent.Context context = at(Long.parseLong(parts[1]));
    return switch (parts[0]) {
      case "start" -> new ChatEvent.WorkflowStarted(context);
      case "turn" -> new ChatEvent.AgentTurn(context, null, Duration.ofSeconds(2), null);
      default ->
          new ChatEvent.WorkflowEnded(
              context, ChatStatus.valueOf(parts[2].toUpperCase(Locale.ROOT)), null);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "just started,             start@0,                                  0,    running,   false, ,     0",
    "at work,                  start@0 turn@5,                           50,   running,   false, ,     50",
    "just not stalled,         start@0 turn@5,                           106,  running,   false, ,     106",
    "stalled,                  start@0 turn@5,                           107,  running,   true,  ,     107",
    "just not abandoned,       start@0 turn@5,                           1006, running,   true,  ,     1006",
    "abandoned,                start@0 turn@5,                           1007, abandoned, false, 7,    7",
    "completed,                start@0 turn@5 end@9:completed,           10,   completed, false, 9,    9",
    "failed,                   start@0 end@9:failed,                     5000, failed,    false, 9,    9",
    "cancelled,                start@0 end@9:cancelled,                  10,   cancelled, false, 9,    9",
    "said to be abandoned,     start@0 end@9:abandoned,                  10,   abandoned, false, 9,    9",
    "reopened by a start,      start@0 end@9:completed start@20,         30,   running,   false, ,     30",
    "reopened by a turn,       start@0 end@9:completed turn@20,          30,   running,   false, ,     30",
    "reopened and stalled,     start@0 end@9:completed start@20,         130,  running,   true,  ,     130",
    "reopened and abandoned,   start@0 end@9:completed start@20,         2000, abandoned, false, 20,   20",
    "reopened and ended,       start@0 end@9:failed start@20 end@30:completed, 40, completed, false, 30, 30",
    "end heard first,          end@9:completed turn@5 start@0,           10,   completed, false, 9,    9",
    "turn running at the end,  start@0 turn@8 end@9:completed,           20,   completed, false, 9,    9",
    "start at the end,         start@0 end@9:completed start@9,          20,   completed, false, 9,    9",
    "two ends at once,         start@0 end@9:completed end@9:failed,     20,   failed,    false, 9,    9",
    "asked before it began,    start@0,                                  -10,  running,   false, ,     0"
  })
  void status(
      String name,
      String events,
      long askedAt,
      String status,
      boolean stalled,
      @Nullable Long endedAt,
      long runtime) {
    ChatState state =
        ChatState.fold(
            new ChatKey("a", "c"),
            Arrays.stream(events.split(" ", -1)).map(ChatLifeCycleTest::event).toList());

    ChatSnapshot chat = state.snapshot(START.plusSeconds(askedAt), TIMEOUTS);

    assertThat(chat.status().word()).as(name).isEqualTo(status);
    assertThat(chat.stalled()).as(name).isEqualTo(stalled);
    assertThat(chat.endedAt())
        .as(name)
        .isEqualTo(endedAt == null ? null : START.plusSeconds(endedAt));
    assertThat(chat.runtime()).as(name).isEqualTo(Duration.ofSeconds(runtime));
  }
}
