// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.DiskFull;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/// The DuckDB file: opening it, and what its errors mean.
final class Database {
  static final String FILE_NAME = "store.duckdb";

  private Database() {}

  /// Opens the file, or creates it, and brings its schema up to date.
  static DuckDBConnection open(EmbeddedStorageConfig config) {
    Path file = config.folder().resolve(FILE_NAME);
    Properties settings = new Properties();
    settings.setProperty("memory_limit", (config.memoryBytes() >> 20) + "MiB");
    settings.setProperty("threads", Integer.toString(config.threads()));
    // The default of 16 MB would rewrite the file's head and stall the writer every second.
    settings.setProperty("checkpoint_threshold", "256MB");
    settings.setProperty("preserve_insertion_order", "false");
    settings.setProperty("temp_directory", config.folder().resolve("tmp").toString());
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      DuckDBConnection connection =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file, settings);
      UnpackedLibrary.delete();
      try {
        Schema.migrate(connection, file);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      throw openingFailed(file, e);
    }
  }

  private static StorageException openingFailed(Path file, SQLException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("lock on file")) {
      return new StorageException(
          file
              + ": in use by another process. Stop it, or choose another data folder. ("
              + firstLine(message)
              + ")",
          true,
          cause);
    }
    return new StorageException(
        file
            + ": cannot be opened as a store. If it is damaged, restore the folder "
            + file.getParent()
            + " from a copy, or move it away to begin with an empty store. Either way the next start"
            + " stores what is left in the journal, and says in the log what is missing. ("
            + firstLine(message)
            + ")",
        false,
        cause);
  }

  /// What failed while the store was in use.
  static StorageException failed(String what, SQLException cause) {
    String message = String.valueOf(cause.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    boolean broken = lower.contains("database has been invalidated") || lower.contains("fatal");
    boolean passing =
        DiskFull.isCauseOf(cause) || lower.contains("out of memory") || lower.contains("interrupt");
    return new StorageException(
        "store: " + what + " failed: " + firstLine(message), passing && !broken, cause);
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  /// Bytes of the database and its write-ahead log.
  static long sizeBytes(Path folder) {
    return size(folder.resolve(FILE_NAME)) + size(folder.resolve(FILE_NAME + ".wal"));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // the log comes and goes
    }
  }
}
