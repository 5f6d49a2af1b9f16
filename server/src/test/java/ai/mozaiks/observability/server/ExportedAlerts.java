// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.peers.PrometheusProcess;
import ai.mozaiks.observability.server.alerts.EngineRun.Firing;
import ai.mozaiks.observability.server.config.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The alerts of an exported file of rules over the past, which a Prometheus that starts now does
/// not evaluate itself: it is asked for each condition at each time, and `for` is applied as it
/// does (prometheus/prometheus: `rules/alerting.go`). Recorded series are replaced by what they
/// record.
final class ExportedAlerts {
  private final List<JsonNode> alerts = new ArrayList<>();
  private final Map<String, String> recorded = new HashMap<>();
  private final PrometheusProcess prometheus;

  /// @param rules the text of the file
  ExportedAlerts(String rules, PrometheusProcess prometheus) {
    this.prometheus = prometheus;
    for (JsonNode group : new YAMLMapper().readTree(rules).get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        if (rule.has("alert")) {
          alerts.add(rule);
        } else {
          String slo = rule.get("labels").get("slo").asString();
          recorded.put(
              rule.get("record").asString() + "{slo=\"" + slo + "\"}", rule.get("expr").asString());
        }
      }
    }
  }

  /// When which alerts would have fired.
  ///
  /// @param to included
  List<Firing> firings(Instant from, Instant to, Duration step) throws Exception {
    List<Firing> firings = new ArrayList<>();
    for (JsonNode alert : alerts) {
      String expression = alert.get("expr").asString();
      for (Map.Entry<String, String> series : recorded.entrySet()) {
        expression = expression.replace(series.getKey(), "(" + series.getValue() + ")");
      }
      Duration pending =
          alert.has("for")
              ? DurationText.parse(alert.get("for").asString()).orElseThrow()
              : Duration.ZERO;
      for (JsonNode series : prometheus.range(expression, from, to, step).get("result")) {
        firings.addAll(
            firings(labels(alert, series.get("metric")), series, pending, from, to, step));
      }
    }
    return firings;
  }

  private static Map<String, String> labels(JsonNode alert, JsonNode metric) {
    Map<String, String> labels = new HashMap<>();
    for (JsonNode each : List.of(metric, alert.get("labels"))) {
      each.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
    }
    // The scraped target, which our own alerts know nothing of.
    labels.keySet().removeAll(Set.of("__name__", "job", "instance"));
    labels.put("alertname", alert.get("alert").asString());
    return labels;
  }

  private static List<Firing> firings(
      Map<String, String> labels,
      JsonNode series,
      Duration pending,
      Instant from,
      Instant to,
      Duration step) {
    Set<Instant> holds = new HashSet<>();
    series.get("values").forEach(value -> holds.add(Instant.ofEpochSecond(value.get(0).asLong())));
    List<Firing> firings = new ArrayList<>();
    @Nullable Instant active = null;
    @Nullable Instant firing = null;
    for (Instant now = from; !now.isAfter(to); now = now.plus(step)) {
      if (holds.contains(now)) {
        active = active == null ? now : active;
        if (firing == null && !now.isBefore(active.plus(pending))) {
          firing = now;
        }
      } else {
        if (firing != null) {
          firings.add(new Firing(labels, firing, now));
        }
        active = null;
        firing = null;
      }
    }
    if (firing != null) {
      firings.add(new Firing(labels, firing, null));
    }
    return firings;
  }
}
