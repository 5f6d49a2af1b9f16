// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.SignalSizes;
import ai.mozaiks.observability.storage.Storage.Deleted;
import ai.mozaiks.observability.storage.Storage.StorageStats;
import ai.mozaiks.observability.storage.StorageBatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the store holds: counted once, and from then on kept up to date with each write. Changed by
/// the writing thread, read by any.
final class Holdings {
  private static final Logger log = LoggerFactory.getLogger(Holdings.class);
  private static final long MEASURE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Path folder;
  private final DuckDBConnection connection;
  private final LongSupplier nanoTime;
  private volatile long appliedSequence;
  private volatile StorageStats stats;
  private volatile LogPositions logPositions;
  private volatile SignalSizes sizes;
  private long measuredAt;

  /// Counts what there is.
  ///
  /// @param connection of the writing thread
  /// @param nanoTime like [System#nanoTime]
  Holdings(Path folder, DuckDBConnection connection, ReaderThreads lookups, LongSupplier nanoTime) {
    this.folder = folder;
    this.connection = connection;
    this.nanoTime = nanoTime;
    appliedSequence = lookups.ask("reading the applied sequence", Holdings::readAppliedSequence);
    stats = lookups.ask("counting", this::count);
    logPositions = lookups.ask("reading the latest position", Holdings::positions);
    sizes = lookups.ask("measuring", SizeEstimate::measure);
    measuredAt = nanoTime.getAsLong();
  }

  /// What the database says of how far in the journal it is.
  static long readAppliedSequence(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT applied_sequence FROM meta")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static LogPositions positions(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT store_id, last_log_position FROM meta")) {
      row.next();
      return new LogPositions(UUID.fromString(row.getString(1)), row.getLong(2));
    }
  }

  private StorageStats count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT (SELECT count(*) FROM spans), (SELECT count(*) FROM events),
                  (SELECT count(*) FROM chats), (SELECT count(*) FROM logs),
                  (SELECT count(*) FROM metric_points)
                """)) {
      row.next();
      return new StorageStats(
          row.getLong(1),
          row.getLong(2),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5),
          Database.sizeBytes(folder));
    }
  }

  /// A batch was written.
  void written(StorageBatch batch, BatchWriter.Growth growth) {
    appliedSequence = Math.max(appliedSequence, batch.journalSequence());
    grow(growth.spans(), growth.events(), growth.chats(), growth.logs(), growth.points());
    logPositions = new LogPositions(logPositions.store(), growth.lastLogPosition());
    if (nanoTime.getAsLong() - measuredAt >= MEASURE_NANOS) {
      measure();
    }
  }

  /// What is stored is stored, whether it can be measured or not.
  private void measure() {
    measuredAt = nanoTime.getAsLong();
    try {
      sizes = SizeEstimate.measure(connection);
    } catch (SQLException e) {
      log.warn("The sizes of the signals are not known anew: {}", e.getMessage());
    }
  }

  /// Only the writing thread does, so reading and setting need not be one step.
  private void grow(long spans, long events, long chats, long logs, long points) {
    StorageStats before = stats;
    stats =
        new StorageStats(
            before.spans() + spans,
            before.events() + events,
            before.chats() + chats,
            before.logs() + logs,
            before.points() + points,
            Database.sizeBytes(folder));
  }

  /// Something was deleted.
  void deleted(Deleted deleted) {
    grow(-deleted.spans(), -deleted.events(), -deleted.chats(), -deleted.logs(), -deleted.points());
    measuredAt = nanoTime.getAsLong() - MEASURE_NANOS; // with the next batch
  }

  /// The files changed, and the number of rows did not.
  void resized() {
    grow(0, 0, 0, 0, 0);
  }

  long appliedSequence() {
    return appliedSequence;
  }

  StorageStats stats() {
    return stats;
  }

  LogPositions logPositions() {
    return logPositions;
  }

  SignalSizes sizes() {
    return sizes;
  }
}
