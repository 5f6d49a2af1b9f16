// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertDatabaseTest {
  @TempDir Path folder;

  private static String ask(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      return row.next() ? row.getString(1) : "none";
    }
  }

  private static String ask(AlertDatabase database, String question) {
    return database.in(connection -> ask(connection, question));
  }

  private static boolean run(Connection connection, String order) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(order);
    }
  }

  private static final String FAILING =
      "INSERT INTO channel_health (channel, error) VALUES ('ops', 'gone')";

  @Test
  void keepsWhatWasWritten_andDoesNotMakeTablesTwice() {
    Path file = folder.resolve("new").resolve("alerts.db");
    try (AlertDatabase database = AlertDatabase.open(file)) {
      database.in(connection -> run(connection, FAILING));
    }
    try (AlertDatabase database = AlertDatabase.open(file)) {
      assertThat(ask(database, "SELECT error FROM channel_health")).isEqualTo("gone");
      assertThat(ask(database, "PRAGMA journal_mode")).isEqualTo("wal");
      assertThat(ask(database, "PRAGMA synchronous")).isEqualTo("2"); // FULL
    }
  }

  @Test
  void takesBackATransactionThatFails() {
    try (AlertDatabase database = AlertDatabase.inMemory()) {
      assertThatThrownBy(() ->
              database.in(connection -> {
                run(connection, FAILING);
                return run(connection, FAILING);
              }))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("channel_health.channel");
      assertThatThrownBy(() ->
              database.in(connection -> {
                run(connection, FAILING);
                throw new IllegalStateException("stop");
              }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(ask(database, "SELECT count(*) FROM channel_health")).isEqualTo("0");
    }
  }

  @Test
  void refusesTheFileOfANewerVersion_andOneThatIsNone() throws Exception {
    Path newer = folder.resolve("newer.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + newer)) {
      run(connection, "PRAGMA user_version = 1000");
    }
    assertThatThrownBy(() -> AlertDatabase.open(newer))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("newer version")
        .hasMessageContaining("newer.db");

    Path text = Files.writeString(folder.resolve("text.db"), "this is no database. ".repeat(100));
    assertThatThrownBy(() -> AlertDatabase.open(text))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("text.db: cannot be opened");
  }

  @Test
  void saysThatItIsClosed() {
    AlertDatabase database = AlertDatabase.inMemory();
    database.close();
    assertThatThrownBy(() -> ask(database, "SELECT 1"))
        .isInstanceOf(StorageException.class)
        .satisfies(e -> assertThat(((StorageException) e).retryable()).isFalse());
  }
}
