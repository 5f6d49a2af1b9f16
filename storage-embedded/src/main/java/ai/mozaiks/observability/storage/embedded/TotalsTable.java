// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The table `totals`: what all events ever stored add up to, and which series are kept apart.
///
/// The writing side is of the writer thread.
final class TotalsTable {
  private static final String TABLE = "totals";

  /// How many events a series has.
  private static final String EVENTS = "events";

  /// For each series that is kept apart, whether it has events or not: its place in the order of
  /// admission, from 1.
  private static final String ADMITTED = "admitted";

  private final Connection connection;
  private final SeriesSums sums;
  private final List<Admitted> newlyAdmitted = new ArrayList<>();
  private final Map<TotalsKey, Change> changes = new HashMap<>();

  /// Null when it must be read from the table.
  private @Nullable Set<TotalsKey> series;

  private record Admitted(TotalsKey key, int place) {}

  /// What a batch changes in one series.
  private static final class Change {
    private final Totals totals = new Totals();
    private long events;
  }

  TotalsTable(Connection connection) throws SQLException {
    this.connection = connection;
    sums = new SeriesSums(TABLE, connection);
  }

  /// Forgets what was noted for a batch that failed.
  void clear() {
    changes.clear();
    newlyAdmitted.clear();
    series = null;
  }

  /// Keeps series apart from now on; before the events of the batch that names them.
  void admit(List<TotalsKey> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    Set<TotalsKey> names = series();
    for (TotalsKey key : keys) {
      if (names.add(key)) {
        newlyAdmitted.add(new Admitted(key, names.size()));
      }
    }
  }

  private Set<TotalsKey> series() throws SQLException {
    Set<TotalsKey> names = series;
    if (names == null) {
      names = new HashSet<>(admitted(connection));
      series = names;
    }
    return names;
  }

  private Change change(ChatEvent event) throws SQLException {
    TotalsKey key = TotalsKey.of(event);
    Change change = changes.get(key);
    if (change != null) {
      return change;
    }
    TotalsKey counted = series().contains(key) ? key : TotalsKey.OTHER;
    return changes.computeIfAbsent(counted, _ -> new Change());
  }

  /// The series that are kept apart, in the order of their admission.
  static List<TotalsKey> admitted(Connection connection) throws SQLException {
    List<TotalsKey> keys = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT app, workflow, agent, model FROM totals WHERE measure = '"
                    + ADMITTED
                    + "' ORDER BY amount")) {
      while (row.next()) {
        keys.add(
            new TotalsKey(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
      }
    }
    return keys;
  }

  void add(ChatEvent event) throws SQLException {
    Change change = change(event);
    change.totals.add(event);
    change.events++;
  }

  void subtract(ChatEvent event) throws SQLException {
    Change change = change(event);
    Totals one = new Totals();
    one.add(event);
    change.totals.subtract(one);
    change.events--;
  }

  /// Appends what was noted since the last time.
  void flush(Rows into) throws SQLException {
    for (Admitted admitted : newlyAdmitted) {
      sums.append(into, admitted.key(), ADMITTED, admitted.place());
    }
    newlyAdmitted.clear();
    for (Map.Entry<TotalsKey, Change> entry : changes.entrySet()) {
      sums.append(into, entry.getKey(), EVENTS, entry.getValue().events);
      sums.append(into, entry.getKey(), entry.getValue().totals);
    }
    changes.clear();
  }

  /// Sums up, if it is time.
  void compact(Statement statement) throws SQLException {
    sums.compact(statement);
  }

  static Map<TotalsKey, Totals> read(Connection connection) throws SQLException {
    Map<TotalsKey, Totals> totals = new HashMap<>();
    for (Map.Entry<TotalsKey, Map<String, BigInteger>> entry :
        SeriesSums.read(TABLE, connection).entrySet()) {
      if (entry.getValue().containsKey(EVENTS)) {
        totals.put(entry.getKey(), SeriesSums.totals(entry.getValue()));
      }
    }
    return Map.copyOf(totals);
  }
}
