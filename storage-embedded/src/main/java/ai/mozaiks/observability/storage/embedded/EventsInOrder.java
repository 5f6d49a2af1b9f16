// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.Nanos;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// Reads all events of a range of time, slice by slice, so that no more than a slice has to be in
/// memory and sorted: about as many events each, whatever time they take. The slices belong to one
/// transaction, and so to one state of the tables.
final class EventsInOrder {
  private static final long SHORTEST_SLICE = Duration.ofMinutes(1).toNanos();
  private static final long LONGEST_SLICE = Duration.ofDays(7).toNanos();
  private static final int FEW_ROWS = 30_000;
  private static final int MANY_ROWS = 120_000;

  private EventsInOrder() {}

  static void read(
      Connection connection, Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer)
      throws SQLException {
    long first = Nanos.saturated(from);
    long end = Nanos.saturated(to);
    // The first statement of the transaction fixes what it sees.
    try (PreparedStatement bounds =
        connection.prepareStatement(
            "SELECT min(at_nanos), max(at_nanos) FROM events WHERE at_nanos >= ? AND at_nanos < ?")) {
      bounds.setLong(1, first);
      bounds.setLong(2, end);
      try (ResultSet row = bounds.executeQuery()) {
        row.next();
        first = row.getLong(1);
        end = row.wasNull() ? first : Math.addExact(row.getLong(2), 1);
      }
    }
    begun.run();
    try (PreparedStatement slice =
        connection.prepareStatement(
            "SELECT %s FROM events WHERE at_nanos >= ? AND at_nanos < ? ORDER BY at_nanos, id"
                .formatted(EventReading.COLUMNS))) {
      long length = Duration.ofMinutes(30).toNanos();
      for (long begin = first; begin < end; ) {
        long next = end - begin <= length ? end : begin + length;
        slice.setLong(1, begin);
        slice.setLong(2, next);
        int rows = 0;
        try (ResultSet row = slice.executeQuery()) {
          while (row.next()) {
            consumer.accept(EventReading.event(row));
            rows++;
          }
        }
        begin = rows > 0 ? next : nextAfter(connection, next, end);
        if (rows < FEW_ROWS) {
          length = Math.min(LONGEST_SLICE, length * 2);
        } else if (rows > MANY_ROWS) {
          length = Math.max(SHORTEST_SLICE, length / 2);
        }
      }
    }
  }

  /// Where the next event is, so that years without any cost nothing.
  private static long nextAfter(Connection connection, long from, long end) throws SQLException {
    try (PreparedStatement next =
        connection.prepareStatement(
            "SELECT min(at_nanos) FROM events WHERE at_nanos >= ? AND at_nanos < ?")) {
      next.setLong(1, from);
      next.setLong(2, end);
      try (ResultSet row = next.executeQuery()) {
        row.next();
        long at = row.getLong(1);
        return row.wasNull() ? end : at;
      }
    }
  }
}
