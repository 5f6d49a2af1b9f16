// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.WrittenLog;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Reads log records in the order of writing. The numbers have gaps only where something was
/// deleted, so a range of them bounds what is read, where a sorted list with a limit would read all
/// that follows.
final class LogsInOrder {

  private LogsInOrder() {}

  static List<WrittenLog> after(Connection connection, long position, int limit, long bytes)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long before = position;
      long last = lastWithin(statement, before, limit, bytes);
      if (last == 0) {
        before = firstAfter(statement, position) - 1;
        last = before < 0 ? 0 : lastWithin(statement, before, limit, bytes);
      }
      return last == 0 ? List.of() : read(statement, before, last);
    }
  }

  private static List<WrittenLog> read(Statement statement, long before, long last)
      throws SQLException {
    String sql =
        """
        SELECT %s, position, written_nanos FROM logs
        WHERE position > %d AND position <= %d ORDER BY position
        """
            .formatted(LogRows.COLUMNS, before, last);
    List<WrittenLog> found = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(LogRows.readWritten(row));
      }
    }
    return List.copyOf(found);
  }

  /// The last position of those that go together; 0 for none.
  private static long lastWithin(Statement statement, long before, int limit, long bytes)
      throws SQLException {
    long most = before > Long.MAX_VALUE - limit ? Long.MAX_VALUE : before + limit;
    String sql =
        """
        SELECT position, strlen(body) + strlen(attributes) FROM logs
        WHERE position > %d AND position <= %d ORDER BY position
        """
            .formatted(before, most);
    long last = 0;
    long size = 0;
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        size += row.getLong(2);
        if (size > bytes && last > 0) {
          return last;
        }
        last = row.getLong(1);
      }
    }
    return last;
  }

  /// 0 for none.
  private static long firstAfter(Statement statement, long position) throws SQLException {
    String sql = "SELECT coalesce(min(position), 0) FROM logs WHERE position > " + position;
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
