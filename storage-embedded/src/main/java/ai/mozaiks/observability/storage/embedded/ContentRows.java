// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ContentKind;
import ai.mozaiks.observability.storage.ContentTeller;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredContent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Content in the columns of the table `content`.
final class ContentRows {
  /// What [#read] needs, in its order.
  static final String COLUMNS =
      "trace_high, trace_low, span_id, position, kind, app, span_start_nanos, at_nanos, role, name,"
          + " json, text, original_bytes, teller, event_high, event_low";

  private ContentRows() {}

  static void append(Rows rows, StoredContent item, long writtenNanos) throws SQLException {
    rows.begin().add(item.trace().high()).add(item.trace().low());
    rows.add(item.spanId()).addInt(item.position());
    rows.add(item.kind().name().toLowerCase(Locale.ROOT)).add(item.app());
    rows.add(item.spanStartNanos()).add(item.atNanos());
    rows.add(item.role()).add(item.name()).add(item.json());
    rows.add(item.text()).addInt(item.bytes()).add(item.originalBytes());
    RecordId event = item.event();
    rows.add(writtenNanos).add(item.teller().name().toLowerCase(Locale.ROOT));
    rows.addOrNull(event == null ? null : (Long) event.high());
    rows.addOrNull(event == null ? null : (Long) event.low()).end();
  }

  static StoredContent read(ResultSet row) throws SQLException {
    return new StoredContent(
        PartId.ofTrace(row.getLong(1), row.getLong(2)),
        row.getLong(3),
        event(row, 15),
        row.getInt(4),
        kind(row.getString(5)),
        teller(row.getString(14)),
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        row.getString(9),
        row.getString(10),
        row.getBoolean(11),
        row.getString(12),
        row.getLong(13));
  }

  static ContentKind kind(String word) {
    return ContentKind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  static ContentTeller teller(String word) {
    return ContentTeller.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// The log record of two columns; null where the span itself told it.
  static @Nullable RecordId event(ResultSet row, int column) throws SQLException {
    long high = row.getLong(column);
    return row.wasNull() ? null : new RecordId(high, row.getLong(column + 1));
  }
}
