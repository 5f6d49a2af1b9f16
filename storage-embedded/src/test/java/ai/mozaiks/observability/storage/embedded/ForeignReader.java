// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads the files of an archive as anybody could, with a database of its own.
final class ForeignReader {
  private final Path folder;

  ForeignReader(Path folder) {
    this.folder = folder;
  }

  /// The files of a signal with their whole paths.
  List<Path> files(ArchiveSignal signal) throws IOException {
    Path ofSignal = folder.resolve(signal.word());
    if (!Files.isDirectory(ofSignal)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(ofSignal)) {
      return files.sorted().toList();
    }
  }

  /// Everything in the folder that is no folder.
  List<Path> allFiles() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /// A column of all rows of a signal, as text, in order.
  List<String> column(ArchiveSignal signal, String expression) throws IOException, SQLException {
    List<String> values = new ArrayList<>();
    if (files(signal).isEmpty()) {
      return values;
    }
    String sql =
        "SELECT CAST(%s AS VARCHAR) FROM read_parquet('%s/%s/*.parquet', union_by_name = true) ORDER BY 1"
            .formatted(expression, folder, signal.word());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }
}
