// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.EventRow;
import ai.mozaiks.observability.storage.PartId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads [EventRow]s. For one answer, since it shares what rows have in common.
final class EventRows {
  static final String COLUMNS =
      """
      direct, part_high, part_low, CASE WHEN direct THEN id END, app, chat_id, kind, at_nanos,
      span_id, duration_nanos, agent, coalesce(response_model, request_model), tool,
      failure_type IS NOT NULL OR (end_status IS NOT NULL AND end_status = 'failed'),
      prompt_tokens, completion_tokens, cost_pico_usd, locally_cached IS NOT NULL AND locally_cached,
      aggregate IS NOT NULL AND aggregate
      """;

  /// What the column of the kind says.
  private record Kind(EventRow.Kind kind, boolean superseded) {
    static Kind of(String word) {
      boolean superseded = word.startsWith(EventWriting.SUPERSEDED);
      String kind = superseded ? word.substring(EventWriting.SUPERSEDED.length()) : word;
      return new Kind(EventRow.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), superseded);
    }
  }

  private final Map<String, Kind> kinds = new HashMap<>();
  private final Map<ChatKey, ChatKey> chats = new HashMap<>();
  private final Names names = new Names();
  private ChatKey latestChat;
  private PartId latestPart = PartId.ofTrace(0, 0);

  /// @param chat which most rows are of
  EventRows(ChatKey chat) {
    latestChat = chat;
  }

  EventRow read(ResultSet row) throws SQLException {
    Kind kind = kinds.computeIfAbsent(row.getString(7), Kind::of);
    return new EventRow(
        part(row),
        row.getString(4),
        chat(row.getString(5), row.getString(6)),
        kind.kind(),
        kind.superseded(),
        row.getLong(8),
        row.getLong(9),
        number(row, 10),
        names.sharedOrNull(row.getString(11)),
        names.sharedOrNull(row.getString(12)),
        names.sharedOrNull(row.getString(13)),
        row.getBoolean(14),
        number(row, 15),
        number(row, 16),
        number(row, 17),
        row.getBoolean(18),
        row.getBoolean(19));
  }

  private PartId part(ResultSet row) throws SQLException {
    boolean direct = row.getBoolean(1);
    long high = row.getLong(2);
    long low = row.getLong(3);
    if (latestPart.high() != high || latestPart.low() != low || latestPart.direct() != direct) {
      latestPart = new PartId(direct, high, low);
    }
    return latestPart;
  }

  private ChatKey chat(String app, String chatId) {
    if (!latestChat.chatId().equals(chatId) || !latestChat.app().equals(app)) {
      latestChat = chats.computeIfAbsent(new ChatKey(app, chatId), key -> key);
    }
    return latestChat;
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : (Long) number;
  }
}
