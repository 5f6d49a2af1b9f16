// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Tally;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which chats to list, in which order.
///
/// @param filter all of which must hold
/// @param order what they are ordered by; those that are equal in it by app, then by chat id, both
///   ascending
/// @param descending the largest, or latest, first
/// @param after only chats that come after this cursor in the list; null for the first page
/// @param limit page size, 1 to [#MAX_LIMIT]
public record ChatSearch(
    ChatFilter filter, Order order, boolean descending, @Nullable Cursor after, int limit) {

  public static final int MAX_LIMIT = 10_000;

  /// What chats are ordered by, as a whole number.
  public enum Order {
    /// The time of the latest activity.
    LAST_ACTIVITY,
    STARTED,
    /// From the start to the end, or to the latest activity of a chat without one.
    DURATION,
    /// What is known of the cost: chats without a known cost are those of 0.
    COST,
    AGENT_TURNS,
    ERRORS,
    /// Prompt and completion tokens.
    TOKENS;

    /// Where a chat stands in this order: nanoseconds, pico-dollars, or a number.
    public BigInteger of(ChatSummary chat) {
      Tally tally = chat.tally();
      return switch (this) {
        case LAST_ACTIVITY -> nanos(chat.lastActivityAt());
        case STARTED -> nanos(chat.startedAt());
        case DURATION -> nanos(end(chat)).subtract(nanos(chat.startedAt()));
        case COST -> ChatFilter.picoUsd(tally.costUsd());
        case AGENT_TURNS -> BigInteger.valueOf(tally.agentTurns());
        case ERRORS -> BigInteger.valueOf(tally.errors());
        case TOKENS -> number(tally.promptTokens()).add(number(tally.completionTokens()));
      };
    }

    private static Instant end(ChatSummary chat) {
      Instant end = chat.endedAt();
      return end != null && chat.isEnded() ? end : chat.lastActivityAt();
    }

    private static BigInteger nanos(Instant instant) {
      return BigInteger.valueOf(Nanos.of(instant));
    }

    private static BigInteger number(@Nullable Long value) {
      return value == null ? BigInteger.ZERO : BigInteger.valueOf(value);
    }
  }

  /// The place of a chat in a list.
  ///
  /// @param value where it stands in the order, [Order#of]
  public record Cursor(BigInteger value, String app, String chatId) {
    public Cursor {
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(app, "app");
      Objects.requireNonNull(chatId, "chatId");
    }

    /// That of a chat.
    public static Cursor of(ChatSummary chat, Order order) {
      return new Cursor(order.of(chat), chat.key().app(), chat.key().chatId());
    }
  }

  public ChatSearch {
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(order, "order");
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
  }

  /// Whether a chat comes after the cursor.
  public boolean isAfterCursor(ChatSummary chat) {
    Cursor cursor = after;
    if (cursor == null) {
      return true;
    }
    int place = order.of(chat).compareTo(cursor.value());
    if (place != 0) {
      return descending ? place < 0 : place > 0;
    }
    int app = TextOrder.INSTANCE.compare(chat.key().app(), cursor.app());
    return app > 0
        || (app == 0 && TextOrder.INSTANCE.compare(chat.key().chatId(), cursor.chatId()) > 0);
  }
}
