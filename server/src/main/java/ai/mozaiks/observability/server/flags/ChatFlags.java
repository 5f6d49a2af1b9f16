// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.flags;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.ToolCallCount;
import ai.mozaiks.observability.server.config.FlagsConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Looks at chats for what is conspicuous. Flags follow from what is known of a chat at an instant;
/// nothing is stored of them. An ended chat keeps those of its whole run, but is not stalled.
/// Thread-safe.
public final class ChatFlags {
  private final FlagsConfig limits;
  private final ChatTimeouts timeouts;

  /// @param limits from when on a chat is conspicuous
  /// @param timeouts when a silent chat is stalled
  public ChatFlags(FlagsConfig limits, ChatTimeouts timeouts) {
    this.limits = limits;
    this.timeouts = timeouts;
  }

  /// What is conspicuous about a chat.
  ///
  /// @param now when it was looked at
  /// @return each kind at most once, in the order of [ChatFlag.Kind]; usually empty
  public List<ChatFlag> of(ChatSnapshot chat, Instant now) {
    List<ChatFlag> flags = new ArrayList<>();
    if (chat.stalled()) {
      flags.add(stalled(chat, now));
    }
    List<ToolCallCount> sameCalls = chat.summary().sameCalls();
    if (!sameCalls.isEmpty() && sameCalls.getFirst().calls() >= limits.loopingCalls()) {
      flags.add(looping(sameCalls.getFirst()));
    }
    List<String> excesses = excesses(chat);
    if (!excesses.isEmpty()) {
      flags.add(new ChatFlag(ChatFlag.Kind.RUNAWAY, String.join(", ", excesses)));
    }
    return List.copyOf(flags);
  }

  private ChatFlag stalled(ChatSnapshot chat, Instant now) {
    Duration silence = Duration.between(chat.summary().lastActivityAt(), now);
    return new ChatFlag(
        ChatFlag.Kind.STALLED,
        "no news for %d s (limit: %d s)"
            .formatted(silence.toSeconds(), timeouts.stalledAfter().toSeconds()));
  }

  private ChatFlag looping(ToolCallCount count) {
    return new ChatFlag(
        ChatFlag.Kind.LOOPING,
        "tool %s called %d times with the same arguments (limit: %d)"
            .formatted(count.tool(), count.calls(), limits.loopingCalls()));
  }

  private List<String> excesses(ChatSnapshot chat) {
    List<String> excesses = new ArrayList<>();
    BigDecimal cost = chat.tally().costUsd();
    if (cost != null && cost.compareTo(limits.runawayCostUsd()) > 0) {
      excesses.add(
          "cost %s USD (limit: %s USD)"
              .formatted(cost.toPlainString(), limits.runawayCostUsd().toPlainString()));
    }
    long turns = chat.tally().agentTurns();
    if (turns > limits.runawayTurns()) {
      excesses.add("%d turns (limit: %d)".formatted(turns, limits.runawayTurns()));
    }
    return excesses;
  }
}
