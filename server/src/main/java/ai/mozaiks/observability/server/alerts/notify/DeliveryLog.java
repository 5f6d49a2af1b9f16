// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.notify.Delivery.Kind;
import ai.mozaiks.observability.server.alerts.notify.Delivery.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Which deliveries were made, on disk. Thread-safe.
final class DeliveryLog {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Longer than a year, so that each test of a year is there.
  private static final Duration KEPT = Duration.ofDays(400);

  private final AlertDatabase database;

  DeliveryLog(AlertDatabase database) {
    this.database = database;
  }

  /// Something is about to be tried. What failed before and says the same goes on under its number;
  /// what says something else of the same groups is folded into this.
  ///
  /// @return its number
  long begin(
      String channel,
      Kind kind,
      Collection<String> groups,
      String title,
      String alerts,
      Instant now) {
    return database.in(connection -> {
      if (kind == Kind.ALERT) {
        TreeSet<String> keys = new TreeSet<>(groups);
        for (Delivery each : underWay(connection, channel)) {
          if (new TreeSet<>(each.groups()).equals(keys) && each.alerts().equals(alerts)) {
            again(connection, each.id(), now);
            return each.id();
          }
          if (keys.containsAll(each.groups())) {
            end(connection, each.id(), Status.FOLDED, each.error(), now);
          }
        }
      }
      return insert(connection, channel, kind, groups, title, alerts, now);
    });
  }

  private static void again(Connection connection, long id, Instant now) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE deliveries SET attempts = attempts + 1, last_at = ? WHERE id = ?")) {
      update.setLong(1, now.toEpochMilli());
      update.setLong(2, id);
      update.executeUpdate();
    }
  }

  private static long insert(
      Connection connection,
      String channel,
      Kind kind,
      Collection<String> groups,
      String title,
      String alerts,
      Instant now)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO deliveries
              (channel, kind, groups, title, alerts, status, attempts, first_at, last_at)
            VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)
            """,
            Statement.RETURN_GENERATED_KEYS)) {
      insert.setString(1, channel);
      insert.setString(2, kind.word());
      insert.setString(3, JSON.writeValueAsString(List.copyOf(groups)));
      insert.setString(4, title);
      insert.setString(5, alerts);
      insert.setString(6, Status.UNDER_WAY.word());
      insert.setLong(7, now.toEpochMilli());
      insert.setLong(8, now.toEpochMilli());
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        return keys.getLong(1);
      }
    }
  }

  private static void end(
      Connection connection, long id, Status status, @Nullable String error, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE deliveries SET status = ?, error = ?, last_at = max(last_at, ?) WHERE id = ?")) {
      update.setString(1, status.word());
      update.setString(2, error);
      update.setLong(3, now.toEpochMilli());
      update.setLong(4, id);
      update.executeUpdate();
    }
  }

  /// It is over with a delivery, or the latest try failed (`UNDER_WAY` with an error).
  void end(long id, Status status, @Nullable String error, Instant now) {
    database.in(connection -> {
      end(connection, id, status, error, now);
      return id;
    });
  }

  /// Nothing is left to be told of a group, so what was being tried of it alone is not tried again.
  void withdraw(String channel, String group, Instant now) {
    database.in(connection -> {
      for (Delivery each : underWay(connection, channel)) {
        if (each.groups().equals(List.of(group))) {
          end(connection, each.id(), Status.WITHDRAWN, each.error(), now);
        }
      }
      return group;
    });
  }

  private static List<Delivery> underWay(Connection connection, String channel)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM deliveries"
                + " WHERE channel = ? AND status = 'under_way' AND kind = 'alert'")) {
      select.setString(1, channel);
      return read(select);
    }
  }

  /// Where a delivery stands in the log.
  ///
  /// @param lastAt when it was tried last
  record Place(Instant lastAt, long id) {}

  /// Those tried last first.
  ///
  /// @param channel null for all
  /// @param after only those that come after this one; null for all
  List<Delivery> latest(@Nullable String channel, @Nullable Place after, int most) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT * FROM deliveries WHERE (?1 IS NULL OR channel = ?1) AND (last_at, id) < (?2, ?3)
              ORDER BY last_at DESC, id DESC LIMIT ?4
              """)) {
        select.setString(1, channel);
        select.setLong(2, after == null ? Long.MAX_VALUE : after.lastAt().toEpochMilli());
        select.setLong(3, after == null ? Long.MAX_VALUE : after.id());
        select.setInt(4, most);
        return read(select);
      }
    });
  }

  /// What was tried last within a time, about alerts.
  ///
  /// @param from inclusive
  /// @param to exclusive
  List<Delivery> ofAlerts(Instant from, Instant to) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT * FROM deliveries"
                  + " WHERE kind = 'alert' AND last_at >= ? AND last_at < ? ORDER BY id")) {
        select.setLong(1, from.toEpochMilli());
        select.setLong(2, to.toEpochMilli());
        return read(select);
      }
    });
  }

  /// Whether a report was delivered through a channel.
  ///
  /// @param topic as it was given as the only group
  boolean isReported(String channel, String topic) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT 1 FROM deliveries WHERE channel = ? AND status = 'delivered'"
                  + " AND kind = 'report' AND groups = ?")) {
        select.setString(1, channel);
        select.setString(2, JSON.writeValueAsString(List.of(topic)));
        try (ResultSet row = select.executeQuery()) {
          return row.next();
        }
      }
    });
  }

  /// Reports that were under way when the server stopped are so no longer.
  void endReports(Instant now) {
    database.in(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement(
              "UPDATE deliveries SET status = 'failed', last_at = max(last_at, ?),"
                  + " error = 'the server stopped meanwhile'"
                  + " WHERE kind = 'report' AND status = 'under_way'")) {
        update.setLong(1, now.toEpochMilli());
        return update.executeUpdate();
      }
    });
  }

  /// The latest test of a channel.
  Optional<Delivery> lastTest(String channel) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT * FROM deliveries WHERE channel = ? AND kind = 'test'"
                  + " ORDER BY id DESC LIMIT 1")) {
        select.setString(1, channel);
        return read(select).stream().findFirst();
      }
    });
  }

  private static List<Delivery> read(PreparedStatement select) throws SQLException {
    List<Delivery> deliveries = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        List<String> groups = new ArrayList<>();
        JSON.readTree(row.getString("groups")).forEach(each -> groups.add(each.stringValue()));
        deliveries.add(
            new Delivery(
                row.getLong("id"),
                row.getString("channel"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                groups,
                row.getString("title"),
                row.getString("alerts"),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("first_at")),
                Instant.ofEpochMilli(row.getLong("last_at")),
                row.getString("error")));
      }
    }
    return deliveries;
  }

  /// Forgets what is older than 400 days.
  void forgetOld(Instant now) {
    database.in(connection -> {
      try (PreparedStatement remove =
          connection.prepareStatement("DELETE FROM deliveries WHERE last_at < ?")) {
        remove.setLong(1, now.minus(KEPT).toEpochMilli());
        return remove.executeUpdate();
      }
    });
  }
}
