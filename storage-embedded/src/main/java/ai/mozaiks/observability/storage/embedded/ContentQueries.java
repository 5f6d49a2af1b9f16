// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ChatContent;
import ai.mozaiks.observability.storage.ContentKind;
import ai.mozaiks.observability.storage.ContentOnce;
import ai.mozaiks.observability.storage.ContentPlacement;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.ContentQuery.Place;
import ai.mozaiks.observability.storage.ContentTeller;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredChat;
import ai.mozaiks.observability.storage.StoredContent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The content of a chat: first where each item belongs, from narrow columns only, then the texts
/// of one page.
final class ContentQueries {
  private static final int TRACES_PER_QUERY = 1_000;

  private ContentQueries() {}

  static List<ChatContent> content(Connection connection, ContentQuery query) throws SQLException {
    TreeMap<Place, Found> found = new TreeMap<>(query.order());
    List<PartId> traces = List.copyOf(traces(connection, query.chat()));
    for (int i = 0; i < traces.size(); i += TRACES_PER_QUERY) {
      List<PartId> some = traces.subList(i, Math.min(i + TRACES_PER_QUERY, traces.size()));
      new Search(connection, query, some).addTo(found);
    }
    List<Map.Entry<Place, Found>> page = page(query, found);
    Map<Place, StoredContent> items = items(connection, page);
    List<ChatContent> content = new ArrayList<>(page.size());
    for (Map.Entry<Place, Found> entry : page) {
      StoredContent item = items.get(entry.getKey());
      if (item != null) {
        content.add(new ChatContent(item, entry.getValue().agent()));
      }
    }
    return List.copyOf(content);
  }

  /// An item without its text.
  private record Found(
      @Nullable String agent,
      int bytes,
      long spanStartNanos,
      ContentKind kind,
      ContentTeller teller) {
    Found of(@Nullable String owner) {
      return new Found(owner, bytes, spanStartNanos, kind, teller);
    }
  }

