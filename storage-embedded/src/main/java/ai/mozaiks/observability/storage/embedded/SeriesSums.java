// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatStatus;
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
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A table of sums by series and measure, one row per series, measure and change. Batches append
/// what they change; once there are many rows, each sum becomes one row.
///
/// The writing side is of the writer thread.
final class SeriesSums {
  private static final long COMPACT_AFTER_ROWS = 200_000;
  private static final String WORKFLOW_STARTS = "workflow_starts";

  private static final List<Timed> TIMED =
      List.of(
          Timed.named("turn", Totals::turns),
          Timed.named("llm_call", Totals::llmCalls),
          Timed.named("first_token", Totals::timeToFirstToken),
          Timed.named("run", Totals::runs));

  private final String table;
  private long rows;
  private long compactAt = COMPACT_AFTER_ROWS;

  SeriesSums(String table, Connection connection) throws SQLException {
    this.table = table;
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
      count.next();
      rows = count.getLong(1);
    }
  }

  /// Appends all that totals count.
  void append(Rows into, TotalsKey key, Totals totals) throws SQLException {
    append(into, key, WORKFLOW_STARTS, totals.workflowStarts());
    for (ChatStatus status : ChatStatus.values()) {
      append(into, key, ends(status), totals.ends(status));
    }
    long[] tally = totals.tally().toLongs();
    for (int i = 0; i < tally.length; i++) {
      append(into, key, ChatRows.TALLY.get(i), tally[i]);
    }
    for (Timed timed : TIMED) {
      DurationHistogram histogram = timed.histogram().apply(totals);
      long[] counts = histogram.counts();
      for (int i = 0; i < counts.length; i++) {
        append(into, key, timed.buckets().get(i), counts[i]);
      }
      append(into, key, timed.seconds(), histogram.sum().toSeconds());
      append(into, key, timed.rest(), histogram.sum().toNanosPart());
    }
  }

  /// Appends a change of one measure, if it is one.
  void append(Rows into, TotalsKey key, String measure, long amount) throws SQLException {
    if (amount == 0) {
      return;
    }
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
        CREATE TEMP TABLE summed AS
        SELECT app, workflow, agent, model, measure, sum(amount) AS amount
        FROM %s GROUP BY ALL HAVING sum(amount) <> 0
        """
            .formatted(table));
    statement.execute("DELETE FROM " + table);
    rows = statement.executeUpdate("INSERT INTO " + table + " SELECT * FROM summed");
    statement.execute("DROP TABLE summed");
    compactAt = Math.max(COMPACT_AFTER_ROWS, 2 * rows);
  }

  /// The sums of a table by series and measure; those that are 0 are absent.
  static Map<TotalsKey, Map<String, BigInteger>> read(String table, Connection connection)
      throws SQLException {
    Map<TotalsKey, Map<String, BigInteger>> sums = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT app, workflow, agent, model, measure, sum(amount)
                FROM %s GROUP BY ALL HAVING sum(amount) <> 0
                """
                    .formatted(table))) {
      while (row.next()) {
        TotalsKey key =
            new TotalsKey(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        sums.computeIfAbsent(key, _ -> new HashMap<>())
            .put(row.getString(5), (BigInteger) row.getObject(6));
      }
    }
    return sums;
  }

  /// The sums of one series as totals.
  static Totals totals(Map<String, BigInteger> sums) {
    Totals totals = new Totals();
    totals.tally().add(TallySums.tally(sums));
    totals.addWorkflowStarts(amount(sums, WORKFLOW_STARTS));
    for (ChatStatus status : ChatStatus.values()) {
      totals.addEnds(status, amount(sums, ends(status)));
    }
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

  private static String ends(ChatStatus status) {
    return "ends_" + status.word();
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
