// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects data points into metric families for one scrape. For one thread.
final class Families {
  private final Map<String, Family> families = new LinkedHashMap<>();

  private sealed interface Family {
    MetricSnapshot build(String name);
  }

  private record Counters(String help, List<CounterDataPointSnapshot> points) implements Family {
    @Override
    public MetricSnapshot build(String name) {
      CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
      points.forEach(builder::dataPoint);
      return builder.build();
    }
  }

  private record Gauges(String help, List<GaugeDataPointSnapshot> points) implements Family {
    @Override
    public MetricSnapshot build(String name) {
      GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
      points.forEach(builder::dataPoint);
      return builder.build();
    }
  }

  private record Histograms(String help, List<HistogramDataPointSnapshot> points)
      implements Family {
    @Override
    public MetricSnapshot build(String name) {
      HistogramSnapshot.Builder builder = HistogramSnapshot.builder().name(name).help(help);
      points.forEach(builder::dataPoint);
      return builder.build();
    }
  }

  /// @param name without `_total`, which the exposition adds
  void counter(String name, String help, Labels labels, double value) {
    Family family = families.computeIfAbsent(name, _ -> new Counters(help, new ArrayList<>()));
    ((Counters) family)
        .points()
        .add(CounterDataPointSnapshot.builder().labels(labels).value(value).build());
  }

  void counter(String name, String help, Labels labels, long count) {
    counter(name, help, labels, (double) count);
  }

  void gauge(String name, String help, Labels labels, long count) {
    gauge(name, help, labels, (double) count);
  }

  void gauge(String name, String help, Labels labels, double value) {
    Family family = families.computeIfAbsent(name, _ -> new Gauges(help, new ArrayList<>()));
    ((Gauges) family)
        .points()
        .add(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
  }

  void histogram(String name, String help, HistogramDataPointSnapshot point) {
    Family family = families.computeIfAbsent(name, _ -> new Histograms(help, new ArrayList<>()));
    ((Histograms) family).points().add(point);
  }

  MetricSnapshots build() {
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    families.forEach((name, family) -> snapshots.metricSnapshot(family.build(name)));
    return snapshots.build();
  }
}
