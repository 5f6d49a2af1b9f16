// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.sources.LogSources;
import ai.mozaiks.observability.server.sources.SourceReading;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// How the configured sources are doing; nothing when there are none. Thread-safe.
public final class SourceSeries implements MultiCollector {
  private final LogSources sources;

  public SourceSeries(LogSources sources) {
    this.sources = sources;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    for (SourceReading reading : sources.read()) {
      Labels source = Labels.of("source", reading.path());
      families.gauge(
          "mozaiks_source_up",
          "1 while the source is there and nothing keeps it from being read, else 0.",
          source,
          reading.progress().found() && reading.trouble().isEmpty() ? 1 : 0);
      families.gauge(
          "mozaiks_source_lag",
          "What is written in the source and not read yet: bytes of a file, rows of a database.",
          source,
          reading.progress().lag());
      families.counter(
          "mozaiks_source_lines",
          "Lines or rows read since the start.",
          source,
          reading.progress().lines());
      families.counter(
          "mozaiks_source_rejected_lines",
          "Of them, those that could not be read or were refused.",
          source,
          reading.rejected());
    }
    return families.build();
  }
}
