// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is remembered of the checks: how each is, its last [#MOST_RESULTS] looks, and sums by hour
/// for [#KEPT]. So it is bounded, however long a server runs. Any thread may use it.
///
/// All methods throw [ai.mozaiks.observability.storage.StorageException] when the database cannot
/// be used.
final class UptimeBook {
  static final int MOST_RESULTS = 1_000;
  static final Duration KEPT = Duration.ofDays(90);

  /// What availability is told for.
  static final List<Duration> WINDOWS =
      List.of(
          Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30), KEPT);

  private final AlertDatabase database;

  UptimeBook(AlertDatabase database) {
    this.database = database;
  }

  /// How an address was when it was looked at last; [CheckState#UNKNOWN] if it never was.
  CheckState state(String check) {
    return database.in(connection -> {
      List<CheckResult> last = latest(connection, check, 1);
      try (PreparedStatement select =
          connection.prepareStatement("SELECT * FROM uptime_checks WHERE check_name = ?")) {
        select.setString(1, check);
        try (ResultSet row = select.executeQuery()) {
          if (!row.next() || last.isEmpty()) {
            return CheckState.UNKNOWN;
          }
          return new CheckState(
              Instant.ofEpochMilli(row.getLong("since")),
              row.getInt("failures"),
              last.getFirst(),
              row.getString("outcome") == null ? null : result(row),
              time(row, "certificate_kept"));
        }
      }
    });
  }

  /// Remembers a look.
  ///
  /// @param state how the address is after it
  void record(String check, CheckResult result, CheckState state) {
    database.in(connection -> {
      insert(connection, check, result);
      addToHour(connection, check, result);
      write(connection, check, state, result.at());
      forget(connection, check, result.at());
      return true;
    });
  }

  private static void insert(Connection connection, String check, CheckResult result)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT OR REPLACE INTO uptime_results
              (check_name, at, outcome, took_us, status, reason, certificate)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setString(1, check);
      set(insert, 2, result);
      insert.executeUpdate();
    }
  }

  private static void addToHour(Connection connection, String check, CheckResult result)
      throws SQLException {
    try (PreparedStatement add =
        connection.prepareStatement(
            """
            INSERT INTO uptime_hours (check_name, hour, looks, failed, good_us)
            VALUES (?, ?, 1, ?, ?)
            ON CONFLICT (check_name, hour) DO UPDATE SET
              looks = looks + 1,
              failed = failed + excluded.failed,
              good_us = good_us + excluded.good_us
            """)) {
      add.setString(1, check);
      add.setLong(2, result.at().truncatedTo(ChronoUnit.HOURS).toEpochMilli());
      add.setInt(3, result.isUp() ? 0 : 1);
      add.setLong(4, result.isUp() ? micros(result.took()) : 0);
      add.executeUpdate();
    }
  }

  private static void write(Connection connection, String check, CheckState state, Instant now)
      throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT OR REPLACE INTO uptime_checks
              (check_name, at, outcome, took_us, status, reason, certificate,
               since, failures, certificate_kept)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      write.setString(1, check);
      CheckResult failure = state.lastFailure();
      if (failure == null) {
        for (int i = 2; i <= 7; i++) {
          write.setNull(i, Types.NULL);
        }
      } else {
        set(write, 2, failure);
      }
      Instant since = state.since();
      write.setLong(8, (since == null ? now : since).toEpochMilli());
      write.setInt(9, state.failures());
      setTime(write, 10, state.certificateExpires());
      write.executeUpdate();
    }
  }

  private static void forget(Connection connection, String check, Instant now) throws SQLException {
    try (PreparedStatement results =
            connection.prepareStatement(
                """
                DELETE FROM uptime_results WHERE check_name = ?1 AND at <
                  (SELECT at FROM uptime_results WHERE check_name = ?1
                   ORDER BY at DESC LIMIT 1 OFFSET ?2)
                """);
        PreparedStatement hours =
            connection.prepareStatement(
                "DELETE FROM uptime_hours WHERE check_name = ? AND hour < ?")) {
      results.setString(1, check);
      results.setInt(2, MOST_RESULTS - 1);
      results.executeUpdate();
      hours.setString(1, check);
      hours.setLong(2, now.minus(KEPT).truncatedTo(ChronoUnit.HOURS).toEpochMilli());
      hours.executeUpdate();
    }
  }

  /// Forgets what has become too old, of checks that are configured no longer as well.
  void forget(Instant now) {
    long border = now.minus(KEPT).truncatedTo(ChronoUnit.HOURS).toEpochMilli();
    database.in(connection -> {
      for (String statement :
          List.of(
              "DELETE FROM uptime_hours WHERE hour < ?",
              "DELETE FROM uptime_results WHERE at < ?",
              "DELETE FROM uptime_checks WHERE since < ? AND check_name NOT IN"
                  + " (SELECT check_name FROM uptime_results)")) {
        try (PreparedStatement delete = connection.prepareStatement(statement)) {
          delete.setLong(1, border);
          delete.executeUpdate();
        }
      }
      return true;
    });
  }

  /// The last looks, the latest first.
  ///
  /// @param limit how many at most; `>= 0`
  List<CheckResult> latest(String check, int limit) {
    return database.in(connection -> latest(connection, check, limit));
  }

  private static List<CheckResult> latest(Connection connection, String check, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM uptime_results WHERE check_name = ? ORDER BY at DESC LIMIT ?")) {
      select.setString(1, check);
      select.setInt(2, limit);
      List<CheckResult> results = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          results.add(result(row));
        }
      }
      return results;
    }
  }

  /// How an address was over each of [#WINDOWS].
  List<Availability> availability(String check, Instant now) {
    return database.in(connection -> {
      List<Availability> all = new ArrayList<>();
      for (Duration window : WINDOWS) {
        all.add(availability(connection, check, window, now));
      }
      return all;
    });
  }

  private static Availability availability(
      Connection connection, String check, Duration window, Instant now) throws SQLException {
    boolean byLook = window.compareTo(Duration.ofHours(1)) <= 0;
    Instant begin = now.minus(window);
    String statement =
        byLook
            ? """
            SELECT COUNT(*), SUM(outcome <> 'ok'), SUM(CASE outcome WHEN 'ok' THEN took_us END)
            FROM uptime_results WHERE check_name = ? AND at > ?
            """
            : """
            SELECT SUM(looks), SUM(failed), SUM(good_us)
            FROM uptime_hours WHERE check_name = ? AND hour >= ?
            """;
    try (PreparedStatement select = connection.prepareStatement(statement)) {
      select.setString(1, check);
      select.setLong(2, (byLook ? begin : begin.truncatedTo(ChronoUnit.HOURS)).toEpochMilli());
      try (ResultSet row = select.executeQuery()) {
        return new Availability(
            window, row.getLong(1), row.getLong(2), Duration.of(row.getLong(3), ChronoUnit.MICROS));
      }
    }
  }

  private static CheckResult result(ResultSet row) throws SQLException {
    Outcome outcome = Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT));
    return new CheckResult(
        Instant.ofEpochMilli(row.getLong("at")),
        outcome,
        Duration.of(row.getLong("took_us"), ChronoUnit.MICROS),
        row.getInt("status"),
        row.getString("reason"),
        time(row, "certificate"));
  }

  /// Sets six parameters from an index on.
  private static void set(PreparedStatement statement, int index, CheckResult result)
      throws SQLException {
    statement.setLong(index, result.at().toEpochMilli());
    statement.setString(index + 1, result.outcome().word());
    statement.setLong(index + 2, micros(result.took()));
    statement.setInt(index + 3, result.status());
    statement.setString(index + 4, result.reason());
    setTime(statement, index + 5, result.certificateExpires());
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private static void setTime(PreparedStatement statement, int index, @Nullable Instant time)
      throws SQLException {
    if (time == null) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setLong(index, time.toEpochMilli());
    }
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