  private static Set<PartId> traces(Connection connection, ChatKey chat) throws SQLException {
    Optional<StoredChat> stored = ChatQueries.chat(connection, chat);
    Set<PartId> traces = new HashSet<>();
    if (stored.isEmpty()) {
      return traces;
    }
    String sql =
        """
        SELECT DISTINCT part_high, part_low FROM events
        WHERE at_nanos BETWEEN %d AND %d AND NOT direct AND chat_id = ? AND app = ?
        """
            .formatted(
                Nanos.of(stored.get().summary().startedAt()),
                Nanos.of(stored.get().summary().lastStartAt()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, chat.chatId());
      statement.setString(2, chat.app());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          traces.add(PartId.ofTrace(row.getLong(1), row.getLong(2)));
        }
      }
    }
    return traces;
  }

  private static List<Map.Entry<Place, Found>> page(
      ContentQuery query, SortedMap<Place, Found> found) {
    List<Map.Entry<Place, Found>> page = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<Place, Found> entry : found.entrySet()) {
      bytes += entry.getValue().bytes();
      if (page.size() == query.limit() || (!page.isEmpty() && bytes > query.maxBytes())) {
        break;
      }
      page.add(entry);
    }
    return page;
  }

  private static Map<Place, StoredContent> items(
      Connection connection, List<Map.Entry<Place, Found>> page) throws SQLException {
    Map<Place, StoredContent> items = new HashMap<>();
    if (page.isEmpty()) {
      return items;
    }
    String sql =
        """
        SELECT %s FROM content
        WHERE span_start_nanos BETWEEN %d AND %d AND at_nanos BETWEEN %d AND %d
          AND trace_high IN (%s)
        """
            .formatted(
                ContentRows.COLUMNS,
                least(page, entry -> entry.getValue().spanStartNanos()),
                -least(page, entry -> -entry.getValue().spanStartNanos()),
                least(page, entry -> entry.getKey().atNanos()),
                -least(page, entry -> -entry.getKey().atNanos()),
                highs(page.stream().map(entry -> entry.getKey().trace()).toList()));
    Set<Place> wanted = page.stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        StoredContent item = ContentRows.read(row);
        Place place = Place.of(item);
        if (wanted.contains(place)) {
          items.put(place, item);
        }
      }
    }
    return items;
  }

  private static long least(
      List<Map.Entry<Place, Found>> page, ToLongFunction<Map.Entry<Place, Found>> nanos) {
    return page.stream().mapToLong(nanos).min().orElseThrow();
  }

  private static String highs(List<PartId> traces) {
    return traces.stream()
        .map(PartId::high)
        .distinct()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  /// Places what is in some traces.
  private static final class Search {
    private final Connection connection;
    private final ContentQuery query;
    private final Set<PartId> traces;
    private final String highs;
    private final ContentPlacement placement = new ContentPlacement();
    private final Map<Place, Found> items = new HashMap<>();
    private final ContentOnce once = new ContentOnce();
    private String scan = "";

    Search(Connection connection, ContentQuery query, List<PartId> traces) {
      this.connection = connection;
      this.query = query;
      this.traces = new HashSet<>(traces);
      this.highs = highs(traces);
    }

    void addTo(Map<Place, Found> found) throws SQLException {
      scan = scanRange();
      readItems();
      items
          .entrySet()
          .removeIf(
              item -> !query.reaches(item.getKey()) || !isShown(item.getKey(), item.getValue()));
      if (items.isEmpty()) {
        return;
      }
      readEvents();
      boolean needsParents =
          items.keySet().stream()
              .anyMatch(place -> placement.needsParents(place.trace(), place.spanId()));
      if (needsParents) {
        readParents();
      }
      items.forEach((place, item) -> {
        ContentPlacement.Owner owner = placement.ownerOf(place.trace(), place.spanId());
        if (owner != null && owner.chat().equals(query.chat())) {
          found.put(place, item.of(owner.agent()));
        }
      });
    }

    private String scanRange() throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT coalesce(min(scan_from), 1), coalesce(max(scan_to), 0) FROM parts"
                      + " WHERE high IN (%s)".formatted(highs))) {
        row.next();
        return row.getLong(1) + " AND " + row.getLong(2);
      }
    }

    private void readItems() throws SQLException {
      String sql =
          """
          SELECT trace_high, trace_low, span_id, position, at_nanos, text_bytes, span_start_nanos,
            kind, teller, event_high, event_low
          FROM content WHERE span_start_nanos BETWEEN %s AND trace_high IN (%s)
          """
              .formatted(scan, highs);
      forEachRow(
          sql,
          (trace, row) -> {
            RecordId event = ContentRows.event(row, 10);
            Place place = new Place(row.getLong(5), trace, row.getLong(3), event, row.getInt(4));
            ContentKind kind = ContentRows.kind(row.getString(8));
            ContentTeller teller = ContentRows.teller(row.getString(9));
            once.add(trace, place.spanId(), kind, teller, place.atNanos(), event);
            items.put(place, new Found(null, row.getInt(6), row.getLong(7), kind, teller));
          });
    }

    private boolean isShown(Place place, Found item) {
      return once.isShown(place.trace(), place.spanId(), item.kind(), item.teller(), place.event());
    }

    private void readEvents() throws SQLException {
      String sql =
          """
          SELECT part_high, part_low, coalesce(span_id, 0), app, chat_id, agent, at_nanos
          FROM events WHERE at_nanos BETWEEN %s AND NOT direct AND part_high IN (%s)
          """
              .formatted(scan, highs);
      forEachRow(
          sql,
          (trace, row) ->
              placement.event(
                  trace,
                  row.getLong(3),
                  new ChatKey(row.getString(4), row.getString(5)),
                  row.getString(6),
                  row.getLong(7)));
    }

    private void readParents() throws SQLException {
      String sql =
          """
          SELECT trace_high, trace_low, span_id, parent_span_id
          FROM spans WHERE start_nanos BETWEEN %s AND trace_high IN (%s)
          """
              .formatted(scan, highs);
      forEachRow(sql, (trace, row) -> placement.parent(trace, row.getLong(3), row.getLong(4)));
    }

    /// Takes a row of a trace.
    @FunctionalInterface
    private interface RowReader {
      void read(PartId trace, ResultSet row) throws SQLException;
    }

    private void forEachRow(String sql, RowReader reader) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          PartId trace = PartId.ofTrace(row.getLong(1), row.getLong(2));
          if (traces.contains(trace)) {
            reader.read(trace, row);
          }
        }
      }
    }
  }
}
