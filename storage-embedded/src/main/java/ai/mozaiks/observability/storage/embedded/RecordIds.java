// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Looks up records by what they are, in tables that have `time_nanos`, `id_high` and `id_low`.
final class RecordIds {
  private static final int IDS_PER_QUERY = 1000;

  private RecordIds() {}

  static Set<RecordId> known(Connection connection, String table, Collection<RecordKey> keys)
      throws SQLException {
    List<RecordKey> sorted =
        keys.stream().distinct().sorted(Comparator.comparingLong(RecordKey::timeNanos)).toList();
    Set<RecordId> known = new HashSet<>();
    for (int i = 0; i < sorted.size(); i += IDS_PER_QUERY) {
      List<RecordKey> some = sorted.subList(i, Math.min(i + IDS_PER_QUERY, sorted.size()));
      addKnown(connection, table, some, known);
    }
    return Set.copyOf(known);
  }

  /// @param keys by time
  private static void addKnown(
      Connection connection, String table, List<RecordKey> keys, Set<RecordId> known)
      throws SQLException {
    Set<RecordKey> asked = new HashSet<>(keys);
    String sql =
        "SELECT time_nanos, id_high, id_low FROM %s WHERE time_nanos BETWEEN %d AND %d AND id_low IN %s"
            .formatted(
                table,
                keys.getFirst().timeNanos(),
                keys.getLast().timeNanos(),
                keys.stream()
                    .map(key -> Long.toString(key.id().low()))
                    .collect(Collectors.joining(", ", "(", ")")));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        RecordId id = new RecordId(row.getLong(2), row.getLong(3));
        if (asked.contains(new RecordKey(row.getLong(1), id))) {
          known.add(id);
        }
      }
    }
  }

  static void forEach(Connection connection, String table, Consumer<RecordId> consumer)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id_high, id_low FROM " + table)) {
      while (row.next()) {
        consumer.accept(new RecordId(row.getLong(1), row.getLong(2)));
      }
    }
  }
}
