// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.ToolCallCount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What chats must be like. Status and flags depend on the time of asking: the instants and limits
/// that decide are given here, so that a store needs no clock and no configuration.
///
/// @param activeFrom only chats whose latest activity is at or after this; null for no limit
/// @param startedBefore only chats that started before this; null for no limit
/// @param of exact values. Of app, workflow and user the chat's own, the empty text for unknown; of
///   the others, that an event between `activeFrom` and `startedBefore` has it
/// @param text what the id, the workflow or the user must contain, whatever the case; null for
///   anything
/// @param statuses which statuses; empty for all
/// @param abandonedAt a chat without an end is abandoned if its latest activity is at or before
///   this
/// @param flag what must be conspicuous about it; null for nothing
/// @param withErrors only chats with errors
/// @param minCostUsd only chats whose known cost is at least this; null for no limit
public record ChatFilter(
    @Nullable Instant activeFrom,
    @Nullable Instant startedBefore,
    Map<Dimension, String> of,
    @Nullable String text,
    Set<ChatStatus> statuses,
    Instant abandonedAt,
    @Nullable Flag flag,
    boolean withErrors,
    @Nullable BigDecimal minCostUsd) {

  /// Dimensions that a chat has of its own; the others are those of its events.
  public static final Set<Dimension> OF_CHATS =
      Set.of(Dimension.APP, Dimension.WORKFLOW, Dimension.USER);

  /// What is conspicuous.
  public sealed interface Flag {

    /// It runs, and its latest activity is at or before an instant.
    record Silent(Instant since) implements Flag {
      public Silent {
        Objects.requireNonNull(since, "since");
      }
    }

    /// It called one tool with the same arguments at least so often.
    record SameCalls(long atLeast) implements Flag {}

    /// Its cost, or the number of its turns, is above a limit.
    record Excessive(BigDecimal costUsd, long agentTurns) implements Flag {
      public Excessive {
        Objects.requireNonNull(costUsd, "costUsd");
      }
    }
  }

  public ChatFilter {
    of = of.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(of));
    statuses = Set.copyOf(statuses);
    Objects.requireNonNull(abandonedAt, "abandonedAt");
  }

  /// All chats.
  public static ChatFilter all() {
    return new ChatFilter(null, null, Map.of(), null, Set.of(), Instant.MIN, null, false, null);
  }

  /// Whether a chat is like this, but for what only its events tell.
  public boolean matches(ChatSummary chat) {
    return (activeFrom == null || !chat.lastActivityAt().isBefore(activeFrom))
        && (startedBefore == null || chat.startedAt().isBefore(startedBefore))
        && has(Dimension.APP, chat.key().app())
        && has(Dimension.WORKFLOW, chat.workflow())
        && has(Dimension.USER, chat.user())
        && containsText(chat)
        && (statuses.isEmpty() || statuses.contains(status(chat)))
        && (flag == null || isFlagged(chat, flag))
        && (!withErrors || chat.tally().errors() > 0)
        && (minCostUsd == null
            || picoUsd(chat.tally().costUsd()).compareTo(picoUsd(minCostUsd)) >= 0);
  }

  private boolean has(Dimension dimension, @Nullable String value) {
    String asked = of.get(dimension);
    return asked == null || asked.equals(value == null ? "" : value);
  }

  private boolean containsText(ChatSummary chat) {
    String words = text;
    return words == null
        || contains(chat.key().chatId(), words)
        || contains(chat.workflow(), words)
        || contains(chat.user(), words);
  }

  private static boolean contains(@Nullable String value, String words) {
    return value != null && value.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
  }

  private ChatStatus status(ChatSummary chat) {
    ChatStatus ended = chat.endStatus();
    if (ended != null && chat.isEnded()) {
      return ended;
    }
    return chat.lastActivityAt().isAfter(abandonedAt) ? ChatStatus.RUNNING : ChatStatus.ABANDONED;
  }

  private boolean isFlagged(ChatSummary chat, Flag asked) {
    return switch (asked) {
      case Flag.Silent silent ->
          status(chat) == ChatStatus.RUNNING && !chat.lastActivityAt().isAfter(silent.since());
      case Flag.SameCalls calls -> mostSameCalls(chat) >= calls.atLeast();
      case Flag.Excessive limits ->
          picoUsd(chat.tally().costUsd()).compareTo(picoUsd(limits.costUsd())) > 0
              || chat.tally().agentTurns() > limits.agentTurns();
    };
  }

  private static long mostSameCalls(ChatSummary chat) {
    List<ToolCallCount> calls = chat.sameCalls();
    return calls.isEmpty() ? 0 : calls.getFirst().calls();
  }

  /// In pico-dollars, what is below cut off; 0 for what is unknown.
  public static BigInteger picoUsd(@Nullable BigDecimal usd) {
    return usd == null
        ? BigInteger.ZERO
        : usd.movePointRight(12).setScale(0, RoundingMode.DOWN).toBigInteger();
  }
}
