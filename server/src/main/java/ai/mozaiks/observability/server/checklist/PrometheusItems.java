// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Prometheus and Alertmanager beside this server, and its own alert rules.
final class PrometheusItems {
  private static final String DOCS = "docs/operations/doctor.md";
  private static final String BUNDLE = "docs/operations/bundle.md";
  private static final Duration OLD_SCRAPE = Duration.ofMinutes(5);

  /// The same within what is lost on the way through a decimal and back.
  private static final double SAME_START = 0.002;

  private final Peers peers;

  private PrometheusItems(Peers peers) {
    this.peers = peers;
  }

  static List<Item> all(Peers peers) {
    PrometheusItems items = new PrometheusItems(peers);
    GuideSection section = GuideSection.PROMETHEUS_GRAFANA;
    return List.of(
        new Item(
            "prometheus_scrapes", section, "Prometheus scrapes this server", DOCS, items::scrapes),
        new Item(
            "rules_in_force",
            section,
            "Alert rules are evaluated by this server",
            "docs/alerts.md",
            PrometheusItems::rulesInForce),
        new Item(
            "prometheus_rules",
            section,
            "Prometheus has the alert rules and evaluates them",
            BUNDLE,
            items::rulesLoaded),
        new Item(
            "alertmanager",
            section,
            "Alertmanager is reachable, and Prometheus hands alerts to it",
            BUNDLE,
            items::alertmanager));
  }

  private static Finding notConfigured(String what, String key, String usual) {
    return new Finding.NotConfigured(
        "no " + what + " is named",
        "Set " + key + " in the configuration, such as " + usual + ", and restart");
  }

  private static Finding noPrometheus() {
    return notConfigured("Prometheus", "checklist.prometheus_url", "http://localhost:9090");
  }

  private PeerAnswer ask(URI url, String path, Facts facts)
      throws IOException, InterruptedException {
    return peers.get(URI.create(url + path), null, facts.config().checklist().ca());
  }

  private static Finding unreachable(String what, URI url, IOException e) {
    return new Finding.Fail(
        what + " at " + url + ": " + e.getMessage(),
        "See that it runs and is reachable from here: curl -i " + url + "/-/ready");
  }

  private static Finding refused(String what, URI url, String path, PeerAnswer answer) {
    return new Finding.Fail(
        what + " at " + url + " answered " + answer.status() + " to " + path,
        "See what it says: curl -i '" + url + path + "'");
  }

  /// What is wrong with an answer; null when it is one of a Prometheus.
  ///
  /// @param field the list in it
  private static @Nullable Finding strange(URI url, String path, PeerAnswer answer, String field) {
    if (!answer.isOk()) {
      return refused("Prometheus", url, path, answer);
    }
    return answer.json().path("data").path(field).isArray()
        ? null
        : new Finding.Fail(
            "what is at " + url + " is no Prometheus: it answered " + path + " without " + field,
            "Correct checklist.prometheus_url; see what it says: curl -i '" + url + path + "'");
  }

