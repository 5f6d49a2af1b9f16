// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.EventRow;
import ai.mozaiks.observability.storage.PartId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads [EventRow]s. For one answer, since it shares what rows have in common.
final class EventRows {
  private static final List<EventRow.Kind> KINDS = List.of(EventRow.Kind.values());

  /// The columns, without texts where a number will do: making a text of each row's costs more than
  /// reading it. The parameters are the asked chat's id and app; `asked` says which rows are of it.
  static final String COLUMNS =
      """
      direct, part_high, part_low, CASE WHEN direct THEN id END,
      chat_id = ? AND app = ? AS asked, CASE WHEN asked THEN NULL ELSE app END,
      CASE WHEN asked THEN NULL ELSE chat_id END,
      starts_with(kind, '%1$s') AS yields,
      list_position([%2$s], CASE WHEN yields THEN kind[%3$d:] ELSE kind END),
      at_nanos, span_id, duration_nanos, agent, coalesce(response_model, request_model), tool,
      failure_type IS NOT NULL OR (end_status IS NOT NULL AND end_status = 'failed'),
      prompt_tokens, completion_tokens, cost_pico_usd, locally_cached IS NOT NULL AND locally_cached,
      aggregate IS NOT NULL AND aggregate
      """
          .formatted(EventWriting.SUPERSEDED, words(), EventWriting.SUPERSEDED.length() + 1);

  private final ChatKey asked;
  private final Map<ChatKey, ChatKey> others = new HashMap<>();
  private final Names names = new Names();
  private PartId latestPart = PartId.ofTrace(0, 0);

  /// @param asked which most rows are of
  EventRows(ChatKey asked) {
    this.asked = asked;
  }

  private static String words() {
    return KINDS.stream()
        .map(kind -> "'" + kind.name().toLowerCase(Locale.ROOT) + "'")
        .collect(Collectors.joining(", "));
  }

  EventRow read(ResultSet row) throws SQLException {
    return new EventRow(
        part(row),
        row.getString(4),
        row.getBoolean(5) ? asked : other(row.getString(6), row.getString(7)),
        KINDS.get(row.getInt(9) - 1),
        row.getBoolean(8),
        row.getLong(10),
        row.getLong(11),
        number(row, 12),
        names.sharedOrNull(row.getString(13)),
        names.sharedOrNull(row.getString(14)),
        names.sharedOrNull(row.getString(15)),
        row.getBoolean(16),
        number(row, 17),
        number(row, 18),
        number(row, 19),
        row.getBoolean(20),
        row.getBoolean(21));
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

  private ChatKey other(String app, String chatId) {
    return others.computeIfAbsent(new ChatKey(app, chatId), key -> key);
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : (Long) number;
  }
}
