// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.book;

import ai.mozaiks.observability.storage.StorageException;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The SQLite file of alerts and of what is to be told of them. Any thread may use it; one
/// transaction runs at a time. What a transaction wrote is on disk when it returns.
///
/// The schema is made of numbered files beside this class; `user_version` says how many of them a
/// file has seen. A file that was released is never changed, only followed by another.
public final class AlertDatabase implements AutoCloseable {
  private static final List<String> MIGRATIONS =
      List.of("001-notifications.sql", "002-alerts.sql", "003-uptime.sql");
  private static final int BUSY_MILLIS = 10_000;

  private final Connection connection;
  private final String place;
  private final ReentrantLock lock = new ReentrantLock();

  /// What is done in one transaction.
  @FunctionalInterface
  public interface Work<T extends @Nullable Object> {
    /// Does it.
    ///
    /// @param connection not to be kept, committed or closed
    T run(Connection connection) throws SQLException;
  }

  private AlertDatabase(Connection connection, String place) {
    this.connection = connection;
    this.place = place;
  }

  /// Opens a file, makes it if it is not there, and brings its tables up to date.
  ///
  /// @throws StorageException if it cannot be used, or was written by a newer version; the message
  ///   names it and what to do
  public static AlertDatabase open(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new StorageException(
          file + ": its folder cannot be made, " + e + " (expected: a folder that can be written)",
          false,
          e);
    }
    return open("jdbc:sqlite:" + file, file.toString());
  }

  /// One that is gone when it is closed.
  public static AlertDatabase inMemory() {
    return open("jdbc:sqlite::memory:", "alerts in memory");
  }

  private static AlertDatabase open(String url, String place) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    Connection connection = null;
    try {
      connection = config.createConnection(url);
      connection.setAutoCommit(false);
      AlertDatabase database = new AlertDatabase(connection, place);
      database.migrate();
      return database;
    } catch (SQLException e) {
      closeAfter(e, connection);
      throw new StorageException(
          place
              + ": cannot be opened, "
              + e.getMessage()
              + " (expected: a database of alerts; move it away to begin anew, which forgets alerts,"
              + " silences and notifications that wait)",
          false,
          e);
    } catch (StorageException e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  private static void closeAfter(Exception failure, @Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void migrate() {
    int version = in(AlertDatabase::version);
    if (version > MIGRATIONS.size()) {
      throw new StorageException(
          place
              + ": written by a newer version, its tables have number "
              + version
              + " (expected: at most "
              + MIGRATIONS.size()
              + "); start the version that wrote it",
          false,
          null);
    }
    for (int next = version; next < MIGRATIONS.size(); next++) {
      int number = next + 1;
      String script = script(MIGRATIONS.get(next));
      in(open -> {
        try (Statement statement = open.createStatement()) {
          for (String each : Splitter.on(";\n").trimResults().omitEmptyStrings().split(script)) {
            statement.execute(each);
          }
          statement.execute("PRAGMA user_version = " + number);
        }
        return number;
      });
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  private static String script(String name) {
    try (InputStream in = AlertDatabase.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not beside " + AlertDatabase.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Does something in one transaction, all of it or nothing. Not from within another.
  ///
  /// @return what the work returns
  /// @throws StorageException if it failed; retryable unless the file is damaged or closed
  public <T extends @Nullable Object> T in(Work<T> work) {
    lock.lock();
    try {
      T result = work.run(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      rollBack(e);
      throw new StorageException(place + ": " + e.getMessage(), isRetryable(e), e);
    } catch (RuntimeException | Error e) {
      rollBack(e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void rollBack(Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private static boolean isRetryable(SQLException failure) {
    if (!(failure instanceof SQLiteException ofSqlite)) {
      return false; // closed
    }
    SQLiteErrorCode code = ofSqlite.getResultCode();
    return code != SQLiteErrorCode.SQLITE_CORRUPT && code != SQLiteErrorCode.SQLITE_NOTADB;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StorageException(place + ": cannot be closed, " + e.getMessage(), false, e);
    } finally {
      lock.unlock();
    }
  }
}
