// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveReader;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.ArchivedChat;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.StoredChat;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredSpan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Questions about what is archived.
final class ArchiveQueries {
  private static final int FIRST_FILES = 4;
  private static final int MOST_FILES = 256;

  private static final Comparator<RecordKey> NEWEST_FIRST =
      Comparator.comparingLong(RecordKey::timeNanos).thenComparing(RecordKey::id).reversed();

  private final Connection connection;
  private final ArchiveFolder folder;
  private final List<ArchiveFile> files;

  /// @param files all that count, see [ArchiveSnapshot]
  ArchiveQueries(Connection connection, ArchiveFolder folder, List<ArchiveFile> files) {
    this.connection = connection;
    this.folder = folder;
    this.files = files;
  }

  private List<ArchiveFile> of(ArchiveSignal signal) {
    return files.stream().filter(file -> file.signal() == signal).toList();
  }

  private List<ArchiveFile> between(ArchiveSignal signal, Instant from, Instant to) {
    return of(signal).stream()
        .filter(file -> !file.to().isBefore(from) && !file.from().isAfter(to))
        .toList();
  }

  private String rows(ArchiveSignal signal, List<ArchiveFile> some) {
    return ArchiveSql.rows(signal, folder, some);
  }

  /// The files with the newest records first, until no other one can have anything that is newer.
  List<StoredLog> logs(LogQuery query) throws SQLException {
    Instant to =
        query.before() == null
            ? query.to()
            : earlier(query.to(), Nanos.toInstant(query.before().timeNanos()));
    List<ArchiveFile> places = new ArrayList<>(between(ArchiveSignal.LOGS, query.from(), to));
    places.sort(Comparator.comparing(ArchiveFile::to).reversed());
    Set<PartId> traces = traces(query.filter());
    List<StoredLog> found = new ArrayList<>();
    int atOnce = FIRST_FILES;
    for (int i = 0; i < places.size(); ) {
      if (found.size() == query.limit()
          && places.get(i).to().isBefore(Nanos.toInstant(found.getLast().timeNanos()))) {
        break;
      }
      List<ArchiveFile> some = places.subList(i, Math.min(i + atOnce, places.size()));
      found.addAll(newest(query, traces, some));
      found.sort(Comparator.comparing(StoredLog::key, NEWEST_FIRST));
      removeTwins(found);
      found.subList(Math.min(found.size(), query.limit()), found.size()).clear();
      i += some.size();
      atOnce = Math.min(4 * atOnce, MOST_FILES);
    }
    return List.copyOf(found);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /// A record that came again after it was archived is archived again.
  private static void removeTwins(List<StoredLog> sorted) {
    List<StoredLog> once = new ArrayList<>(sorted.size());
    for (StoredLog log : sorted) {
      if (once.isEmpty() || !once.getLast().key().equals(log.key())) {
        once.add(log);
      }
    }
    sorted.clear();
    sorted.addAll(once);
  }

  private List<StoredLog> newest(LogQuery query, Set<PartId> traces, List<ArchiveFile> some)
      throws SQLException {
    List<StoredLog> found = new ArrayList<>();
    RecordKey before = query.before();
    while (true) {
      LogConditions conditions =
          new LogConditions().between(query.from(), query.to()).like(query.filter(), traces);
      if (before != null) {
        conditions.olderThan(before);
      }
      int asked = query.limit() - found.size();
      List<StoredLog> page =
          list(
              conditions.prepare(
                  connection,
                  "SELECT %s FROM %s WHERE"
                      .formatted(LogRows.COLUMNS, rows(ArchiveSignal.LOGS, some)),
                  "ORDER BY time_nanos DESC, id_high DESC, id_low DESC LIMIT " + asked));
      found.addAll(page);
      removeTwins(found);
      if (page.size() < asked || found.size() == query.limit()) {
        return found;
      }
      before = found.getLast().key();
    }
  }

  private static List<StoredLog> list(PreparedStatement question) throws SQLException {
    List<StoredLog> found = new ArrayList<>();
    try (question;
        ResultSet row = question.executeQuery()) {
      while (row.next()) {
        found.add(LogRows.read(row));
      }
    }
    return found;
  }

  /// The traces of the chat of a filter, in the store and in the archive.
  private Set<PartId> traces(LogFilter filter) throws SQLException {
    LogFilter.OfChat chat = filter.chat();
    if (chat == null) {
      return Set.of();
    }
    Set<PartId> traces = new HashSet<>(LogQueries.traces(connection, chat.chats()));
    List<ArchiveFile> events = of(ArchiveSignal.EVENTS);
    if (!events.isEmpty()) {
      String app = filter.app();
      String sql =
          "SELECT DISTINCT direct, part_high, part_low, attached_trace FROM %s WHERE chat_id = ?%s"
              .formatted(rows(ArchiveSignal.EVENTS, events), app == null ? "" : " AND app = ?");
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, chat.chatId());
        if (app != null) {
          statement.setString(2, app);
        }
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            LogQueries.addTraces(row, traces);
          }
        }
      }
    }
    return traces;
  }

  List<ArchivedChat> chats(String chatId, @Nullable String app, int limit) throws SQLException {
    List<ArchiveFile> places = of(ArchiveSignal.CHATS);
    if (places.isEmpty()) {
      return List.of();
    }
    String sql =
        "SELECT %s FROM %s WHERE chat_id = ?%s ORDER BY written_nanos DESC, app LIMIT %d"
            .formatted(
                ChatRows.COLUMNS,
                rows(ArchiveSignal.CHATS, places),
                app == null ? "" : " AND app = ?",
                ArchiveReader.MAX_CHATS);
    List<StoredChat> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, chatId);
      if (app != null) {
        statement.setString(2, app);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(ChatRows.readStored(row));
        }
      }
    }
    List<ArchivedChat> chats = new ArrayList<>();
    for (StoredChat chat : found) {
      chats.add(chat(chat, limit));
    }
    return List.copyOf(chats);
  }

  private ArchivedChat chat(StoredChat chat, int limit) throws SQLException {
    List<ChatEvent> events = new ArrayList<>();
    Set<PartId> traces = new HashSet<>();
    readEvents(chat, events, traces);
    List<StoredSpan> spans = spans(traces, limit + 1);
    return new ArchivedChat(
        chat.summary(),
        chat.writtenAt(),
        events.subList(0, Math.min(limit, events.size())),
        spans.subList(0, Math.min(limit, spans.size())),
        events.size() <= limit && spans.size() <= limit);
  }

  /// They are filed under the day of their chat.
  private void readEvents(StoredChat chat, List<ChatEvent> events, Set<PartId> traces)
      throws SQLException {
    LocalDate day = LocalDate.ofInstant(chat.writtenAt(), ZoneOffset.UTC);
    List<ArchiveFile> places =
        of(ArchiveSignal.EVENTS).stream().filter(file -> file.day().equals(day)).toList();
    if (places.isEmpty()) {
      return;
    }
    String sql =
        "SELECT %s FROM %s WHERE chat_id = ? AND app = ? AND written_nanos = %d ORDER BY at_nanos, id"
            .formatted(
                EventReading.COLUMNS,
                rows(ArchiveSignal.EVENTS, places),
                Nanos.of(chat.writtenAt()));
    ChatKey key = chat.summary().key();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, key.chatId());
      statement.setString(2, key.app());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ChatEvent event = EventReading.event(row);
          events.add(event);
          PartId part = EventReading.part(row);
          if (!part.direct()) {
            traces.add(part);
          }
          if (event instanceof ChatEvent.TraceAttached attached) {
            LogQueries.addTrace(attached.traceId(), traces);
          }
        }
      }
    }
  }

  private List<StoredSpan> spans(Set<PartId> traces, int limit) throws SQLException {
    List<ArchiveFile> places = of(ArchiveSignal.SPANS);
    if (places.isEmpty() || traces.isEmpty()) {
      return List.of();
    }
    String sql =
        "SELECT %s FROM %s WHERE %s ORDER BY trace_high, trace_low, start_nanos, span_id LIMIT %d"
            .formatted(
                PartQueries.SPAN_COLUMNS,
                rows(ArchiveSignal.SPANS, places),
                LogConditions.isOf(traces),
                limit);
    List<StoredSpan> spans = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        spans.add(PartQueries.span(row));
      }
    }
    return spans;
  }
}
