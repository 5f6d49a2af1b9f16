// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which log records to list, newest first.
///
/// @param from inclusive
/// @param to exclusive
/// @param before only records that come after this one in the list; null for the first page
/// @param limit page size, 1 to [#MAX_LIMIT]
public record LogQuery(
    Instant from, Instant to, LogFilter filter, @Nullable RecordKey before, int limit) {

  /// One more than a page shows, so that it can be told whether another one follows.
  public static final int MAX_LIMIT = 10_001;

  public LogQuery {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(filter, "filter");
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
  }

  /// The newest of all.
  public static LogQuery newest(int limit) {
    return newest(LogFilter.ALL, limit);
  }

  /// The newest that are like this.
  public static LogQuery newest(LogFilter filter, int limit) {
    return new LogQuery(Instant.MIN, Instant.MAX, filter, null, limit);
  }

  /// The page after the one that ended with this record.
  public LogQuery after(StoredLog last) {
    return new LogQuery(from, to, filter, last.key(), limit);
  }
}
