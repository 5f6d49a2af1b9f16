// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Which hours have their sums in the table `hour_sums`. A change of an hour's events takes its
/// sums away in the same transaction, so that what is in the table is always right; [HourSummer]
/// makes them anew.
///
/// Every method is called under the store's writing lock.
final class HourSums {
  static final long NANOS = 3_600_000_000_000L;

  /// The hour of an event, in SQL; `//` cuts towards zero, hours before 1970 must not.
  static final String HOUR = AggregateQueries.floorDivided("at_nanos", NANOS);

  private final DuckDBConnection connection;
  private final LongSupplier nanoTime;

  /// The hours in the table `unsummed_hours`; null when it must be read.
  private @Nullable SortedMap<Long, Change> unsummed;

  private final Set<Long> noted = new HashSet<>();
  private long latest = Long.MIN_VALUE;
  private long changes;
  private long lastWrite;

  /// The latest change of an hour.
  ///
  /// @param number never the same twice
  /// @param nanoTime when it was, or when its sums failed last
  /// @param fits false if the sums since then are known not to fit into their columns
  private record Change(long number, long nanoTime, boolean fits) {}

  /// @param connection the writer's
  /// @param nanoTime like [System#nanoTime]
  HourSums(DuckDBConnection connection, LongSupplier nanoTime) throws SQLException {
    this.connection = connection;
    this.nanoTime = nanoTime;
    lastWrite = nanoTime.getAsLong();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE staged_hours (hour BIGINT)");
    }
  }

  /// Notes that the transaction adds or removes an event.
  void note(long atNanos) {
    noteHour(Math.floorDiv(atNanos, NANOS));
  }

  /// The same by the hours since 1970.
  void noteHour(long hour) {
    if (hour != latest || noted.isEmpty()) { // most events come with others of their hour
      noted.add(hour);
      latest = hour;
    }
  }

  /// Takes the sums of all noted hours away, inside the caller's transaction.
  void flush(Statement statement) throws SQLException {
    if (noted.isEmpty()) {
      return;
    }
    SortedMap<Long, Change> known = unsummed();
    Set<Long> stale = new HashSet<>(noted);
    stale.removeAll(known.keySet());
    if (!stale.isEmpty()) {
      statement.execute("DELETE FROM staged_hours");
      try (Rows rows = new Rows(connection.createAppender("temp", "main", "staged_hours"))) {
        for (long hour : stale) {
          rows.begin().add(hour).end();
        }
      }
      statement.execute("INSERT INTO unsummed_hours FROM staged_hours");
      statement.execute("DELETE FROM hour_sums h USING staged_hours s WHERE h.hour = s.hour");
    }
    noted.forEach(hour -> known.put(hour, change()));
    noted.clear();
  }

  private Change change() {
    changes++;
    return new Change(changes, nanoTime.getAsLong(), true);
  }

  private SortedMap<Long, Change> unsummed() throws SQLException {
    SortedMap<Long, Change> known = unsummed;
    if (known == null) {
      known = new TreeMap<>();
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT hour FROM unsummed_hours")) {
        while (row.next()) {
          known.put(row.getLong(1), change());
        }
      }
      unsummed = known;
    }
    return known;
  }

  /// Forgets what the tables may not have after a transaction that failed.
  void forget() {
    noted.clear();
    unsummed = null;
  }

  /// Notes that a transaction ended.
  void written() {
    lastWrite = nanoTime.getAsLong();
  }

  /// Whether nothing was written for so long.
  boolean isIdle(Duration time) {
    return nanoTime.getAsLong() - lastWrite >= time.toNanos();
  }

  /// Hours that want sums, close to each other, with the number of the latest change of each.
  ///
  /// @param quiet how long nothing in them may have changed
  /// @param span the most hours from the first to the last
  Map<Long, Long> due(Duration quiet, int span) throws SQLException {
    Map<Long, Long> due = new HashMap<>();
    long first = 0;
    for (Map.Entry<Long, Change> hour : unsummed().entrySet()) {
      if (!due.isEmpty() && hour.getKey() >= first + span) {
        break;
      }
      Change change = hour.getValue();
      if (change.fits() && nanoTime.getAsLong() - change.nanoTime() >= quiet.toNanos()) {
        first = due.isEmpty() ? hour.getKey() : first;
        due.put(hour.getKey(), change.number());
      }
    }
    return due;
  }

  /// Whether nothing changed since [#due] gave this.
  boolean areUnchanged(Map<Long, Long> due) throws SQLException {
    Map<Long, Change> known = unsummed();
    return due.entrySet().stream()
        .allMatch(hour -> {
          Change change = known.get(hour.getKey());
          return change != null && change.number() == hour.getValue();
        });
  }

  /// Notes that the table has the sums of these hours.
  void summed(Collection<Long> hours) throws SQLException {
    unsummed().keySet().removeAll(hours);
  }

  /// Notes that the sums of these hours do not fit into the table until something changes.
  void tooLarge(Collection<Long> hours) throws SQLException {
    SortedMap<Long, Change> known = unsummed();
    for (long hour : hours) {
      known.computeIfPresent(hour, (_, is) -> new Change(is.number(), is.nanoTime(), false));
    }
  }

  /// Notes that sums cannot be made of these hours: they count as changed now, so that they wait as
  /// long again.
  void putOff(Collection<Long> hours) {
    SortedMap<Long, Change> known = unsummed;
    if (known != null) {
      long now = nanoTime.getAsLong();
      for (long hour : hours) {
        known.computeIfPresent(hour, (_, is) -> new Change(is.number(), now, is.fits()));
      }
    }
  }

  /// How many hours have events and no sums.
  int unsummedHours() throws SQLException {
    return unsummed().size();
  }

  /// A list for SQL.
  static String list(Collection<Long> hours) {
    return hours.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /// The first nanosecond of an hour that can be kept.
  static long firstNano(long hour) {
    return hour <= Math.floorDiv(Long.MIN_VALUE, NANOS) ? Long.MIN_VALUE : hour * NANOS;
  }

  /// The last nanosecond of an hour that can be kept.
  static long lastNano(long hour) {
    return hour >= Math.floorDiv(Long.MAX_VALUE, NANOS) ? Long.MAX_VALUE : (hour + 1) * NANOS - 1;
  }
}
