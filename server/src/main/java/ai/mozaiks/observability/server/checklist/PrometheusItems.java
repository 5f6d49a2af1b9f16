// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// That Prometheus reads this server's metrics.
final class PrometheusItems {
  private static final Duration OLD_SCRAPE = Duration.ofMinutes(5);

  /// The same within what is lost on the way through a decimal and back.
  private static final double SAME_START = 0.002;

  private final PrometheusPeer prometheus;

  private PrometheusItems(PrometheusPeer prometheus) {
    this.prometheus = prometheus;
  }

  static List<Item> all(Peers peers) {
    PrometheusItems items = new PrometheusItems(new PrometheusPeer(peers));
    return List.of(
        new Item(
            "prometheus_scrapes",
            GuideSection.PROMETHEUS_GRAFANA,
            "Prometheus scrapes this server",
            "docs/operations/doctor.md",
            items::scrapes));
  }

  /// That a target has our name says little: what it shows as its start must be ours.
  private Finding scrapes(Facts facts) throws InterruptedException {
    URI url = facts.config().checklist().prometheus();
    if (url == null) {
      return PrometheusPeer.noPrometheus();
    }
    try {
      String query =
          "/api/v1/query?query="
              + URLEncoder.encode("process_start_time_seconds", StandardCharsets.UTF_8);
      PeerAnswer starts = prometheus.ask(url, query, facts);
      Finding strange = PrometheusPeer.strange(url, query, starts, "result");
      if (strange != null) {
        return strange;
      }
      JsonNode ours = ours(starts, facts.processStart());
      PeerAnswer targets = prometheus.ask(url, "/api/v1/targets?state=active", facts);
      strange = PrometheusPeer.strange(url, "/api/v1/targets", targets, "activeTargets");
      if (strange != null) {
        return strange;
      }
      return ours == null ? notOurs(targets, url) : ours(ours, targets, facts);
    } catch (IOException e) {
      return PrometheusPeer.unreachable("Prometheus", url, e);
    }
  }

  private static @Nullable JsonNode ours(PeerAnswer starts, double start) {
    for (JsonNode series : starts.json().path("data").path("result")) {
      double seen = number(series.path("value").path(1).asString(""));
      if (Math.abs(seen - start) <= SAME_START) {
        return series.path("metric");
      }
    }
    return null;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private static Finding ours(JsonNode metric, PeerAnswer targets, Facts facts) {
    String job = metric.path("job").asString("");
    String instance = metric.path("instance").asString("");
    String name = "job " + job + ", instance " + instance;
    String next =
        "Look at the target's error on Prometheus' page /targets; then curl -s "
            + facts.self()
            + "/metrics/prometheus | head";
    for (JsonNode target : targets.json().path("data").path("activeTargets")) {
      JsonNode labels = target.path("labels");
      if (labels.path("job").asString("").equals(job)
          && labels.path("instance").asString("").equals(instance)) {
        Instant last = instant(target.path("lastScrape").asString(""));
        Duration ago = last == null ? null : Duration.between(last, facts.now());
        String when = ago == null ? "at an unknown time" : Amounts.time(ago) + " ago";
        if (!target.path("health").asString("").equals("up")) {
          String error = target.path("lastError").asString("");
          return new Finding.Fail(name + ": the scrape " + when + " failed: " + error, next);
        }
        return ago == null || ago.compareTo(OLD_SCRAPE) > 0
            ? new Finding.Warn(name + ": last scraped " + when, next)
            : new Finding.Ok(name + ": last scraped " + when);
      }
    }
    return new Finding.Fail(
        name + " was scraped, but is no target any more",
        "Put this server back among the targets of prometheus.yml (mozaiks bundle writes it), and"
            + " reload Prometheus");
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  private static Finding notOurs(PeerAnswer targets, URI url) {
    List<String> down = new ArrayList<>();
    int count = 0;
    for (JsonNode target : targets.json().path("data").path("activeTargets")) {
      count++;
      if (target.path("scrapeUrl").asString("").contains("/metrics/prometheus")
          && !target.path("health").asString("").equals("up")) {
        down.add(
            target.path("scrapeUrl").asString("") + ": " + target.path("lastError").asString(""));
      }
    }
    return new Finding.Fail(
        "none of the "
            + count
            + " targets of Prometheus at "
            + url
            + " is this server"
            + (down.isEmpty() ? "" : "; down: " + String.join("; ", down)),
        "Add a scrape job for this server with metrics_path: /metrics/prometheus (mozaiks bundle"
            + " writes prometheus.yml), let the firewall pass it, and reload Prometheus. After a"
            + " restart of this server, wait for the next scrape");
  }
}
