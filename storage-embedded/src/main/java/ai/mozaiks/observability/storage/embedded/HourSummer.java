// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds up the events of hours that have been quiet for a while, in a thread of its own, some hours
/// at a time and only while nothing is written. The adding up keeps no batch waiting; putting the
/// result into the table does, for some milliseconds. A step whose events changed meanwhile is
/// thrown away.
///
/// Thread-safe.
final class HourSummer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HourSummer.class);

  /// Late spans come within minutes; each would cost the sums of its hour.
  private static final Duration QUIET = Duration.ofMinutes(10);

  /// Under load batches follow each other more closely, and the processor has better to do.
  private static final Duration IDLE = Duration.ofMillis(100);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
  private static final Duration SHORT_STEP = Duration.ofMillis(100);
  private static final Duration LONG_STEP = Duration.ofMillis(300);
  private static final int MAX_SPAN = 24;

  private final HourSums hours;
  private final Lock writing;
  private final DuckDBConnection connection;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("store-sums").daemon().unstarted(this::run);

  private volatile @Nullable Statement running;

  /// How many hours one step looks at, by how long the last one took. Guarded by this.
  private int span = 1;

  /// Whether the latest step succeeded. Of the summing thread.
  private boolean works = true;

  /// @param writing held by whoever writes
  /// @param database any connection to it
  HourSummer(HourSums hours, Lock writing, DuckDBConnection database) throws SQLException {
    this.hours = hours;
    this.writing = writing;
    connection = database.duplicate();
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration pause = LOOK;
    try {
      while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        pause = look();
      }
    } catch (InterruptedException e) {
      log.debug("ended: what has no sums is read event by event", e);
    }
  }

  /// Makes one step, if one is due and nobody writes. A failure is logged, once until a step
  /// succeeds.
  ///
  /// @return when to look again
  Duration look() {
    long start = System.nanoTime();
    try {
      if (!mayBegin() || !step(QUIET)) {
        return LOOK;
      }
      works = true;
      // as long a rest as the work: others want the processor too
      return Duration.ofNanos(System.nanoTime() - start);
    } catch (SQLException | RuntimeException e) {
      if (works && closing.getCount() > 0) {
        log.warn("Sums by hour cannot be made, trying again; long series are slower", e);
      }
      works = false;
      return AFTER_FAILURE;
    }
  }

  private boolean mayBegin() {
    if (!writing.tryLock()) {
      return false;
    }
    try {
      return hours.isIdle(IDLE);
    } finally {
      writing.unlock();
    }
  }

  /// Makes the sums of all hours, quiet or not.
  void sumAll() throws SQLException {
    int most = unsummedHours();
    for (int i = 0; i < most && step(Duration.ZERO); i++) {
      // a writer may make hours stale as fast as they are summed, so the number of steps is bounded
    }
  }

  /// How many hours have events and no sums.
  int unsummedHours() throws SQLException {
    writing.lock();
    try {
      return hours.unsummedHours();
    } finally {
      writing.unlock();
    }
  }

  /// Makes the sums of some hours.
  ///
  /// @return false if there was nothing to do
  private synchronized boolean step(Duration quiet) throws SQLException {
    long start = System.nanoTime();
    Map<Long, Long> due = begin(quiet);
    if (due.isEmpty()) {
      return false;
    }
    boolean committed = false;
    try {
      committed = commit(due, insert(due.keySet()));
      if (committed) {
        adapt(System.nanoTime() - start);
      }
      return true;
    } catch (SQLException | RuntimeException e) {
      failed(due.keySet());
      throw e;
    } finally {
      if (!committed) {
        rollBack();
      }
    }
  }

  /// Tries fewer hours the next time, down to a single one; that one is put off, so that it does
  /// not keep the others waiting.
  private void failed(Collection<Long> due) {
    span = Math.max(1, span / 2);
    if (due.size() == 1) {
      writing.lock();
      try {
        hours.putOff(due);
      } finally {
        writing.unlock();
      }
    }
  }

  /// Begins a transaction that sees exactly the changes that [HourSums] knows of.
  ///
  /// @return empty if nothing is due; then there is no transaction
  private Map<Long, Long> begin(Duration quiet) throws SQLException {
    writing.lock();
    try {
      Map<Long, Long> due = closing.getCount() == 0 ? Map.of() : hours.due(quiet, span);
      if (!due.isEmpty()) {
        execute("BEGIN TRANSACTION");
        execute("SELECT count(*) FROM unsummed_hours"); // what it sees is settled by its first look
      }
      return due;
    } catch (SQLException e) {
      rollBack();
      throw e;
    } finally {
      writing.unlock();
    }
  }

  /// Puts the sums of some hours into the table, those of each hour together.
  ///
  /// @return the hours whose sums do not fit and are left out
  private List<Long> insert(Collection<Long> hours) throws SQLException {
    execute(
        """
        CREATE OR REPLACE TEMP TABLE new_sums AS
        SELECT %s AS hour, app, workflow, agent, model, provider, tool, outcome, price, %s
        FROM tallied_events
        WHERE at_nanos BETWEEN %d AND %d AND %s IN (%s)
        GROUP BY ALL
        """
            .formatted(
                HourSums.HOUR,
                AggregateQueries.SUMS,
                HourSums.firstNano(Collections.min(hours)),
                HourSums.lastNano(Collections.max(hours)),
                HourSums.HOUR,
                HourSums.list(hours)));
    List<Long> tooLarge = tooLarge();
    String others = tooLarge.isEmpty() ? "" : "WHERE hour NOT IN (" + HourSums.list(tooLarge) + ")";
    execute("INSERT INTO hour_sums BY NAME FROM new_sums " + others + " ORDER BY hour");
    return tooLarge;
  }

  private List<Long> tooLarge() throws SQLException {
    String condition =
        AggregateQueries.COLUMNS.stream()
            .map("TRY_CAST(%s AS BIGINT) IS NULL"::formatted)
            .collect(Collectors.joining(" OR "));
    List<Long> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT DISTINCT hour FROM new_sums WHERE " + condition)) {
      while (row.next()) {
        found.add(row.getLong(1));
      }
    }
    return found;
  }

  /// Makes the sums valid, unless an hour changed meanwhile.
  private boolean commit(Map<Long, Long> due, Collection<Long> tooLarge) throws SQLException {
    Set<Long> summed = new HashSet<>(due.keySet());
    summed.removeAll(tooLarge);
    writing.lock();
    try {
      if (closing.getCount() == 0 || !hours.areUnchanged(due)) {
        return false;
      }
      if (!summed.isEmpty()) {
        execute("DELETE FROM unsummed_hours WHERE hour IN (" + HourSums.list(summed) + ")");
      }
      execute("COMMIT");
      hours.summed(summed);
      hours.tooLarge(tooLarge);
      return true;
    } catch (SQLException e) {
      hours.forget(); // a failed commit may have been one all the same
      throw e;
    } finally {
      writing.unlock();
    }
  }

  private void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      log.debug("nothing to roll back: the transaction ended with its error", e);
    }
  }

  private void adapt(long nanos) {
    if (nanos < SHORT_STEP.toNanos()) {
      span = Math.min(MAX_SPAN, span * 2);
    } else if (nanos > LONG_STEP.toNanos()) {
      span = Math.max(1, span / 2);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      running = statement;
      statement.execute(sql);
    } finally {
      running = null;
    }
  }

  /// Gives up what is being added up. Idempotent.
  @Override
  public void close() throws SQLException {
    closing.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      cancel();
      try {
        thread.join(Duration.ofMillis(20));
      } catch (InterruptedException e) {
        interrupted = true; // the connection is in use until it has ended
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      connection.close();
    }
  }

  private void cancel() {
    try {
      Statement statement = running;
      if (statement != null) {
        statement.cancel();
      }
    } catch (SQLException e) {
      log.debug("the statement ended by itself while it was stopped", e);
    }
  }
}
