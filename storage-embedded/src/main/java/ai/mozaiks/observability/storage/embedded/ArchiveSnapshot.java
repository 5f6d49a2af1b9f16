// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveFile;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Asks about the archive while it may change: a file that a transaction still lists may be gone,
/// since another one took its place. Then it is asked anew, in a transaction that lists the other
/// one. Only what is gone and listed all the same was taken away by somebody, and is passed over.
final class ArchiveSnapshot {
  private static final int TRIES = 20;

  private ArchiveSnapshot() {}

  /// Asks of these files.
  @FunctionalInterface
  interface Question<T> {
    T ask(List<ArchiveFile> files) throws SQLException;
  }

  /// @param connection in a transaction in which nothing was written; another one afterwards
  static <T> T ask(Connection connection, Archive archive, Question<T> question)
      throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return question.ask(files(connection, archive));
      } catch (SQLException e) {
        if (tries == TRIES || !isOfAMissingFile(e)) {
          throw e;
        }
        restart(connection);
      }
    }
  }

  private static boolean isOfAMissingFile(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("No files found") || message.contains("No such file");
  }

  private static List<ArchiveFile> files(Connection connection, Archive archive)
      throws SQLException {
    List<ArchiveFile> goneBefore = List.of();
    while (true) {
      List<ArchiveFile> files = ArchiveTable.files(connection);
      List<ArchiveFile> gone =
          files.stream().filter(file -> !Files.exists(archive.folder().path(file.name()))).toList();
      if (goneBefore.containsAll(gone)) {
        return files.stream().filter(file -> !gone.contains(file)).toList();
      }
      goneBefore = gone;
      restart(connection);
    }
  }

  private static void restart(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN TRANSACTION");
    }
  }
}
