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
  private static final long FIRST_SLICE = Duration.ofMinutes(30).toNanos();
  private static final long SHORTEST_SLICE = Duration.ofMinutes(1).toNanos();
  private static final long LONGEST_SLICE = Duration.ofDays(7).toNanos();
  private static final int FEW_ROWS = 30_000;
  private static final int MANY_ROWS = 120_000;

  private final Connection connection;

  /// @param connection within a transaction that has asked nothing yet
  EventsInOrder(Connection connection) {
    this.connection = connection;
  }

  /// From the oldest to the newest.
  void read(Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer)
      throws SQLException {
    Range all = begin(from, to, begun);
    try (PreparedStatement slice = slices("at_nanos, id")) {
      long length = FIRST_SLICE;
      for (long begin = all.from; begin < all.to; ) {
        long next = all.to - begin <= length ? all.to : begin + length;
        int rows = read(slice, begin, next, consumer);
        begin = rows > 0 ? next : bound("min", next, all.to, all.to);
        length = lengthAfter(length, rows);
      }
    }
  }

  /// From the newest to the oldest.
  void readNewestFirst(Instant from, Instant to, Runnable begun, Consumer<ChatEvent> consumer)
      throws SQLException {
    Range all = begin(from, to, begun);
    try (PreparedStatement slice = slices("at_nanos DESC, id DESC")) {
      long length = FIRST_SLICE;
      for (long end = all.to; end > all.from; ) {
        long next = end - all.from <= length ? all.from : end - length;
        int rows = read(slice, next, end, consumer);
        end = rows > 0 ? next : bound("max", all.from, next, all.from - 1) + 1;
        length = lengthAfter(length, rows);
      }
    }
  }

  /// Nanoseconds since 1970.
  ///
  /// @param to not included
  private record Range(long from, long to) {}

  /// Fixes what is seen, by the first statement of the transaction, and finds what there is.
  private Range begin(Instant from, Instant to, Runnable begun) throws SQLException {
    long first = Nanos.saturated(from);
    long end = Nanos.saturated(to);
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
    return new Range(first, end);
  }

  private PreparedStatement slices(String order) throws SQLException {
    return connection.prepareStatement(
        "SELECT %s FROM events WHERE at_nanos >= ? AND at_nanos < ? ORDER BY %s"
            .formatted(EventReading.COLUMNS, order));
  }

  private static int read(PreparedStatement slice, long from, long to, Consumer<ChatEvent> consumer)
      throws SQLException {
    slice.setLong(1, from);
    slice.setLong(2, to);
    int rows = 0;
    try (ResultSet row = slice.executeQuery()) {
      while (row.next()) {
        consumer.accept(EventReading.event(row));
        rows++;
      }
    }
    return rows;
  }

  private static long lengthAfter(long length, int rows) {
    if (rows < FEW_ROWS) {
      return Math.min(LONGEST_SLICE, length * 2);
    }
    return rows > MANY_ROWS ? Math.max(SHORTEST_SLICE, length / 2) : length;
  }

  /// Where the next event is, so that years without any cost nothing.
  ///
  /// @param function of `at_nanos`
  /// @param none if there is none in the range
  private long bound(String function, long from, long to, long none) throws SQLException {
    try (PreparedStatement next =
        connection.prepareStatement(
            "SELECT %s(at_nanos) FROM events WHERE at_nanos >= ? AND at_nanos < ?"
                .formatted(function))) {
      next.setLong(1, from);
      next.setLong(2, to);
      try (ResultSet row = next.executeQuery()) {
        row.next();
        long at = row.getLong(1);
        return row.wasNull() ? none : at;
      }
    }
  }
}
