// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.muting;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.labels.LabelMatchers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The silences, kept in the database. Thread-safe.
public final class Silences implements Muting {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String OPEN = "WHERE expired_at IS NULL ORDER BY ends_at DESC, id";
  private static final int MOST_SHOWN = 1_000;

  /// So many can be in force or to come at a time. All of these are looked at.
  public static final int MOST = MOST_SHOWN;

  private final AlertDatabase database;

  /// Those that somebody did not end, as they are in the database; what ends last comes first.
  private volatile List<Silence> open;

  public Silences(AlertDatabase database) {
    this.database = database;
    this.open = read(OPEN);
  }

  @Override
  public Optional<String> reason(Map<String, String> labels, Instant now) {
    for (Silence silence : open) {
      if (silence.state(now) == Silence.State.ACTIVE && silence.matchers().match(labels)) {
        return Optional.of("silenced by " + silence.createdBy() + " until " + silence.endsAt());
      }
    }
    return Optional.empty();
  }

  /// All of them, also those that are over; the latest first, at most 1,000.
  public List<Silence> all() {
    return read("ORDER BY created_at DESC, id");
  }

  /// Keeps a new one.
  ///
  /// @return whether there was room for it
  public synchronized boolean add(Silence silence) {
    Instant now = silence.createdAt();
    if (open.stream().filter(each -> each.state(now) != Silence.State.EXPIRED).count() >= MOST) {
      return false;
    }
    database.in(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              """
              INSERT INTO silences
                (id, matchers, starts_at, ends_at, created_at, created_by, comment)
              VALUES (?, ?, ?, ?, ?, ?, ?)
              """)) {
        insert.setString(1, silence.id());
        insert.setString(2, JSON.writeValueAsString(silence.matchers().texts()));
        insert.setLong(3, silence.startsAt().toEpochMilli());
        insert.setLong(4, silence.endsAt().toEpochMilli());
        insert.setLong(5, silence.createdAt().toEpochMilli());
        insert.setString(6, silence.createdBy());
        insert.setString(7, silence.comment());
        return insert.executeUpdate();
      }
    });
    open = read(OPEN);
    return true;
  }

  /// Ends one before its time.
  ///
  /// @param by who ends it
  /// @return as it is now; empty if there is none, or it is over
  public synchronized Optional<Silence> expire(String id, String by, Instant now) {
    Optional<Silence> found =
        read(OPEN).stream()
            .filter(each -> each.id().equals(id))
            .filter(each -> each.state(now) != Silence.State.EXPIRED)
            .findFirst()
            .map(each -> each.expired(now, by));
    found.ifPresent(silence -> {
      database.in(connection -> {
        try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE silences SET expired_at = ?, expired_by = ? WHERE id = ?")) {
          update.setLong(1, now.toEpochMilli());
          update.setString(2, by);
          update.setString(3, id);
          return update.executeUpdate();
        }
      });
      open = read(OPEN);
    });
    return found;
  }

  private List<Silence> read(String which) {
    return database.in(connection -> read(connection, which));
  }

  private static List<Silence> read(Connection connection, String which) throws SQLException {
    List<Silence> silences = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT * FROM silences " + which + " LIMIT " + MOST_SHOWN);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        silences.add(
            new Silence(
                row.getString("id"),
                matchers(row.getString("matchers")),
                Instant.ofEpochMilli(row.getLong("starts_at")),
                Instant.ofEpochMilli(row.getLong("ends_at")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("created_by"),
                row.getString("comment"),
                time(row, "expired_at"),
                row.getString("expired_by")));
      }
    }
    return silences;
  }

  private static LabelMatchers matchers(String json) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : JSON.readTree(json)) {
      texts.add(each.stringValue());
    }
    return LabelMatchers.of(texts);
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
