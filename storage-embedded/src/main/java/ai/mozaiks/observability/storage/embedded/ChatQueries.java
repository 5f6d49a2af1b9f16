// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.ChatQuery;
import ai.mozaiks.observability.storage.KnownChat;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredChat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Questions about chats and their events.
final class ChatQueries {
  private static final int KEYS_PER_QUERY = 500;
  private static final String SELECT = "SELECT " + ChatRows.COLUMNS + " FROM chats ";
  private static final String LATEST_FIRST = " ORDER BY last_activity_nanos DESC, app, chat_id";

  private ChatQueries() {}

  static Optional<StoredChat> chat(Connection connection, ChatKey key) throws SQLException {
    String sql = SELECT + "WHERE " + hasHash(key.chatId()) + " AND app = ? AND chat_id = ?";
    List<String> texts = List.of(key.app(), key.chatId());
    return rows(connection, sql, texts, ChatRows::readStored).stream().findFirst();
  }

  /// A number is compared many times faster than a text, and where it does not match nothing else
  /// is read.
  private static String hasHash(String chatId) {
    return "id_hash = " + KnownChat.hash(chatId);
  }

  static Map<ChatKey, ChatSummary> chats(Connection connection, Collection<ChatKey> keys)
      throws SQLException {
    Set<ChatKey> asked = new HashSet<>(keys);
    List<Long> hashes = asked.stream().map(KnownChat::hash).distinct().toList();
    Map<ChatKey, ChatSummary> found = new HashMap<>();
    for (int i = 0; i < hashes.size(); i += KEYS_PER_QUERY) {
      String some =
          hashes.subList(i, Math.min(i + KEYS_PER_QUERY, hashes.size())).stream()
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
      String sql = SELECT + "WHERE id_hash IN (" + some + ")";
      for (ChatSummary chat : chats(connection, sql, List.of())) {
        if (asked.contains(chat.key())) {
          found.put(chat.key(), chat);
        }
      }
    }
    return Map.copyOf(found);
  }

  static void forEachChat(Connection connection, Consumer<StoredChat> consumer)
      throws SQLException {
    forEachChat(connection, SELECT, consumer);
  }

  static void forEachChat(
      Connection connection,
      Instant writtenAfter,
      Instant activeSince,
      Consumer<StoredChat> consumer)
      throws SQLException {
    String sql =
        SELECT
            + """
            WHERE written_nanos > %d
              OR ((ended_nanos IS NULL OR last_start_nanos > ended_nanos)
                AND last_activity_nanos >= %d)
            """
                .formatted(Nanos.saturated(writtenAfter), Nanos.saturated(activeSince));
    forEachChat(connection, sql, consumer);
  }

