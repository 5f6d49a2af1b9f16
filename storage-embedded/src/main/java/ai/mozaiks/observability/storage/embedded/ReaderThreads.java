// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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

  private final ExecutorService threads;
  private final BlockingQueue<DuckDBConnection> connections;

  ReaderThreads(DuckDBConnection database, int count) throws SQLException {
    List<DuckDBConnection> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opened.add(database.duplicate());
    }
    connections = new ArrayBlockingQueue<>(count, false, opened);
    threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().name("store-reader-", 0).daemon().factory());
  }

  /// Waits for a free thread and for the answer.
  ///
  /// @param what for the message if it fails
  <T> T ask(String what, Question<T> question) {
    Future<T> answer;
    try {
      answer = threads.submit(() -> askOnThread(question));
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      throw new StorageException("store: " + what + " was interrupted", true, e);
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

  private <T> T askOnThread(Question<T> question) throws SQLException, InterruptedException {
    DuckDBConnection connection = connections.take();
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN TRANSACTION");
      try {
        return question.ask(connection);
      } finally {
        statement.execute("ROLLBACK"); // nothing was written
      }
    } finally {
      connections.add(connection);
    }
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
