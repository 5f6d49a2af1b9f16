// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Request;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a scrape shows.
///
/// @param type the media type
/// @param text the body
record Scrape(String type, String text) {

  /// Scrapes as a person with curl does.
  static Scrape of(MultiCollector... collectors) throws IOException {
    return by(handler(new Scrapers(InstantSource.system()), collectors), Map.of());
  }

  static ScrapeHandler handler(Scrapers scrapers, MultiCollector... collectors) {
    PrometheusRegistry registry = new PrometheusRegistry();
    List.of(collectors).forEach(registry::register);
    return new ScrapeHandler(registry, scrapers);
  }

  /// Scrapes as a Prometheus does.
  static Scrape byPrometheus(ScrapeHandler handler, String address) throws IOException {
    return by(handler, Map.of("x-prometheus-scrape-timeout-seconds", "10", "@address", address));
  }

  static Scrape by(ScrapeHandler handler, Map<String, String> headers) throws IOException {
    Map<String, String> sent = new HashMap<>(headers);
    String address = sent.containsKey("@address") ? String.valueOf(sent.remove("@address")) : "::1";
    Answer answer =
        handler.handle(
            new Request(
                "GET", "/metrics/prometheus", Map.of(), Map.of(), sent, Body.EMPTY, address));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.content().writeTo(out);
    return new Scrape(String.valueOf(answer.contentType()), out.toString(UTF_8));
  }

  /// The value of a series, written as in the text format.
  ///
  /// @throws AssertionError if it is not there
  double value(String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not in\n" + text));
  }

  /// The sum of all series of a name; for histogram buckets, of each edge.
  Map<String, Double> sums() {
    Map<String, Double> sums = new TreeMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          String name =
              line.substring(0, line.indexOf('{') < 0 ? line.indexOf(' ') : line.indexOf('{'));
          int le = line.indexOf("le=\"");
          String edge = le < 0 ? "" : line.substring(le, line.indexOf('"', le + 4));
          int level = line.indexOf("level=\"");
          String kind = level < 0 ? "" : line.substring(level, line.indexOf('"', level + 7));
          sums.merge(
              name + edge + kind,
              Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
              Double::sum);
        });
    return sums;
  }
}
