// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.MetricInfo;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricPoints;
import ai.mozaiks.observability.storage.MetricQuery;
import ai.mozaiks.observability.storage.MetricReader;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.TextOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Questions about metrics.
final class MetricQueries {
  private static final String JOIN =
      " FROM metric_points p JOIN metric_series s"
          + " ON s.id_low = p.series_low AND s.id_high = p.series_high";

  private static final Comparator<MetricInfo> BY_NAME =
      Comparator.comparing(MetricInfo::name, TextOrder.INSTANCE)
          .thenComparing(MetricInfo::kind)
          .thenComparing(MetricInfo::unit, TextOrder.INSTANCE);

  private MetricQueries() {}

  static Set<RecordId> known(Connection connection, Collection<RecordKey> keys)
      throws SQLException {
    return RecordIds.known(connection, "metric_points", keys);
  }

  static void forEachId(Connection connection, Consumer<RecordId> consumer) throws SQLException {
    RecordIds.forEach(connection, "metric_points", consumer);
  }

  static List<MetricInfo> metrics(Connection connection, @Nullable String app) throws SQLException {
    String sql =
        "SELECT s.name, s.kind, s.unit, count(DISTINCT (s.id_high, s.id_low)), count(*),"
            + " max(p.time_nanos)"
            + JOIN
            + (app == null ? "" : " WHERE s.app = ?")
            + " GROUP BY s.name, s.kind, s.unit ORDER BY s.name LIMIT "
            + MetricReader.MAX_METRICS;
    List<MetricInfo> metrics = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (app != null) {
        statement.setString(1, app);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          metrics.add(
              new MetricInfo(
                  row.getString(1),
                  MetricRows.kind(row.getString(2)),
                  row.getString(3),
                  row.getLong(4),
                  row.getLong(5),
                  Nanos.toInstant(row.getLong(6))));
        }
      }
    }
    metrics.sort(BY_NAME);
    return List.copyOf(metrics);
  }

  static List<MetricPoints> points(Connection connection, MetricQuery query) throws SQLException {
    if (query.from().isAfter(Nanos.MAX_INSTANT)) {
      return List.of();
    }
    StringBuilder sql =
        new StringBuilder("SELECT ")
            .append(MetricRows.SERIES)
            .append(", ")
            .append(MetricRows.POINT)
            .append(JOIN)
            .append(" WHERE s.name = ?");
    if (query.app() != null) {
      sql.append(" AND s.app = ?");
    }
    sql.append(" AND p.time_nanos >= ").append(Nanos.saturated(query.from()));
    if (!query.to().isAfter(Nanos.MAX_INSTANT)) {
      sql.append(" AND p.time_nanos < ").append(Nanos.saturated(query.to()));
    }
    sql.append(" ORDER BY p.time_nanos DESC, p.id_high DESC, p.id_low DESC LIMIT ");
    sql.append(query.limit());
    Map<RecordId, MetricSeries> series = new HashMap<>();
    Map<RecordId, List<MetricPoint>> points = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
      statement.setString(1, query.name());
      if (query.app() != null) {
        statement.setString(2, query.app());
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          MetricPoint point = MetricRows.point(row);
          if (!series.containsKey(point.series())) {
            series.put(point.series(), MetricRows.series(row));
          }
          points.computeIfAbsent(point.series(), _ -> new ArrayList<>()).add(point);
        }
      }
    }
    List<MetricPoints> answer = new ArrayList<>();
    for (Map.Entry<RecordId, List<MetricPoint>> each : points.entrySet()) {
      MetricSeries of = series.get(each.getKey());
      if (of != null) {
        answer.add(new MetricPoints(of, each.getValue().reversed())); // they came newest first
      }
    }
    return List.copyOf(answer);
  }
}
