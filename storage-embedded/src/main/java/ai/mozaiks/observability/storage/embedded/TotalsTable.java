// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.DurationHistogram;
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
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// The table `totals`: lasting sums, one row per series, measure and change. Batches append what
/// they change; once there are many rows, each sum becomes one row.
///
/// The writing side is of the writer thread.
final class TotalsTable {
  private static final long COMPACT_AFTER_ROWS = 200_000;
  private static final String EVENTS = "events";

  /// For each series that is kept apart, whether it has events or not: its place in the order of
  /// admission, from 1.
  private static final String ADMITTED = "admitted";

  private static final String WORKFLOW_STARTS = "workflow_starts";

  private static final List<Timed> TIMED =
      List.of(
          Timed.named("turn", Totals::turns),
          Timed.named("llm_call", Totals::llmCalls),
          Timed.named("first_token", Totals::timeToFirstToken),
          Timed.named("run", Totals::runs));

  private final Connection connection;
  private final List<Admitted> newlyAdmitted = new ArrayList<>();

  /// Null when it must be read from the table.
  private @Nullable Set<TotalsKey> series;

  private long rows;
  private long compactAt = COMPACT_AFTER_ROWS;

  private record Admitted(TotalsKey key, int place) {}

  /// What a batch changes in one series.
  private static final class Change {
    private final Totals totals = new Totals();
    private long events;
  }

  private final Map<TotalsKey, Change> changes = new HashMap<>();

  TotalsTable(Connection connection) throws SQLException {
    this.connection = connection;
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM totals")) {
      count.next();
      rows = count.getLong(1);
    }
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
      append(into, admitted.key(), ADMITTED, admitted.place());
    }
    newlyAdmitted.clear();
    for (Map.Entry<TotalsKey, Change> entry : changes.entrySet()) {
      for (Map.Entry<String, Long> amount : amounts(entry.getValue())) {
        append(into, entry.getKey(), amount.getKey(), amount.getValue());
      }
    }
    changes.clear();
  }

  private void append(Rows into, TotalsKey key, String measure, long amount) throws SQLException {
    into.begin().add(key.app()).add(key.workflow()).add(key.agent()).add(key.model());
    into.add(measure).addHuge(amount).end();
    rows++;
  }

  /// Sums up, if it is time.
  void compact(Statement statement) throws SQLException {
    if (rows < compactAt) {
      return;
    }
    statement.execute(
        """
        CREATE TEMP TABLE totals_summed AS
        SELECT app, workflow, agent, model, measure, sum(amount) AS amount
        FROM totals GROUP BY ALL HAVING sum(amount) <> 0
        """);
    statement.execute("DELETE FROM totals");
    rows = statement.executeUpdate("INSERT INTO totals SELECT * FROM totals_summed");
    statement.execute("DROP TABLE totals_summed");
    compactAt = Math.max(COMPACT_AFTER_ROWS, 2 * rows);
  }

  private static List<Map.Entry<String, Long>> amounts(Change change) {
    List<Map.Entry<String, Long>> amounts = new ArrayList<>();
    ObjLongConsumer<String> note =
        (measure, amount) -> {
          if (amount != 0) {
            amounts.add(Map.entry(measure, amount));
          }
        };
    note.accept(EVENTS, change.events);
    note.accept(WORKFLOW_STARTS, change.totals.workflowStarts());
    long[] tally = change.totals.tally().toLongs();
    for (int i = 0; i < tally.length; i++) {
      note.accept(ChatRows.TALLY.get(i), tally[i]);
    }
    for (Timed timed : TIMED) {
      DurationHistogram histogram = timed.histogram().apply(change.totals);
      long[] counts = histogram.counts();
      for (int i = 0; i < counts.length; i++) {
        note.accept(timed.buckets().get(i), counts[i]);
      }
      note.accept(timed.seconds(), histogram.sum().toSeconds());
      note.accept(timed.rest(), histogram.sum().toNanosPart());
    }
    return amounts;
  }

  static Map<TotalsKey, Totals> read(Connection connection) throws SQLException {
    Map<TotalsKey, Map<String, BigInteger>> sums = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT app, workflow, agent, model, measure, sum(amount)
                FROM totals GROUP BY ALL HAVING sum(amount) <> 0
                """)) {
      while (row.next()) {
        TotalsKey key =
            new TotalsKey(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        sums.computeIfAbsent(key, _ -> new HashMap<>())
            .put(row.getString(5), (BigInteger) row.getObject(6));
      }
    }
    Map<TotalsKey, Totals> totals = new HashMap<>();
    sums.forEach((key, ofSeries) -> {
      if (ofSeries.containsKey(EVENTS)) {
        totals.put(key, totals(ofSeries));
      }
    });
    return Map.copyOf(totals);
  }

  private static Totals totals(Map<String, BigInteger> sums) {
    Totals totals = new Totals();
    totals.tally().add(TallySums.tally(sums));
    totals.addWorkflowStarts(amount(sums, WORKFLOW_STARTS));
    for (Timed timed : TIMED) {
      long[] counts =
          timed.buckets().stream().mapToLong(measure -> amount(sums, measure)).toArray();
      timed
          .histogram()
          .apply(totals)
          .addCounts(counts, amount(sums, timed.seconds()), amount(sums, timed.rest()));
    }
    return totals;
  }

  private static long amount(Map<String, BigInteger> sums, String measure) {
    return TallySums.saturated(sums.getOrDefault(measure, BigInteger.ZERO));
  }

  /// One histogram of [Totals], and what its numbers are called: samples per bucket, the whole
  /// seconds of their sum, and the nanoseconds of its rest.
  private record Timed(
      Function<Totals, DurationHistogram> histogram,
      List<String> buckets,
      String seconds,
      String rest) {
    static Timed named(String name, Function<Totals, DurationHistogram> histogram) {
      List<String> buckets = new ArrayList<>();
      for (double edge : DurationHistogram.upperEdgesSeconds()) {
        buckets.add(name + "_seconds_le_" + edge);
      }
      buckets.add(name + "_seconds_le_inf");
      return new Timed(histogram, List.copyOf(buckets), name + "_seconds", name + "_rest_nanos");
    }
  }
}
