// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One question on its way through a reader thread, which another thread may stop. Thread-safe.
final class Asking<T> implements Callable<T> {
  private static final Logger log = LoggerFactory.getLogger(Asking.class);
  private static final long REPEAT_MILLIS = 10;
  private static final int MAX_REPEATS = 200;

  private final BlockingQueue<DuckDBConnection> connections;
  private final ReaderThreads.Question<T> question;
  private final CountDownLatch ended = new CountDownLatch(1);

  /// The question's latest statement: the driver interrupts a connection only through the one that
  /// runs. Null while there is nothing to stop; guarded by this.
  private @Nullable Statement latest;

  private volatile boolean started;
  private volatile boolean stopped;

  /// @param connections where there is a free one for each thread
  Asking(BlockingQueue<DuckDBConnection> connections, ReaderThreads.Question<T> question) {
    this.connections = connections;
    this.question = question;
  }

  @Override
  public T call() throws SQLException, InterruptedException {
    started = true;
    DuckDBConnection connection = connections.take();
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN TRANSACTION");
      try {
        return question.ask(unlessStopped(connection));
      } finally {
        latest(null); // a rollback must not be stopped
        statement.execute("ROLLBACK"); // nothing was written
      }
    } finally {
      connections.add(connection);
      ended.countDown();
    }
  }

  /// A view of the connection that makes no statements any more once the question is stopped: the
  /// database forgets an interruption that comes between two statements.
  private Connection unlessStopped(DuckDBConnection connection) {
    InvocationHandler guard =
        (_, method, arguments) -> {
          if (stopped) {
            throw new SQLException("interrupted");
          }
          try {
            Object made = method.invoke(connection, arguments);
            if (made instanceof Statement statement) {
              latest(statement);
            }
            return made;
          } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
          }
        };
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, guard);
  }

  private synchronized void latest(@Nullable Statement statement) {
    latest = statement;
  }

  /// Gives the question up: takes it out of the queue, or interrupts it. Returns when it has ended,
  /// after two seconds at the latest.
  ///
  /// @param task what runs it
  void stop(Future<?> task) {
    task.cancel(false);
    stopped = true;
    boolean interrupted = false;
    for (int i = 0; started && i < MAX_REPEATS; i++) {
      interrupt();
      try {
        if (ended.await(REPEAT_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true; // whoever stopped the waiting must not keep the query running
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Interrupts what runs on the connection now, if anything does.
  private synchronized void interrupt() {
    try {
      if (latest != null) {
        latest.cancel();
      }
    } catch (SQLException e) {
      log.debug("the query ended by itself while it was stopped", e);
    }
  }
}
