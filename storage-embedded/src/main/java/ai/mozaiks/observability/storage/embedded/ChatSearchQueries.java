// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.ChatFilter;
import ai.mozaiks.observability.storage.ChatSearch;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.Nanos;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The list of chats by filters and orders: in SQL what [ChatFilter#matches] and
/// [ChatSearch.Order#of] say.
final class ChatSearchQueries {
  private static final String ENDED =
      "(ended_nanos IS NOT NULL AND last_start_nanos <= ended_nanos)";
  private static final String ERRORS =
      "(tool_errors + llm_errors + agent_errors + workflow_errors)";

  /// In pico-dollars.
  private static final String COST =
      "(cost_dollars::HUGEINT * 1000000000000::HUGEINT + cost_pico_usd)";

  private final StringBuilder sql = new StringBuilder("SELECT ").append(ChatRows.COLUMNS);
  private final List<String> texts = new ArrayList<>();

  private ChatSearchQueries() {}

  static List<ChatSummary> search(Connection connection, ChatSearch search) throws SQLException {
    ChatSearchQueries query = new ChatSearchQueries();
    query.sql.append(" FROM chats WHERE true");
    query.filter(search.filter());
    String value = value(search.order());
    ChatSearch.Cursor cursor = search.after();
    if (cursor != null) {
      query.and(
          "(%s %s %s::HUGEINT OR (%s = %s::HUGEINT AND (app > ? OR (app = ? AND chat_id > ?))))"
              .formatted(
                  value, search.descending() ? "<" : ">", cursor.value(), value, cursor.value()),
          cursor.app(),
          cursor.app(),
          cursor.chatId());
    }
    query
        .sql
        .append(" ORDER BY ")
        .append(value)
        .append(search.descending() ? " DESC" : " ASC")
        .append(", app, chat_id LIMIT ")
        .append(search.limit());
    return query.run(connection);
  }

  private List<ChatSummary> run(Connection connection) throws SQLException {
    List<ChatSummary> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
      for (int i = 0; i < texts.size(); i++) {
        statement.setString(i + 1, texts.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(ChatRows.read(row));
        }
      }
    }
    return List.copyOf(found);
  }

  private void and(String condition, String... values) {
    sql.append(" AND ").append(condition);
    texts.addAll(List.of(values));
  }

  private void filter(ChatFilter filter) {
    if (filter.activeFrom() != null) {
      and(
          filter.activeFrom().isAfter(Nanos.MAX_INSTANT)
              ? "false"
              : "last_activity_nanos >= " + Nanos.saturated(filter.activeFrom()));
    }
    if (filter.startedBefore() != null && !filter.startedBefore().isAfter(Nanos.MAX_INSTANT)) {
      and("started_nanos < " + Nanos.saturated(filter.startedBefore()));
    }
    filter
        .of()
        .forEach((dimension, value) -> {
          if (ChatFilter.OF_CHATS.contains(dimension)) {
            and("coalesce(" + AggregateQueries.column(dimension) + ", '') = ?", value);
          }
        });
    events(filter);
    if (filter.text() != null) {
      String text = filter.text().toLowerCase(Locale.ROOT);
      and(
          "(contains(lower(chat_id), ?) OR contains(lower(workflow), ?)"
              + " OR contains(lower(user_id), ?))",
          text,
          text,
          text);
    }
    if (!filter.statuses().isEmpty()) {
      and(
          filter.statuses().stream()
              .map(status -> status(status, filter.abandonedAt()))
              .sorted()
              .collect(Collectors.joining(" OR ", "(", ")")));
    }
    if (filter.flag() != null) {
      and(flag(filter.flag(), filter.abandonedAt()));
    }
    if (filter.withErrors()) {
      and(ERRORS + " > 0");
    }
    if (filter.minCostUsd() != null) {
      and(COST + " >= " + ChatFilter.picoUsd(filter.minCostUsd()) + "::HUGEINT");
    }
  }

  /// That one event has all of what chats do not have themselves.
  private void events(ChatFilter filter) {
    List<String> conditions = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Dimension dimension : Dimension.values()) {
      String value = filter.of().get(dimension);
      if (value != null && !ChatFilter.OF_CHATS.contains(dimension)) {
        conditions.add(" AND " + AggregateQueries.column(dimension) + " = ?");
        values.add(value);
      }
    }
    if (conditions.isEmpty()) {
      return;
    }
    Instant from = filter.activeFrom() == null ? Instant.MIN : filter.activeFrom();
    Instant to = filter.startedBefore() == null ? Instant.MAX : filter.startedBefore();
    and(
        "(app, chat_id) IN (SELECT app, chat_id FROM tallied_events WHERE %s%s)"
            .formatted(AggregateQueries.range(from, to), String.join("", conditions)),
        values.toArray(String[]::new));
  }

  private static String status(ChatStatus status, Instant abandonedAt) {
    String ended = "%s AND end_status = '%s'".formatted(ENDED, EventWriting.word(status));
    return switch (status) {
      case COMPLETED, FAILED, CANCELLED -> "(" + ended + ")";
      case ABANDONED -> "(%s OR (NOT %s AND %s))".formatted(ended, ENDED, silent(abandonedAt));
      case RUNNING -> running(abandonedAt);
    };
  }

  private static String running(Instant abandonedAt) {
    return "(NOT %s AND NOT %s)".formatted(ENDED, silent(abandonedAt));
  }

  private static String silent(Instant since) {
    return "(last_activity_nanos <= " + Nanos.saturated(since) + ")";
  }

  private static String flag(ChatFilter.Flag flag, Instant abandonedAt) {
    return switch (flag) {
      case ChatFilter.Flag.Silent silent ->
          "(%s AND %s)".formatted(running(abandonedAt), silent(silent.since()));
      case ChatFilter.Flag.SameCalls calls ->
          "(coalesce(%s, 0) >= %d)".formatted(SameCallsColumn.MOST, calls.atLeast());
      case ChatFilter.Flag.Excessive limits ->
          "(%s > %s::HUGEINT OR agent_turns > %d)"
              .formatted(COST, ChatFilter.picoUsd(limits.costUsd()), limits.agentTurns());
    };
  }

  private static String value(ChatSearch.Order order) {
    return switch (order) {
      case LAST_ACTIVITY -> "last_activity_nanos";
      case STARTED -> "started_nanos";
      case DURATION ->
          "(CASE WHEN "
              + ENDED
              + " THEN ended_nanos ELSE last_activity_nanos END::HUGEINT - started_nanos)";
      case COST -> COST;
      case AGENT_TURNS -> "agent_turns";
      case ERRORS -> ERRORS;
      case TOKENS -> "(prompt_tokens::HUGEINT + completion_tokens)";
    };
  }
}