  /// That a target has our name says little: what it shows as its start must be ours.
  private Finding scrapes(Facts facts) throws InterruptedException {
    URI url = facts.config().checklist().prometheus();
    if (url == null) {
      return noPrometheus();
    }
    try {
      String query =
          "/api/v1/query?query="
              + URLEncoder.encode("process_start_time_seconds", StandardCharsets.UTF_8);
      PeerAnswer starts = ask(url, query, facts);
      Finding strange = strange(url, query, starts, "result");
      if (strange != null) {
        return strange;
      }
      JsonNode ours = ours(starts, facts.processStart());
      PeerAnswer targets = ask(url, "/api/v1/targets?state=active", facts);
      strange = strange(url, "/api/v1/targets", targets, "activeTargets");
      if (strange != null) {
        return strange;
      }
      return ours == null ? notOurs(targets, url) : ours(ours, targets, facts);
    } catch (IOException e) {
      return unreachable("Prometheus", url, e);
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

  private static Finding rulesInForce(Facts facts) {
    int count = facts.rules().rules().size();
    AlertService.Status status = facts.ruleStatus();
    String mistake = status.rulesMistake();
    if (!facts.config().alerts().enabled()) {
      return new Finding.NotConfigured(
          "alerts.enabled is false", "Set alerts.enabled: true, unless Prometheus does it all");
    }
    if (status.failure() != null) {
      return new Finding.Fail(
          count + " rules, and evaluating them fails: " + status.failure(),
          "Look into the server's log; GET /api/rules says which rule fails");
    }
    if (mistake != null) {
      return new Finding.Fail(
          "changed rule files are not in force: " + mistake, "Run: mozaiks rules check FILE");
    }
    if (count == 0) {
      return new Finding.Fail(
          "no rules are in force", "Set alerts.defaults: true, or name files in alerts.rules");
    }
    Instant at = status.evaluatedAt();
    if (at == null) {
      return new Finding.Warn(
          count + " rules, not evaluated yet: the events of their windows are being read",
          "Ask again in a minute");
    }
    Duration ago = Duration.between(at, facts.now());
    String builtIn = facts.config().alerts().defaults() ? "" : ", without the built-in ones";
    String evidence = count + " rules" + builtIn + ", evaluated " + Amounts.time(ago) + " ago";
    return ago.compareTo(facts.config().alerts().interval().multipliedBy(4)) > 0
        ? new Finding.Fail(evidence, "Look into the server's log for what holds the thread alerts")
        : new Finding.Ok(evidence);
  }

  private Finding rulesLoaded(Facts facts) throws InterruptedException {
    URI url = facts.config().checklist().prometheus();
    if (url == null) {
      return noPrometheus();
    }
    String next =
        "mozaiks rules export --prometheus writes them; name the file under rule_files of"
            + " prometheus.yml, and reload Prometheus";
    try {
      PeerAnswer answer = ask(url, "/api/v1/rules?type=alert", facts);
      Finding strange = strange(url, "/api/v1/rules", answer, "groups");
      if (strange != null) {
        return strange;
      }
      Set<String> loaded = new HashSet<>();
      List<String> ill = new ArrayList<>();
      for (JsonNode group : answer.json().path("data").path("groups")) {
        for (JsonNode rule : group.path("rules")) {
          String name = rule.path("name").asString("");
          loaded.add(name);
          if (rule.path("health").asString("").equals("err")) {
            ill.add(name + ": " + rule.path("lastError").asString(""));
          }
        }
      }
      List<String> wanted = PrometheusExport.of(facts.rules(), PrometheusExport.USUAL_JOB).alerts();
      List<String> missing =
          wanted.stream().distinct().filter(name -> !loaded.contains(name)).toList();
      String evidence =
          (wanted.stream().distinct().count() - missing.size())
              + " of "
              + wanted.stream().distinct().count()
              + " rules that can be exported are loaded";
      if (!ill.isEmpty()) {
        return new Finding.Fail(
            evidence + "; cannot be evaluated: " + String.join("; ", ill),
            "Look at Prometheus' page /rules; " + next);
      }
      if (wanted.isEmpty()) {
        return new Finding.NotConfigured(
            "none of the " + facts.rules().rules().size() + " rules can be exported",
            "Set alerts.defaults: true, or write rules that Prometheus can evaluate too");
      }
      if (missing.isEmpty()) {
        return new Finding.Ok(evidence);
      }
      String named = evidence + "; missing: " + String.join(", ", missing);
      return missing.size() == wanted.stream().distinct().count()
          ? new Finding.Fail(named, next)
          : new Finding.Warn(named, next);
    } catch (IOException e) {
      return unreachable("Prometheus", url, e);
    }
  }

  private Finding alertmanager(Facts facts) throws InterruptedException {
    URI url = facts.config().checklist().alertmanager();
    if (url == null) {
      return notConfigured("Alertmanager", "checklist.alertmanager_url", "http://localhost:9093");
    }
    try {
      PeerAnswer answer = ask(url, "/api/v2/status", facts);
      if (!answer.isOk()) {
        return refused("Alertmanager", url, "/api/v2/status", answer);
      }
      String version = answer.json().path("versionInfo").path("version").asString("");
      if (version.isEmpty()) {
        return new Finding.Fail(
            "what is at " + url + " is no Alertmanager: its status has no version",
            "Correct checklist.alertmanager_url; see what it says: curl -i "
                + url
                + "/api/v2/status");
      }
      String evidence = "Alertmanager " + version + " at " + url + " answers";
      URI prometheus = facts.config().checklist().prometheus();
      return prometheus == null
          ? new Finding.Ok(evidence)
          : handedOver(prometheus, url, facts, evidence);
    } catch (IOException e) {
      return unreachable("Alertmanager", url, e);
    }
  }

  /// Whether host and port are the same, as they are written; this machine has several names.
  private static boolean isSamePlace(URI one, String other) {
    try {
      return place(one).equals(place(new URI(other)));
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static String place(URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return (host.matches("127\\..*|\\[::1]") ? "localhost" : host) + ":" + port;
  }

  private Finding handedOver(URI prometheus, URI alertmanager, Facts facts, String evidence)
      throws InterruptedException {
    try {
      PeerAnswer answer = ask(prometheus, "/api/v1/alertmanagers", facts);
      Finding strange = strange(prometheus, "/api/v1/alertmanagers", answer, "activeAlertmanagers");
      if (strange != null) {
        return strange;
      }
      List<String> known = new ArrayList<>();
      answer
          .json()
          .path("data")
          .path("activeAlertmanagers")
          .forEach(each -> known.add(each.path("url").asString("")));
      String next =
          "Name it under alerting.alertmanagers of prometheus.yml (mozaiks bundle writes it), and"
              + " reload Prometheus";
      if (known.isEmpty()) {
        return new Finding.Fail(evidence + ", but Prometheus hands alerts to none", next);
      }
      String whom = String.join(", ", known);
      return known.stream().anyMatch(each -> isSamePlace(alertmanager, each))
          ? new Finding.Ok(evidence + "; Prometheus hands alerts to " + whom)
          : new Finding.Warn(
              evidence + "; Prometheus hands alerts to " + whom + ", which may be another one",
              next + "; or give the address that it has there in checklist.alertmanager_url");
    } catch (IOException e) {
      return new Finding.Warn(
          evidence + "; whether Prometheus hands alerts to it is not known: " + e.getMessage(),
          "See that Prometheus runs: curl -i " + prometheus + "/-/ready");
    }
  }
}
