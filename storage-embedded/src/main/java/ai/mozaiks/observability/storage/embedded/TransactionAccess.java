// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// How the writer's transactions end. Tests take its place to have a COMMIT fail.
interface TransactionAccess {

  /// The database as it is.
  TransactionAccess REAL = new TransactionAccess() {};

  /// Ends the transaction. Whether it took place is not known if this fails.
  default void commit(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("COMMIT");
    }
  }

  /// The number of the latest transaction that took place.
  default long latest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT latest_write FROM meta")) {
      row.next();
      return row.getLong(1);
    }
  }
}
