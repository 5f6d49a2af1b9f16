// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.muting;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.labels.LabelMatchers;
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
  private static final String OPEN = "WHERE expired_at IS NULL ORDER BY ends_at DESC, id LIMIT ?1";

  /// So many can be in force or to come at a time. All of these are looked at.
  public static final int MOST = 1_000;

  private final AlertDatabase database;

  /// Those that somebody did not end, as they are in the database; what ends last comes first.
  private volatile List<Silence> open;

  public Silences(AlertDatabase database) {
    this.database = database;
    this.open = open();
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

  /// All of them, also those that are over; the latest first, then by id.
  ///
  /// @param after only those that come after the one with this id; null for all
  /// @param most at most so many
  public List<Silence> latest(@Nullable String after, int most) {
    return read(
        """
        WHERE ?2 IS NULL OR created_at < (SELECT created_at FROM silences WHERE id = ?2)
          OR (created_at = (SELECT created_at FROM silences WHERE id = ?2) AND id > ?2)
        ORDER BY created_at DESC, id LIMIT ?1
        """,
        most,
        after);
  }

  /// Whether there is or was one with this id.
  public boolean has(String id) {
    return !read("WHERE id = ?2 LIMIT ?1", 1, id).isEmpty();
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
    open = open();
    return true;
  }

  /// Ends one before its time.
  ///
  /// @param by who ends it
  /// @return as it is now; empty if there is none, or it is over
  public synchronized Optional<Silence> expire(String id, String by, Instant now) {
    Optional<Silence> found =
        open().stream()
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
      open = open();
    });
    return found;
  }

  private List<Silence> open() {
    return read(OPEN, MOST, null);
  }

  /// @param which what stands behind the table, with `?1` for how many
  /// @param id what stands for `?2`, if it has one
  private List<Silence> read(String which, int most, @Nullable String id) {
    return database.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement("SELECT * FROM silences " + which)) {
        select.setInt(1, most);
        if (which.contains("?2")) {
          select.setString(2, id);
        }
        return read(select);
      }
    });
  }

  private static List<Silence> read(PreparedStatement select) throws SQLException {
    List<Silence> silences = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
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
