// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.RecordId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rows of metrics.
final class MetricRows {
  static final String SERIES =
      "s.id_high, s.id_low, s.name, s.unit, s.description, s.kind, s.temporality, s.monotonic,"
          + " s.app, s.attributes, s.origin";

  static final String POINT =
      "p.id_high, p.id_low, p.series_high, p.series_low, p.time_nanos, p.start_nanos,"
          + " p.integer_value, p.double_value, p.count, p.sum, p.min, p.max, p.detail";

  private static final int SERIES_COLUMNS = 11;

  private MetricRows() {}

  static void append(Rows rows, MetricSeries series) throws SQLException {
    rows.begin().add(series.id().high()).add(series.id().low());
    rows.add(series.name()).add(series.unit()).add(series.description());
    rows.add(word(series.kind())).add(word(series.temporality())).add(series.monotonic());
    rows.add(series.app()).add(series.attributes()).add(series.origin()).end();
  }

  static void append(Rows rows, MetricPoint point, long writtenNanos) throws SQLException {
    rows.begin().add(point.id().high()).add(point.id().low());
    rows.add(point.series().high()).add(point.series().low());
    rows.add(point.timeNanos()).add(point.startNanos());
    rows.addOrNull(point.integer()).addOrNull(point.value()).add(point.count());
    rows.addOrNull(point.sum()).addOrNull(point.min()).addOrNull(point.max());
    rows.add(point.detail()).add(writtenNanos).end();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static MetricSeries.Kind kind(String word) {
    return MetricSeries.Kind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// Reads the columns of [#SERIES], which come first.
  static MetricSeries series(ResultSet row) throws SQLException {
    return new MetricSeries(
        new RecordId(row.getLong(1), row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        kind(row.getString(6)),
        MetricSeries.Temporality.valueOf(row.getString(7).toUpperCase(Locale.ROOT)),
        row.getBoolean(8),
        row.getString(9),
        row.getString(10),
        row.getLong(11));
  }

  /// Reads the columns of [#POINT], which follow those of [#SERIES].
  static MetricPoint point(ResultSet row) throws SQLException {
    int at = SERIES_COLUMNS;
    return new MetricPoint(
        new RecordId(row.getLong(at + 1), row.getLong(at + 2)),
        new RecordId(row.getLong(at + 3), row.getLong(at + 4)),
        row.getLong(at + 5),
        row.getLong(at + 6),
        integer(row, at + 7),
        number(row, at + 8),
        row.getLong(at + 9),
        number(row, at + 10),
        number(row, at + 11),
        number(row, at + 12),
        row.getString(at + 13));
  }

  private static @Nullable Long integer(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  private static @Nullable Double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : (Double) value;
  }
}
