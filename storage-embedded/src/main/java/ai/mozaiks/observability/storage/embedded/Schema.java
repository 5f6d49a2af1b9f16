// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Brings the tables of a database to the version of this program: the files `schema/NNN-name.sql`
/// in order, each in a transaction of its own; all in one where there is nothing yet.
final class Schema {
  private static final List<String> FILES =
      List.of(
          "001-initial.sql",
          "002-hour-sums.sql",
          "003-same-calls.sql",
          "004-lent-names.sql",
          "005-content.sql",
          "006-parent-chats.sql",
          "007-logs.sql",
          "008-metrics.sql",
          "009-content-of-events.sql",
          "010-log-positions.sql",
          "011-log-blocks.sql",
          "012-deletions.sql",
          "013-archive.sql",
          "014-redaction-scans.sql",
          "015-costs.sql");

  /// The version that every open database has.
  static final int VERSION = FILES.size();

  private Schema() {}

  static void migrate(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
      int version = version(statement);
      if (version > FILES.size()) {
        throw new StorageException(
            file
                + ": schema version "
                + version
                + " (expected: at most "
                + FILES.size()
                + "). It was written by a newer version of the program; use that one, or another"
                + " data folder.",
            false,
            null);
      }
      if (version == 0) { // each commit would wait for the disk
        statement.execute("BEGIN TRANSACTION");
        for (int next = 1; next <= FILES.size(); next++) {
          apply(statement, next);
        }
        statement.execute("COMMIT");
        return;
      }
      for (int next = version + 1; next <= FILES.size(); next++) {
        statement.execute("BEGIN TRANSACTION");
        apply(statement, next);
        statement.execute("COMMIT");
      }
    }
  }

  private static void apply(Statement statement, int version) throws SQLException {
    statement.execute(text(FILES.get(version - 1)));
    statement.execute("INSERT INTO schema_version VALUES (" + version + ")");
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static String text(String name) {
    try (InputStream in = Schema.class.getResourceAsStream("schema/" + name)) {
      if (in == null) {
        throw new AssertionError("the program is packed without schema/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StorageException("schema/" + name + ": cannot be read", false, e);
    }
  }
}
