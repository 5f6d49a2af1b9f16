// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// That alert rules are evaluated, by this server and by Prometheus.
final class RuleItems {
  private final PrometheusPeer prometheus;

  private RuleItems(PrometheusPeer prometheus) {
    this.prometheus = prometheus;
  }

  static List<Item> all(Peers peers) {
    RuleItems items = new RuleItems(new PrometheusPeer(peers));
    GuideSection section = GuideSection.PROMETHEUS_GRAFANA;
    return List.of(
        new Item(
            "rules_in_force",
            section,
            "Alert rules are evaluated by this server",
            "docs/alerts.md",
            RuleItems::rulesInForce),
        new Item(
            "prometheus_rules",
            section,
            "Prometheus has the alert rules and evaluates them",
            "docs/operations/bundle.md",
            items::rulesLoaded));
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
      return PrometheusPeer.noPrometheus();
    }
    String next =
        "mozaiks rules export --prometheus writes them; name the file under rule_files of"
            + " prometheus.yml, and reload Prometheus";
    try {
      PeerAnswer answer = prometheus.ask(url, "/api/v1/rules?type=alert", facts);
      Finding strange = PrometheusPeer.strange(url, "/api/v1/rules", answer, "groups");
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
      return PrometheusPeer.unreachable("Prometheus", url, e);
    }
  }
}
