// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a channel is doing.
///
/// @param deliveredAt when something got through last; null for never
/// @param failingSince since when nothing gets through; null when it does
/// @param attempts how often it was tried since; count
/// @param retryAt when it is tried again; null for when there is something to tell
/// @param error why nothing gets through; null when it does
record ChannelHealth(
    @Nullable Instant deliveredAt,
    @Nullable Instant failingSince,
    int attempts,
    @Nullable Instant retryAt,
    @Nullable String error) {

  ChannelHealth delivered(Instant at) {
    return new ChannelHealth(at, null, 0, null, null);
  }

  ChannelHealth failed(Instant at, Instant next, String reason) {
    return new ChannelHealth(
        deliveredAt, failingSince == null ? at : failingSince, attempts + 1, next, reason);
  }

  /// The same, to be tried at once.
  ChannelHealth atOnce() {
    return new ChannelHealth(deliveredAt, failingSince, attempts, null, error);
  }

  /// As it was left; to be tried at once.
  static ChannelHealth read(AlertDatabase database, String channel) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement("SELECT * FROM channel_health WHERE channel = ?")) {
        select.setString(1, channel);
        try (ResultSet row = select.executeQuery()) {
          return row.next()
              ? new ChannelHealth(
                  time(row, "delivered_at"),
                  time(row, "failing_since"),
                  row.getInt("attempts"),
                  null,
                  row.getString("error"))
              : new ChannelHealth(null, null, 0, null, null);
        }
      }
    });
  }

  void write(AlertDatabase database, String channel) {
    database.in(connection -> write(connection, channel));
  }

  private int write(Connection connection, String channel) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            """
            INSERT OR REPLACE INTO channel_health
              (channel, delivered_at, failing_since, attempts, retry_at, error)
            VALUES (?, ?, ?, ?, ?, ?)
            """)) {
      put.setString(1, channel);
      set(put, 2, deliveredAt);
      set(put, 3, failingSince);
      put.setInt(4, attempts);
      set(put, 5, retryAt);
      put.setString(6, error);
      return put.executeUpdate();
    }
  }

  private static void set(PreparedStatement put, int column, @Nullable Instant time)
      throws SQLException {
    if (time == null) {
      put.setNull(column, Types.INTEGER);
    } else {
      put.setLong(column, time.toEpochMilli());
    }
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
