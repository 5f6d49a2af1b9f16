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
/// scraper asks for. Scrapes go one after the other. Thread-safe.
public final class ScrapeHandler implements HttpHandler {

  /// What Prometheus and those who follow it send, and people with a browser or curl do not.
  private static final String SCRAPER_HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  private static final ExpositionFormats FORMATS = ExpositionFormats.init();

  private final PrometheusRegistry registry;
  private final Scrapers scrapers;

  public ScrapeHandler(PrometheusRegistry registry, Scrapers scrapers) {
    this.registry = registry;
    this.scrapers = scrapers;
  }

  @Override
  public Answer handle(Request request) {
    ExpositionFormatWriter writer = FORMATS.findWriter(request.header("accept"));
    MetricSnapshots snapshots = scrape(request);
    return Answer.stream(200, writer.getContentType(), out -> writer.write(out, snapshots));
  }

  // Not side by side: a series that begins during one scrape must not count as seen by another.
  private synchronized MetricSnapshots scrape(Request request) {
    if (request.header(SCRAPER_HEADER) == null) {
      return registry.scrape();
    }
    String scraper = request.remoteAddress() + ' ' + request.header("User-Agent");
    scrapers.serving(scraper);
    try {
      return registry.scrape();
    } finally {
      scrapers.served(scraper);
    }
  }
}
