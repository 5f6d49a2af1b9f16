// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writer's transactions. Each leaves its number in the table `meta`, so that after a COMMIT
/// that failed it can be found out whether it took place all the same: what adds up (totals) must
/// not be written twice.
///
/// Every method is called under the store's writing lock.
final class Transactions {
  private static final Logger log = LoggerFactory.getLogger(Transactions.class);

  /// Changes tables.
  @FunctionalInterface
  interface Change<T> {
    T apply() throws SQLException;
  }

  /// A transaction of which nobody knows yet whether it took place.
  ///
  /// @param committed to be run if it did
  private record Doubt(long number, Object subject, Runnable committed) {}

  private final Connection connection;
  private final TransactionAccess access;
  private long latest;
  private @Nullable Doubt doubt;

  Transactions(Connection connection, TransactionAccess access) throws SQLException {
    this.connection = connection;
    this.access = access;
    latest = access.latest(connection);
  }

  /// Makes a change, whole or not at all. If that fails, the caller is to [#rollBack].
  ///
  /// @param subject what the change is about; the same object if it is tried again
  /// @param committed is given the result as soon as the transaction is known to have taken place;
  ///   that may be in a later call than this one
  /// @throws SQLException if nothing changed, or nobody knows: then [#has] finds out later
  <T> T run(Object subject, Change<T> change, Consumer<T> committed) throws SQLException {
    has(subject);
    execute("BEGIN TRANSACTION");
    T result = change.apply();
    long number = latest + 1;
    execute("UPDATE meta SET latest_write = " + number);
    try {
      access.commit(connection);
    } catch (SQLException e) {
      doubt = new Doubt(number, subject, () -> committed.accept(result));
      rollBack();
      if (!tookPlace(subject, e)) {
        throw e;
      }
      return result;
    }
    latest = number;
    committed.accept(result);
    return result;
  }

  private boolean tookPlace(Object subject, SQLException failure) {
    try {
      boolean tookPlace = has(subject);
      if (tookPlace) {
        log.warn("The store has what it wrote, though it said: {}", failure.getMessage());
      }
      return tookPlace;
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  /// Whether the latest transaction was about this very object and took place, though [#run]
  /// failed.
  ///
  /// @throws SQLException if that cannot be found out now
  @SuppressWarnings("ReferenceEquality") // an equal batch may be another one
  boolean has(Object subject) throws SQLException {
    Doubt open = doubt;
    if (open == null) {
      return false;
    }
    boolean tookPlace = access.latest(connection) == open.number();
    doubt = null;
    if (!tookPlace) {
      return false;
    }
    latest = open.number();
    open.committed().run();
    return open.subject() == subject;
  }

  /// Ends a transaction that failed, if it has not ended with its error.
  void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      log.debug("nothing to roll back: the transaction ended with its error", e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
