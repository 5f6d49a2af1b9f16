// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.server.fold.Arrival.ArrivedPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.RecordId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Explained metrics as JSON, one entry for each metric of an app. Whatever they measure, they are
/// stored apart (rule 6 of docs/counting.md).
final class MetricJson {
  private static final String REASON =
      "rule 6: stored apart (/api/metrics/points), and in no total: spans tell of the same calls";

  private MetricJson() {}

  private record Metric(String name, MetricSeries.Kind kind, String unit, String app) {
    static Metric of(MetricSeries series) {
      return new Metric(series.name(), series.kind(), series.unit(), series.app());
    }
  }

  private static final class Sizes {
    private final Set<RecordId> series = new HashSet<>();
    private final Set<RecordId> points = new HashSet<>();
  }

  static void put(ArrayNode array, List<ArrivedPoint> points) {
    Map<Metric, Sizes> metrics = new LinkedHashMap<>();
    for (ArrivedPoint point : points) {
      Sizes sizes = metrics.computeIfAbsent(Metric.of(point.series()), _ -> new Sizes());
      sizes.series.add(point.series().id());
      sizes.points.add(point.stored().id());
    }
    metrics.forEach((metric, sizes) -> {
      ObjectNode node = array.addObject();
      node.put("name", metric.name());
      node.put("kind", metric.kind().name().toLowerCase(Locale.ROOT));
      node.put("unit", metric.unit());
      node.put("app_id", metric.app());
      node.put("series", sizes.series.size());
      node.put("points", sizes.points.size());
      node.put("counted", false);
      node.put("reason", REASON);
    });
  }
}
