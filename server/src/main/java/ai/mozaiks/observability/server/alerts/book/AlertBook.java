// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.book;

import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What is remembered of alerts: what they are, what they were, and who changed what. Any thread
/// may use it.
public final class AlertBook {

  /// So long it is remembered when an alert came into another state.
  public static final Duration MEMORY = Duration.ofDays(400);

  private static final int PAGE = 1_000;

  private final AlertDatabase database;

  public AlertBook(AlertDatabase database) {
    this.database = database;
  }

  /// An alert as it was when it came into another state.
  ///
  /// @param id grows with time
  /// @param state what it came into: a word of
  ///   [ai.mozaiks.observability.server.alerts.engine.AlertState], or `inactive` for one that was
  ///   pending and is gone
  public record Entry(long id, Instant at, String state, Alert alert) {}

  /// Something that was changed, or done, by somebody.
  ///
  /// @param who as they called themselves
  /// @param what for example `rules loaded`
  /// @param detail JSON
  public record AuditEntry(long id, Instant at, String who, String what, String detail) {}

  /// The alerts as they were left.
  public List<Alert> alerts() {
    return database.in(connection -> {
      List<Alert> alerts = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement("SELECT alert FROM alerts");
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          alerts.add(AlertJson.read(row.getString(1)));
        }
      }
      return alerts;
    });
  }

  /// Remembers what changed, within a transaction.
  ///
  /// @param connection of [AlertDatabase#in]
  public void record(Connection connection, List<AlertChange> changes) throws SQLException {
    for (AlertChange change : changes) {
      Alert alert = change.alert();
      String group = JsonMapper.shared().writeValueAsString(alert.group().values());
      if (change.after() == null) {
        run(
            connection,
            "DELETE FROM alerts WHERE rule = ? AND alert_group = ?",
            alert.rule(),
            group);
      } else {
        run(
            connection,
            "INSERT OR REPLACE INTO alerts VALUES (?, ?, ?)",
            alert.rule(),
            group,
            AlertJson.stored(alert));
      }
      run(
          connection,
          "INSERT INTO alert_history (at, rule, state, alert) VALUES (?, ?, ?, ?)",
          change.at().toEpochMilli(),
          alert.rule(),
          change.after() == null ? "inactive" : alert.state().word(),
          AlertJson.stored(alert));
    }
  }

  /// Forgets alerts that were over at this time, and history that is too old.
  public void forget(Instant resolvedBefore, Instant now) {
    database.in(connection -> {
      run(
          connection,
          "DELETE FROM alerts WHERE json_extract(alert, '$.resolved_at') < ?",
          resolvedBefore.toString());
      long border = now.minus(MEMORY).toEpochMilli();
      run(connection, "DELETE FROM alert_history WHERE at < ?", border);
      run(connection, "DELETE FROM audit WHERE at < ?", border);
      return true;
    });
  }

  /// When alerts came into another state, the latest first.
  ///
  /// @param before only entries with a smaller id; null for the latest
  /// @param rule of one rule; null for all
  /// @param limit at most so many
  public List<Entry> history(@Nullable Long before, @Nullable String rule, int limit) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT id, at, state, alert FROM alert_history"
                  + " WHERE id < ? AND (? IS NULL OR rule = ?) ORDER BY id DESC LIMIT ?")) {
        select.setLong(1, before == null ? Long.MAX_VALUE : before);
        select.setString(2, rule);
        select.setString(3, rule);
        select.setInt(4, limit);
        return entries(select);
      }
    });
  }

  /// The entries after one, the earliest first.
  ///
  /// @param after only entries with a larger id
  /// @param limit at most so many
  public List<Entry> since(long after, int limit) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT id, at, state, alert FROM alert_history WHERE id > ? ORDER BY id LIMIT ?")) {
        select.setLong(1, after);
        select.setInt(2, limit);
        return entries(select);
      }
    });
  }

  /// The entries since a time, the earliest first. Read in pages, so that nobody waits for long.
  ///
  /// @param from inclusive
  public void forEachSince(Instant from, Consumer<Entry> consumer) {
    long after = 0;
    List<Entry> page;
    do {
      page = page(from, after);
      page.forEach(consumer);
      after = page.isEmpty() ? after : page.getLast().id();
    } while (page.size() == PAGE);
  }

  private List<Entry> page(Instant from, long after) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT id, at, state, alert FROM alert_history"
                  + " WHERE at >= ? AND id > ? ORDER BY id LIMIT ?")) {
        select.setLong(1, from.toEpochMilli());
        select.setLong(2, after);
        select.setInt(3, PAGE);
        return entries(select);
      }
    });
  }

  /// The id of the latest entry; 0 when there is none.
  public long latest() {
    return database.in(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement("SELECT coalesce(max(id), 0) FROM alert_history");
          ResultSet row = select.executeQuery()) {
        return row.getLong(1);
      }
    });
  }

  private static List<Entry> entries(PreparedStatement select) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        entries.add(
            new Entry(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                AlertJson.read(row.getString(4))));
      }
    }
    return entries;
  }

  /// Notes that somebody changed or did something.
  public void audit(Instant at, String who, String what, String detail) {
    database.in(connection -> {
      run(
          connection,
          "INSERT INTO audit (at, who, what, detail) VALUES (?, ?, ?, ?)",
          at.toEpochMilli(),
          who,
          what,
          detail);
      return true;
    });
  }

  /// What was changed or done, the latest first.
  ///
  /// @param before only entries with a smaller id; null for the latest
  /// @param limit at most so many
  public List<AuditEntry> audits(@Nullable Long before, int limit) {
    return database.in(connection -> {
      List<AuditEntry> entries = new ArrayList<>();
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT id, at, who, what, detail FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?")) {
        select.setLong(1, before == null ? Long.MAX_VALUE : before);
        select.setInt(2, limit);
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            entries.add(
                new AuditEntry(
                    row.getLong(1),
                    Instant.ofEpochMilli(row.getLong(2)),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5)));
          }
        }
      }
      return entries;
    });
  }

  private static void run(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
