// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.StoredLog;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import org.duckdb.DuckDBConnection;

/// Divides the log records that are written into blocks, and tells of each that is full which words
/// stand in it (table `log_blocks`), in the transaction of its last record. Of the writer thread.
final class LogBlocks {
  /// How many records a block has at most.
  static final int MAX_RECORDS = 4096;

  private final Connection connection;
  private final WordFilter words = new WordFilter();
  private boolean ready;
  private long number;
  private int records;
  private long oldest;
  private long newest;

  LogBlocks(Connection connection) {
    this.connection = connection;
  }

  /// Goes on with the block that is not full, unless it knows it.
  void makeReady() throws SQLException {
    if (ready) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      begin(openBlock(statement));
      read(statement);
    }
    ready = true;
  }

  private void read(Statement statement) throws SQLException {
    String sql = "SELECT time_nanos, body, attributes FROM logs WHERE block = " + number;
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        add(row.getLong(1), row.getString(2), row.getString(3));
      }
    }
  }

  private static long openBlock(Statement statement) throws SQLException {
    String sql =
        """
        SELECT greatest(
          (SELECT coalesce(max(number), 0) + 1 FROM log_blocks),
          (SELECT coalesce(max(block), 0) FROM logs))
        """;
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Takes the next record.
  ///
  /// @param full where the block goes if it is full now
  /// @return the block that the record is in
  long add(StoredLog log, Rows full) throws SQLException {
    long block = number;
    add(log.timeNanos(), log.body(), log.attributes());
    if (records >= MAX_RECORDS || words.isFull()) {
      append(full);
      begin(number + 1);
    }
    return block;
  }

  private void append(Rows full) throws SQLException {
    full.begin().add(number).add(oldest).add(newest);
    for (int part = 0; part < WordFilter.PARTS; part++) {
      full.add(words.part(part));
    }
    full.end();
  }

  /// Tells anew of those among these blocks that are full, after their records were changed: what a
  /// filter says of words that were in them cannot be taken out of it.
  static void renew(DuckDBConnection connection, Collection<Long> blocks) throws SQLException {
    for (long number : blocks) {
      try (Statement statement = connection.createStatement()) {
        if (statement.executeUpdate("DELETE FROM log_blocks WHERE number = " + number) > 0) {
          LogBlocks block = new LogBlocks(connection);
          block.begin(number);
          block.read(statement);
          try (Rows rows = new Rows(connection.createAppender("log_blocks"))) {
            block.append(rows);
          }
        }
      }
    }
  }

  private void begin(long block) {
    words.clear();
    number = block;
    records = 0;
    oldest = Long.MAX_VALUE;
    newest = Long.MIN_VALUE;
  }

  private void add(long timeNanos, String body, String attributes) {
    records++;
    oldest = Math.min(oldest, timeNanos);
    newest = Math.max(newest, timeNanos);
    LogWords.each(body, words::add);
    LogWords.each(attributes, words::add);
  }

  /// Forgets what the tables may not have after a transaction that was rolled back.
  void forget() {
    ready = false;
  }
}
