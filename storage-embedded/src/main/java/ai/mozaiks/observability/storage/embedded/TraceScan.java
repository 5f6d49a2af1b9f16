// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.PartId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads what belongs to some traces. There is no index: the times of the traces bound what must be
/// looked at. A condition in SQL may let through a few rows of others, of which the halves of the
/// trace id are those of two of these.
final class TraceScan {
  private final Connection connection;
  private final Map<PartId, PartId> traces = new HashMap<>();
  private final String highs;
  private final String lows;
  private final String times;

  private TraceScan(Connection connection, List<PartId> traces) throws SQLException {
    this.connection = connection;
    traces.forEach(trace -> this.traces.put(trace, trace));
    highs = list(traces, PartId::high);
    lows = list(traces, PartId::low);
    String[] range = {""};
    forEachRow(
        "SELECT coalesce(min(scan_from), 1), coalesce(max(scan_to), 0) FROM parts"
            + " WHERE NOT direct AND high IN %s AND low IN %s".formatted(highs, lows),
        row -> range[0] = row.getLong(1) + " AND " + row.getLong(2));
    times = range[0];
  }

  /// @param traces at least one, and no more than fit into one statement
  static TraceScan of(Connection connection, List<PartId> traces) throws SQLException {
    return new TraceScan(connection, traces);
  }

  private static String list(List<PartId> traces, ToLongFunction<PartId> half) {
    return traces.stream()
        .map(trace -> String.valueOf(half.applyAsLong(trace)))
        .distinct()
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /// The condition for rows of these traces.
  String of(String time, String high, String low) {
    return "%s BETWEEN %s AND %s IN %s AND %s IN %s".formatted(time, times, high, highs, low, lows);
  }

  /// One of the traces, always the same object; null for another one.
  @Nullable PartId held(long high, long low) {
    return traces.get(PartId.ofTrace(high, low));
  }

  boolean holds(PartId trace) {
    return traces.containsKey(trace);
  }

  long countSpans() throws SQLException {
    long[] count = {0};
    forEachRow(
        "SELECT trace_high, trace_low, count(*) FROM spans WHERE "
            + of("start_nanos", "trace_high", "trace_low")
            + " GROUP BY ALL",
        row -> count[0] += held(row.getLong(1), row.getLong(2)) == null ? 0 : row.getLong(3));
    return count[0];
  }

  void forEachRow(String sql, ChatQueries.RowConsumer consumer) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        consumer.accept(row);
      }
    }
  }
}
