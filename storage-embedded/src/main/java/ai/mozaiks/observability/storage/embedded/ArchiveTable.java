// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.Nanos;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The table `archive_files`.
final class ArchiveTable {
  private static final Comparator<ArchiveFile> ORDER =
      Comparator.comparing(ArchiveFile::signal)
          .thenComparing(Comparator.comparing(ArchiveFile::day).reversed())
          .thenComparing(ArchiveFile::name);

  private ArchiveTable() {}

  /// All that count, by signal, then the latest day first.
  static List<ArchiveFile> files(Connection connection) throws SQLException {
    List<ArchiveFile> files = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT signal, name, rows, bytes, from_nanos, to_nanos FROM archive_files")) {
      while (row.next()) {
        String name = row.getString(2);
        files.add(
            new ArchiveFile(
                ArchiveSignal.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                name,
                ArchiveFolder.dayOf(name),
                row.getLong(3),
                row.getLong(4),
                Nanos.toInstant(row.getLong(5)),
                Nanos.toInstant(row.getLong(6))));
      }
    }
    files.sort(ORDER);
    return List.copyOf(files);
  }

  static boolean has(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*) FROM archive_files WHERE name = ?")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1) > 0;
      }
    }
  }

  static void add(Connection connection, ArchiveFile file) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO archive_files VALUES (?, ?, ?, ?, ?, ?)")) {
      statement.setString(1, file.signal().word());
      statement.setString(2, file.name());
      statement.setLong(3, file.rows());
      statement.setLong(4, file.bytes());
      statement.setLong(5, Nanos.saturated(file.from()));
      statement.setLong(6, Nanos.saturated(file.to()));
      statement.executeUpdate();
    }
  }

  static void remove(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM archive_files WHERE name = ?")) {
      statement.setString(1, name);
      statement.executeUpdate();
    }
  }
}
