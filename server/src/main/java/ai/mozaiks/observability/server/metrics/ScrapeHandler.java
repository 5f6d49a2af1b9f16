// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.HttpHandler;
import ai.mozaiks.observability.server.http.Request;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// `GET /metrics/prometheus`: the Prometheus text format, OpenMetrics or protobuf, whichever the
/// scraper asks for. Thread-safe.
public final class ScrapeHandler implements HttpHandler {
  private static final ExpositionFormats FORMATS = ExpositionFormats.init();

  private final PrometheusRegistry registry;

  public ScrapeHandler(PrometheusRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Answer handle(Request request) {
    ExpositionFormatWriter writer = FORMATS.findWriter(request.header("accept"));
    MetricSnapshots snapshots = registry.scrape();
    return Answer.stream(200, writer.getContentType(), out -> writer.write(out, snapshots));
  }
}
