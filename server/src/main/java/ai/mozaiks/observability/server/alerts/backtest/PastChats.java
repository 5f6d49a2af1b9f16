// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.flags.ChatFlags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The chats as they were, made from their events. Those that are over are forgotten when nothing
/// came of them for a while; what comes later begins anew. For one thread.
final class PastChats implements Surroundings {
  /// With more chats at once, nothing is replayed.
  static final int MOST = 200_000;

  private static final Duration MEMORY = Duration.ofHours(1);
  private static final int LOOK_EVERY = 10_000;

  private final ChatFlags flags;
  private final ChatTimeouts timeouts;
  private final Map<ChatKey, Chat> chats = new HashMap<>();
  private Instant now = Instant.EPOCH;
  private int untilLook = LOOK_EVERY;

  /// Summed up once for each change, since many instants look at it.
  private static final class Chat {
    private final ChatState state;
    private @Nullable ChatSummary summary;

    Chat(ChatKey key) {
      state = new ChatState(key);
    }

    void apply(ChatEvent event) {
      state.apply(event);
      summary = null;
    }

    ChatSummary summary() {
      ChatSummary known = summary;
      if (known == null) {
        known = state.summary();
        summary = known;
      }
      return known;
    }
  }

  PastChats(ChatFlags flags, ChatTimeouts timeouts) {
    this.flags = flags;
    this.timeouts = timeouts;
  }

  /// Takes in an event that is over.
  ///
  /// @throws BacktestLimitException if there are too many chats at once
  void apply(ChatEvent event) {
    chats.computeIfAbsent(event.chat(), Chat::new).apply(event);
    if (--untilLook <= 0) {
      untilLook = LOOK_EVERY;
      if (event.endedAt().isAfter(now)) {
        now = event.endedAt();
      }
      forget();
      if (chats.size() > MOST) {
        throw new BacktestLimitException(
            chats.size() + " chats at once (expected: at most " + MOST + "; give less time)");
      }
    }
  }

  /// Goes on in time.
  void advance(Instant to) {
    now = to;
  }

  private void forget() {
    Instant border = now.minus(MEMORY);
    chats
        .values()
        .removeIf(chat -> {
          ChatSummary summary = chat.summary();
          return summary.lastActivityAt().isBefore(border)
              && summary.status(now, timeouts) != ChatStatus.RUNNING;
        });
  }

  @Override
  public List<FlaggedChat> chats() {
    forget();
    List<FlaggedChat> all = new ArrayList<>(chats.size());
    for (Chat chat : chats.values()) {
      ChatSnapshot snapshot = ChatSnapshot.of(chat.summary(), now, timeouts);
      all.add(new FlaggedChat(snapshot, flags.of(snapshot, now)));
    }
    return all;
  }

  /// Of the past it is not known how the server was.
  @Override
  public double read(Figure figure) {
    return Double.NaN;
  }
}
