// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.notify.NotificationQueue.Place;
import ai.mozaiks.observability.server.alerts.notify.NotificationQueue.Waiting;
import ai.mozaiks.observability.server.alerts.notify.channel.NoticedAlert;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The rows of the [NotificationQueue]: its groups and their alerts, read and written within a
/// transaction of the caller's. What they mean is not its business.
final class NotificationRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private NotificationRows() {}

  /// Makes a group, or has a known one looked at when its news are due.
  static void putGroup(Connection connection, Destination to, Instant now) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            """
            INSERT INTO notification_groups
              (channel, group_key, labels, interval_ms, repeat_ms, due_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET
              interval_ms = ?4,
              repeat_ms = ?5,
              due_at = min(
                due_at,
                max(?7, iif(?8, 0, ifnull(sent_at + ?4, due_at)), iif(attempts > 0, due_at, 0)))
            """)) {
      ObjectNode labels = JSON.createObjectNode();
      to.labels().forEach(labels::put);
      put.setString(1, to.channel());
      put.setString(2, to.key());
      put.setString(3, JSON.writeValueAsString(labels));
      put.setLong(4, to.pace().groupInterval().toMillis());
      put.setLong(5, to.pace().repeatInterval().toMillis());
      put.setLong(6, now.plus(to.pace().groupWait()).toEpochMilli());
      put.setLong(7, now.toEpochMilli());
      put.setBoolean(8, to.atOnce());
      put.executeUpdate();
    }
  }

  static void put(Connection connection, Place place, WaitingAlert alert) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            """
            INSERT OR REPLACE INTO notification_alerts
              (channel, group_key, fingerprint, alert, firing, told_since, wanted, missed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      name(put, place);
      put.setString(4, alert.alert().toJson());
      put.setBoolean(5, alert.firing());
      Instant told = alert.toldSince();
      if (told == null) {
        put.setNull(6, Types.INTEGER);
      } else {
        put.setLong(6, told.toEpochMilli());
      }
      put.setBoolean(7, alert.wanted());
      put.setInt(8, alert.missed());
      put.executeUpdate();
    }
  }

  static void remove(Connection connection, Place place) throws SQLException {
    try (PreparedStatement remove =
        connection.prepareStatement(
            "DELETE FROM notification_alerts"
                + " WHERE channel = ? AND group_key = ? AND fingerprint = ?")) {
      name(remove, place);
      remove.executeUpdate();
    }
  }

  private static void name(PreparedStatement statement, Place place) throws SQLException {
    statement.setString(1, place.channel());
    statement.setString(2, place.key());
    statement.setString(3, place.fingerprint());
  }

  /// An alert as it waits; null for none.
  static @Nullable WaitingAlert find(Connection connection, Place place) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM notification_alerts"
                + " WHERE channel = ? AND group_key = ? AND fingerprint = ?")) {
      name(select, place);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? alert(row) : null;
      }
    }
  }

  private static WaitingAlert alert(ResultSet row) throws SQLException {
    return new WaitingAlert(
        NoticedAlert.fromJson(row.getString("alert")),
        row.getBoolean("firing"),
        time(row, "told_since"),
        row.getBoolean("wanted"),
        row.getInt("missed"));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  /// The groups that are due, those that wait longest first.
  static List<WaitingGroup> due(Connection connection, String channel, Instant now, int most)
      throws SQLException {
    List<WaitingGroup> groups = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM notification_groups WHERE channel = ? AND due_at <= ?"
                + " ORDER BY due_at, group_key LIMIT ?")) {
      select.setString(1, channel);
      select.setLong(2, now.toEpochMilli());
      select.setInt(3, most);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          groups.add(group(connection, row));
        }
      }
    }
    return groups;
  }

  private static WaitingGroup group(Connection connection, ResultSet row) throws SQLException {
    String channel = row.getString("channel");
    String key = row.getString("group_key");
    SortedMap<String, String> labels = new TreeMap<>();
    JSON.readTree(row.getString("labels"))
        .properties()
        .forEach(each -> labels.put(each.getKey(), each.getValue().asString("")));
    List<WaitingAlert> alerts = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM notification_alerts WHERE channel = ? AND group_key = ?")) {
      select.setString(1, channel);
      select.setString(2, key);
      try (ResultSet each = select.executeQuery()) {
        while (each.next()) {
          alerts.add(alert(each));
        }
      }
    }
    return new WaitingGroup(
        channel,
        key,
        labels,
        Duration.ofMillis(row.getLong("interval_ms")),
        Duration.ofMillis(row.getLong("repeat_ms")),
        time(row, "sent_at"),
        row.getInt("attempts"),
        alerts);
  }

  /// When the next group of a channel is due; empty when it has none.
  static Optional<Instant> next(Connection connection, String channel) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT min(due_at) AS due_at FROM notification_groups WHERE channel = ?")) {
      select.setString(1, channel);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.ofNullable(time(row, "due_at")) : Optional.empty();
      }
    }
  }

  /// Removes a group that has no alerts.
  ///
  /// @return whether it is gone
  static boolean removeEmpty(Connection connection, WaitingGroup group) throws SQLException {
    try (PreparedStatement remove =
        connection.prepareStatement(
            """
            DELETE FROM notification_groups AS g
            WHERE channel = ?1 AND group_key = ?2
              AND NOT EXISTS (SELECT 1 FROM notification_alerts AS a
                              WHERE a.channel = g.channel AND a.group_key = g.group_key)
            """)) {
      remove.setString(1, group.channel());
      remove.setString(2, group.key());
      return remove.executeUpdate() > 0;
    }
  }

  /// Looks at a group again later.
  ///
  /// @param sentAt null to leave it as it was
  static void postpone(
      Connection connection,
      WaitingGroup group,
      Instant due,
      @Nullable Instant sentAt,
      int attempts)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE notification_groups SET due_at = ?, attempts = ?"
                + (sentAt == null ? "" : ", sent_at = ?")
                + " WHERE channel = ? AND group_key = ?")) {
      int column = 1;
      update.setLong(column++, due.toEpochMilli());
      update.setInt(column++, attempts);
      if (sentAt != null) {
        update.setLong(column++, sentAt.toEpochMilli());
      }
      update.setString(column++, group.channel());
      update.setString(column, group.key());
      update.executeUpdate();
    }
  }

  /// Has the group of an alert looked at now, if it was to be later.
  static void hurry(Connection connection, Place place, Instant now) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE notification_groups SET due_at = min(due_at, ?)"
                + " WHERE channel = ? AND group_key = ?")) {
      update.setLong(1, now.toEpochMilli());
      update.setString(2, place.channel());
      update.setString(3, place.key());
      update.executeUpdate();
    }
  }

  /// Where something fires.
  static List<Place> firing(Connection connection) throws SQLException {
    List<Place> places = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT channel, group_key, fingerprint FROM notification_alerts"
                    + " WHERE firing = 1");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        places.add(new Place(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    return places;
  }

  /// Removes the groups of all other channels.
  ///
  /// @return how many groups that were
  static int keepOnly(Connection connection, Collection<String> channels) throws SQLException {
    String names = String.join(", ", Collections.nCopies(channels.size(), "?"));
    try (PreparedStatement remove =
        connection.prepareStatement(
            "DELETE FROM notification_groups WHERE channel NOT IN (" + names + ")")) {
      int column = 1;
      for (String each : channels) {
        remove.setString(column++, each);
      }
      return remove.executeUpdate();
    }
  }

  static Waiting waiting(Connection connection, String channel) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(DISTINCT group_key), count(*) FROM notification_alerts"
                + " WHERE channel = ? AND (firing = 0 OR told_since IS NULL)")) {
      select.setString(1, channel);
      try (ResultSet row = select.executeQuery()) {
        return new Waiting(row.getInt(1), row.getInt(2));
      }
    }
  }
}
