// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.ScanPosition;
import ai.mozaiks.observability.storage.ScannedSignal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The tables `redaction_scans` and `redaction_scan_counts`.
final class RedactionScans {
  private RedactionScans() {}

  /// Puts a scan in the place of what it was. Of the writer thread.
  static void save(DuckDBConnection connection, RedactionScan scan) throws SQLException {
    for (String table : List.of("redaction_scans", "redaction_scan_counts")) {
      try (PreparedStatement statement =
          connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
        statement.setString(1, scan.id());
        statement.executeUpdate();
      }
    }
    Instant doneAt = scan.doneAt();
    ScanPosition position = scan.position();
    try (Rows rows = new Rows(connection.createAppender("redaction_scans"))) {
      rows.begin().add(scan.id()).add(scan.fingerprint()).add(Nanos.saturated(scan.askedAt()));
      rows.add(scan.askedBy()).add(scan.reason()).add(scan.dryRun());
      rows.addOrNull(doneAt == null ? null : (Long) Nanos.saturated(doneAt));
      rows.add(position.signal().word());
      rows.add(position.first()).add(position.second()).add(position.third()).end();
    }
    try (Rows rows = new Rows(connection.createAppender("redaction_scan_counts"))) {
      for (Map.Entry<ScannedSignal, RedactionScan.Rows> entry : scan.rows().entrySet()) {
        String signal = entry.getKey().word();
        count(rows, scan.id(), "read", signal, entry.getValue().read());
        count(rows, scan.id(), "changed", signal, entry.getValue().changed());
        count(rows, scan.id(), "left", signal, entry.getValue().left());
      }
      for (Map.Entry<String, Long> entry : scan.byRule().entrySet()) {
        count(rows, scan.id(), "masked", entry.getKey(), entry.getValue());
      }
    }
  }

  private static void count(Rows rows, String id, String kind, String name, long amount)
      throws SQLException {
    rows.begin().add(id).add(kind).add(name).add(amount).end();
  }

  static List<RedactionScan> list(Connection connection, int limit) throws SQLException {
    List<RedactionScan> scans = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT id, fingerprint, asked_nanos, asked_by, reason, dry_run, done_nanos, signal,
                  after_first, after_second, after_third
                FROM redaction_scans ORDER BY asked_nanos DESC, id LIMIT %d
                """
                    .formatted(limit))) {
      while (row.next()) {
        scans.add(read(connection, row));
      }
    }
    return List.copyOf(scans);
  }

  private static RedactionScan read(Connection connection, ResultSet row) throws SQLException {
    String id = row.getString("id");
    Map<ScannedSignal, RedactionScan.Rows> rows = new EnumMap<>(ScannedSignal.class);
    Map<String, Long> byRule = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT kind, name, amount FROM redaction_scan_counts WHERE id = ?")) {
      statement.setString(1, id);
      try (ResultSet count = statement.executeQuery()) {
        while (count.next()) {
          String name = count.getString(2);
          long amount = count.getLong(3);
          switch (count.getString(1)) {
            case "read" -> add(rows, name, new RedactionScan.Rows(amount, 0, 0));
            case "changed" -> add(rows, name, new RedactionScan.Rows(0, amount, 0));
            case "left" -> add(rows, name, new RedactionScan.Rows(0, 0, amount));
            default -> byRule.put(name, amount);
          }
        }
      }
    }
    return new RedactionScan(
        id,
        row.getString("fingerprint"),
        Nanos.toInstant(row.getLong("asked_nanos")),
        row.getString("asked_by"),
        row.getString("reason"),
        row.getBoolean("dry_run"),
        time(row, "done_nanos"),
        new ScanPosition(
            signal(row.getString("signal")),
            row.getLong("after_first"),
            row.getLong("after_second"),
            row.getLong("after_third")),
        rows,
        byRule);
  }

  private static void add(
      Map<ScannedSignal, RedactionScan.Rows> rows, String signal, RedactionScan.Rows some) {
    rows.merge(signal(signal), some, RedactionScan.Rows::plus);
  }

  private static ScannedSignal signal(String word) {
    return ScannedSignal.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long nanos = row.getLong(column);
    return row.wasNull() ? null : Nanos.toInstant(nanos);
  }
}
