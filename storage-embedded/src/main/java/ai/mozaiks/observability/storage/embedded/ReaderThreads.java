// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.QueryLimitException;
import ai.mozaiks.observability.storage.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Threads that ask the database, each with a connection of its own. A query is native code, which
/// would hold on to the carrier of a virtual thread; with two carriers, two slow queries would stop
/// the whole server. Thread-safe.
final class ReaderThreads implements AutoCloseable {
  /// Asks, within a transaction that sees one state of the tables.
  @FunctionalInterface
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /// Hands rows to somebody while it asks.
  @FunctionalInterface
  interface Reading {
    void read(Connection connection) throws SQLException;
  }

  private final ThreadPoolExecutor threads;
  private final BlockingQueue<DuckDBConnection> connections;
  private final int maxWaiting;
  private final @Nullable Duration timeLimit;

  private ReaderThreads(
      DuckDBConnection database,
      String name,
      int count,
      int maxWaiting,
      @Nullable Duration timeLimit)
      throws SQLException {
    this.maxWaiting = maxWaiting;
    this.timeLimit = timeLimit;
    List<DuckDBConnection> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opened.add(database.duplicate());
    }
    connections = new ArrayBlockingQueue<>(count, false, opened);
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(maxWaiting),
            Thread.ofPlatform().name(name + "-", 0).daemon().factory());
  }

  /// Every question waits for its turn and takes as long as it takes: for few, trusted askers.
  static ReaderThreads unlimited(DuckDBConnection database, String name, int count)
      throws SQLException {
    return new ReaderThreads(database, name, count, Integer.MAX_VALUE, null);
  }

  /// At most so many questions wait, and each is stopped after a time.
  ///
  /// @param timeLimit waiting included
  static ReaderThreads limited(
      DuckDBConnection database, String name, int count, int maxWaiting, Duration timeLimit)
      throws SQLException {
    return new ReaderThreads(database, name, count, maxWaiting, timeLimit);
  }

  /// Waits for a free thread and for the answer. An interruption of the waiting thread stops the
  /// question.
  ///
  /// @param what for the message if it fails
  /// @throws QueryLimitException if too many wait, or it takes too long
  <T> T ask(String what, Question<T> question) {
    return ask(what, timeLimit, question);
  }

  /// The same with a time limit of its own; null for none.
  <T> T ask(String what, @Nullable Duration limit, Question<T> question) {
    Asking<T> asking = new Asking<>(connections, question);
    Future<T> answer;
    try {
      answer = threads.submit(asking);
    } catch (RejectedExecutionException e) {
      throw threads.isShutdown() ? closed(e) : QueryLimitException.waiting(maxWaiting);
    }
    try {
      return limit == null ? answer.get() : answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      asking.stop(answer);
      Thread.currentThread().interrupt();
      throw new StorageException("store: " + what + " was interrupted", true, e);
    } catch (TimeoutException e) {
      asking.stop(answer);
      throw QueryLimitException.time(limit == null ? Duration.ZERO : limit);
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case SQLException sql -> Database.failed(what, sql);
        case RuntimeException unchecked -> unchecked;
        case null, default -> new StorageException("store: " + what + " failed", false, e);
      };
    }
  }

  /// Waits for a free thread and until everything is read.
  void read(String what, Reading reading) {
    ask(
        what,
        connection -> {
          reading.read(connection);
          return true;
        });
  }

  static StorageException closed(@Nullable Throwable cause) {
    return new StorageException("store: closed (expected: open)", false, cause);
  }

  /// Lets running questions end, then closes the connections.
  @Override
  public void close() throws SQLException {
    threads.close();
    for (DuckDBConnection connection : connections) {
      connection.close();
    }
  }
}