  private static void forEachChat(Connection connection, String sql, Consumer<StoredChat> consumer)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        consumer.accept(ChatRows.readStored(row));
      }
    }
  }

  static void forEachKnownChat(Connection connection, Consumer<KnownChat> consumer)
      throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT id_hash, written_nanos FROM chats");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        consumer.accept(new KnownChat(row.getLong(1), Nanos.toInstant(row.getLong(2))));
      }
    }
  }

  static List<ChatSummary> chatsById(Connection connection, String chatId) throws SQLException {
    String sql =
        SELECT
            + "WHERE %s AND chat_id = ?".formatted(hasHash(chatId))
            + LATEST_FIRST
            + " LIMIT "
            + StorageReader.MAX_CHATS_BY_ID;
    return chats(connection, sql, List.of(chatId));
  }

  static List<ChatSummary> chats(Connection connection, ChatQuery query) throws SQLException {
    StringBuilder sql = new StringBuilder(SELECT).append("WHERE true");
    List<String> texts = new ArrayList<>();
    filter(sql, texts, "app", query.app());
    filter(sql, texts, "workflow", query.workflow());
    filter(sql, texts, "user_id", query.user());
    Instant since = query.activeSince();
    if (since != null && since.isAfter(Nanos.MAX_INSTANT)) {
      return List.of();
    }
    if (since != null) {
      sql.append(" AND last_activity_nanos >= ").append(Nanos.saturated(since));
    }
    ChatQuery.Cursor cursor = query.before();
    if (cursor != null && !cursor.lastActivityAt().isAfter(Nanos.MAX_INSTANT)) {
      long nanos = Nanos.saturated(cursor.lastActivityAt());
      sql.append(
          """
           AND last_activity_nanos <= %d
           AND (last_activity_nanos < %d OR app > ? OR (app = ? AND chat_id > ?))
          """
              .formatted(nanos, nanos));
      texts.addAll(List.of(cursor.app(), cursor.app(), cursor.chatId()));
    }
    sql.append(LATEST_FIRST).append(" LIMIT ").append(query.limit());
    return chats(connection, sql.toString(), texts);
  }

  private static void filter(
      StringBuilder sql, List<String> texts, String column, @Nullable String value) {
    if (value != null) {
      sql.append(" AND ").append(column).append(" = ?");
      texts.add(value);
    }
  }

  /// Makes something of one row.
  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static List<ChatSummary> chats(Connection connection, String sql, List<String> texts)
      throws SQLException {
    return rows(connection, sql, texts, ChatRows::read);
  }

  private static <T> List<T> rows(
      Connection connection, String sql, List<String> texts, RowReader<T> reader)
      throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < texts.size(); i++) {
        statement.setString(i + 1, texts.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(reader.read(row));
        }
      }
    }
    return List.copyOf(found);
  }

  static List<ChatEvent> events(Connection connection, ChatKey chat, int limit)
      throws SQLException {
    List<ChatEvent> events = new ArrayList<>();
    forEachEvent(
        connection, chat, "ORDER BY at_nanos, id LIMIT " + limit, (_, event) -> events.add(event));
    return List.copyOf(events);
  }

  static void forEachEvent(
      Connection connection, ChatKey chat, Collection<PartId> except, Consumer<ChatEvent> consumer)
      throws SQLException {
    Set<PartId> excluded = new HashSet<>(except);
    forEachEvent(
        connection,
        chat,
        "",
        (part, event) -> {
          if (!excluded.contains(part)) {
            consumer.accept(event);
          }
        });
  }

  /// Of each part that a chat has events of and each trace that was attached to it, once: whether
  /// the part holds direct events, the halves of its id, and the attached trace's id or null.
  static void forEachTrace(Connection connection, ChatKey chat, RowConsumer consumer)
      throws SQLException {
    Optional<ChatSummary> summary = chat(connection, chat).map(StoredChat::summary);
    if (summary.isEmpty()) {
      return;
    }
    String columns = "DISTINCT direct, part_high, part_low, attached_trace";
    forEachEvent(connection, chat, summary.get(), columns, "", consumer);
  }

  /// Takes one row.
  @FunctionalInterface
  interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  /// Takes an event and the part it comes from.
  @FunctionalInterface
  private interface EventConsumer {
    void accept(PartId part, ChatEvent event);
  }

  private static void forEachEvent(
      Connection connection, ChatKey chat, String order, EventConsumer consumer)
      throws SQLException {
    Optional<ChatSummary> summary = chat(connection, chat).map(StoredChat::summary);
    if (summary.isEmpty()) {
      return;
    }
    forEachEvent(
        connection,
        chat,
        summary.get(),
        EventReading.COLUMNS,
        order,
        row -> consumer.accept(EventReading.part(row), EventReading.event(row)));
  }

  private static void forEachEvent(
      Connection connection,
      ChatKey chat,
      ChatSummary summary,
      String columns,
      String order,
      RowConsumer consumer)
      throws SQLException {
    // the times bound what must be looked at: there is no index
    String sql =
        """
        SELECT %s FROM events
        WHERE at_nanos BETWEEN %d AND %d AND chat_id = ? AND app = ? %s
        """
            .formatted(
                columns, Nanos.of(summary.startedAt()), Nanos.of(summary.lastStartAt()), order);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, chat.chatId());
      statement.setString(2, chat.app());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          consumer.accept(row);
        }
      }
    }
  }
}
