// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// SQL, whole or a part of it, with the texts that its `?` stand for.
record BoundSql(String sql, List<String> texts) {
  BoundSql {
    texts = List.copyOf(texts);
  }

  /// Executes what needs no texts.
  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Executes what changes rows.
  void update(Connection connection) throws SQLException {
    try (PreparedStatement statement = prepared(connection)) {
      statement.executeUpdate();
    }
  }

  /// The one number that it asks for.
  long number(Connection connection) throws SQLException {
    try (PreparedStatement statement = prepared(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private PreparedStatement prepared(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < texts.size(); i++) {
      statement.setString(i + 1, texts.get(i));
    }
    return statement;
  }
}
