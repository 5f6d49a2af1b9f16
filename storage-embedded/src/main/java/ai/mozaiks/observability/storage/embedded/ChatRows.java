// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.Attribution;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.KnownChat;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.StoredChat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Chats in the columns of the table `chats`.
final class ChatRows {
  /// The names of [Tally#toLongs] in its order, in `chats` and as measures in `totals`.
  static final List<String> TALLY =
      List.of(
          "agent_turns",
          "tool_calls",
          "tool_errors",
          "llm_errors",
          "agent_errors",
          "workflow_errors",
          "llm_calls",
          "locally_cached_calls",
          "usage_reports",
          "prompt_tokens",
          "prompt_reports",
          "completion_tokens",
          "completion_reports",
          "cached_read_tokens",
          "cache_write_tokens",
          "reasoning_tokens",
          "reasoning_reports",
          "cost_dollars",
          "cost_pico_usd",
          "priced_reports",
          "free_reports",
          "unpriced_reports");

  /// All columns but the hash of the id, in the order of the schema files.
  static final String COLUMNS =
      "app, chat_id, workflow, workflow_at_nanos, user_id, user_at_nanos, started_nanos,"
          + " last_start_nanos, last_activity_nanos, ended_nanos, end_status,"
          + " last_turn_ended_nanos, last_turn_duration_nanos, trace_ids, "
          + String.join(", ", TALLY)
          + ", written_nanos, same_calls, parent_chat, parent_chat_at_nanos";

  private static final int FIRST_TALLY = 15;
  private static final int WRITTEN = FIRST_TALLY + TALLY.size();
  private static final int SAME_CALLS = WRITTEN + 1;
  private static final int PARENT = SAME_CALLS + 1;

  private ChatRows() {}

  static void append(Rows rows, ChatSummary chat, long writtenNanos) throws SQLException {
    rows.begin().add(chat.key().app()).add(chat.key().chatId());
    append(rows, chat.workflowAttribution());
    append(rows, chat.userAttribution());
    rows.add(Nanos.of(chat.startedAt())).add(Nanos.of(chat.lastStartAt()));
    rows.add(Nanos.of(chat.lastActivityAt())).addOrNull(nanos(chat.endedAt()));
    rows.add(chat.endStatus() == null ? null : EventWriting.word(chat.endStatus()));
    Duration lastTurn = chat.lastTurnDuration();
    rows.addOrNull(nanos(chat.lastTurnEndedAt()));
    rows.addOrNull(lastTurn == null ? null : (Long) Nanos.of(lastTurn));
    rows.add(TextList.join(chat.traceIds()));
    for (long number : chat.tally().toLongs()) {
      rows.add(number);
    }
    rows.add(writtenNanos).add(KnownChat.hash(chat.key()));
    rows.add(SameCallsColumn.write(chat.sameCalls()));
    append(rows, chat.parentAttribution());
    rows.end();
  }

  private static void append(Rows rows, @Nullable Attribution attribution) throws SQLException {
    if (attribution == null) {
      rows.addNull().addNull();
    } else {
      rows.add(attribution.name()).add(Nanos.of(attribution.at()));
    }
  }

  private static @Nullable Long nanos(@Nullable Instant instant) {
    return instant == null ? null : (Long) Nanos.of(instant);
  }

  static ChatKey key(ResultSet row) throws SQLException {
    return new ChatKey(row.getString(1), row.getString(2));
  }

  static ChatSummary read(ResultSet row) throws SQLException {
    String endStatus = row.getString(11);
    return new ChatSummary(
        key(row),
        attribution(row, 3),
        attribution(row, 5),
        Nanos.toInstant(row.getLong(7)),
        Nanos.toInstant(row.getLong(8)),
        Nanos.toInstant(row.getLong(9)),
        instant(row, 10),
        endStatus == null ? null : ChatStatus.valueOf(endStatus.toUpperCase(Locale.ROOT)),
        instant(row, 12),
        duration(row, 13),
        tally(row),
        TextList.split(row.getString(14)),
        SameCallsColumn.read(row.getString(SAME_CALLS)),
        attribution(row, PARENT));
  }

  static StoredChat readStored(ResultSet row) throws SQLException {
    return new StoredChat(read(row), Nanos.toInstant(row.getLong(WRITTEN)));
  }

  private static Tally tally(ResultSet row) throws SQLException {
    long[] numbers = new long[Tally.LONGS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = row.getLong(FIRST_TALLY + i);
    }
    return Tally.ofLongs(numbers);
  }

  private static @Nullable Attribution attribution(ResultSet row, int column) throws SQLException {
    String name = row.getString(column);
    return name == null ? null : new Attribution(name, Nanos.toInstant(row.getLong(column + 1)));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long nanos = row.getLong(column);
    return row.wasNull() ? null : Nanos.toInstant(nanos);
  }

  private static @Nullable Duration duration(ResultSet row, int column) throws SQLException {
    long nanos = row.getLong(column);
    return row.wasNull() ? null : Duration.ofNanos(nanos);
  }
}
