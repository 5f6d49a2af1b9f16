// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// Appends one row after the other to a table; absent values become NULL.
final class Rows implements AutoCloseable {
  private final DuckDBAppender appender;

  Rows(DuckDBAppender appender) {
    this.appender = appender;
  }

  Rows begin() throws SQLException {
    appender.beginRow();
    return this;
  }

  Rows add(long value) throws SQLException {
    appender.append(value);
    return this;
  }

  Rows addInt(int value) throws SQLException {
    appender.append(value);
    return this;
  }

  Rows addByte(int value) throws SQLException {
    appender.append((byte) value);
    return this;
  }

  Rows add(boolean value) throws SQLException {
    appender.append(value);
    return this;
  }

  Rows add(byte[] value) throws SQLException {
    appender.append(value);
    return this;
  }

  Rows add(@Nullable String value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else {
      appender.append(value);
    }
    return this;
  }

  Rows addOrNull(@Nullable Long value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else {
      appender.append(value.longValue());
    }
    return this;
  }

  Rows addOrNull(@Nullable Double value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else {
      appender.append(value.doubleValue());
    }
    return this;
  }

  /// Into a column of 128 bits.
  Rows addHuge(long value) throws SQLException {
    appender.appendHugeInt(value, value < 0 ? -1 : 0);
    return this;
  }

  Rows addFlag(@Nullable Boolean value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else {
      appender.append(value.booleanValue());
    }
    return this;
  }

  Rows addNull() throws SQLException {
    appender.appendNull();
    return this;
  }

  void end() throws SQLException {
    appender.endRow();
  }

  /// Hands the rows to the transaction.
  @Override
  public void close() throws SQLException {
    appender.close();
  }
}
