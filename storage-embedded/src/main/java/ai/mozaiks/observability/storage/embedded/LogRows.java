// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.WrittenLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The row of a log record.
final class LogRows {
  static final String COLUMNS =
      "id_high, id_low, time_nanos, observed_nanos, severity, severity_text, event, logger, body,"
          + " structured, trace_high, trace_low, span_id, app, chat_id, workflow, agent, user_id,"
          + " attributes, note, origin";

  private LogRows() {}

  static void append(Rows rows, StoredLog log, long writtenNanos, long position, long block)
      throws SQLException {
    PartId trace = log.trace();
    LogSubject subject = log.subject();
    rows.begin().add(log.id().high()).add(log.id().low());
    rows.add(log.timeNanos()).add(log.observedNanos()).addByte(log.severity());
    rows.add(log.severityText()).add(log.event()).add(log.logger());
    rows.add(log.body()).add(log.structured());
    rows.addOrNull(trace == null ? null : (Long) trace.high());
    rows.addOrNull(trace == null ? null : (Long) trace.low()).add(log.spanId());
    rows.add(subject.app()).add(subject.chatId()).add(subject.workflow());
    rows.add(subject.agent()).add(subject.user());
    rows.add(log.attributes()).add(log.note()).add(log.origin());
    rows.add(writtenNanos).add(position).add(block).end();
  }

  /// Reads a row of [#COLUMNS].
  static StoredLog read(ResultSet row) throws SQLException {
    return new StoredLog(
        new RecordId(row.getLong(1), row.getLong(2)),
        row.getLong(3),
        row.getLong(4),
        row.getByte(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getBoolean(10),
        trace(row),
        row.getLong(13),
        new LogSubject(
            row.getString(14),
            row.getString(15),
            row.getString(16),
            row.getString(17),
            row.getString(18)),
        row.getString(19),
        row.getBoolean(20),
        row.getLong(21));
  }

  /// Reads a row of [#COLUMNS], `position` and `written_nanos`.
  static WrittenLog readWritten(ResultSet row) throws SQLException {
    return new WrittenLog(row.getLong(22), Nanos.toInstant(row.getLong(23)), read(row));
  }

  private static @Nullable PartId trace(ResultSet row) throws SQLException {
    long high = row.getLong(11);
    return row.wasNull() ? null : PartId.ofTrace(high, row.getLong(12));
  }
}
