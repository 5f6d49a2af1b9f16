// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.NO_PROGRAMS;
import static ai.mozaiks.observability.server.checklist.Case.configured;
import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.FakeFacts.NOW;
import static ai.mozaiks.observability.server.checklist.World.ALERTMANAGER;
import static ai.mozaiks.observability.server.checklist.World.ALERTMANAGERS;
import static ai.mozaiks.observability.server.checklist.World.PROMETHEUS;
import static ai.mozaiks.observability.server.checklist.World.RULES;
import static ai.mozaiks.observability.server.checklist.World.TARGETS;
import static ai.mozaiks.observability.server.checklist.World.target;

import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.config.AlertsConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Worlds in which lines of [PrometheusItems], [RuleItems] and [AlertmanagerItems] are not well.
final class PrometheusCases {
  private PrometheusCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when("prometheus_scrapes", NOT_CONFIGURED, "no Prometheus is named", NO_PROGRAMS),
        when(
            "prometheus_scrapes",
            FAIL,
            "nobody listens there",
            world -> world.peers().stop(PROMETHEUS)),
        when(
            "prometheus_scrapes",
            FAIL,
            "none of the 1 targets",
            world -> world.facts().processStart = 1_772_366_999.5),
        when(
            "prometheus_scrapes",
            FAIL,
            "failed: connection refused",
            world -> world.peers().answer(TARGETS, target("down", "connection refused", NOW))),
        when(
            "prometheus_scrapes",
            WARN,
            "last scraped 20 min ago",
            world -> world.peers().answer(TARGETS, target("up", "", NOW.minusSeconds(1200)))),
        when(
            "prometheus_scrapes",
            FAIL,
            "no target any more",
            world -> world.peers().answer(TARGETS, "{'data':{'activeTargets':[]}}")),
        when(
            "prometheus_scrapes",
            FAIL,
            "answered 500",
            world -> world.peers().answer(TARGETS, 500, "")),
        when(
            "rules_in_force",
            NOT_CONFIGURED,
            "alerts.enabled is false",
            configured(config ->
                config.alerts(
                    new AlertsConfig(
                        false, true, List.of(), List.of(), Duration.ofSeconds(15), 10)))),
        when(
            "rules_in_force",
            FAIL,
            "no rules are in force",
            world -> world.facts().rules = new RuleSet(List.of(), List.of())),
        when(
            "rules_in_force",
            FAIL,
            "evaluating them fails: disk full",
            world -> world.facts().ruleStatus = status(NOW, null, "disk full")),
        when(
            "rules_in_force",
            FAIL,
            "rules.yml:3",
            world -> world.facts().ruleStatus = status(NOW, "rules.yml:3: unknown key", null)),
        when(
            "rules_in_force",
            FAIL,
            "evaluated 5 min ago",
            world -> world.facts().ruleStatus = status(NOW.minusSeconds(300), null, null)),
        when(
            "rules_in_force",
            WARN,
            "not evaluated yet",
            world -> world.facts().ruleStatus = status(null, null, null)),
        when("prometheus_rules", NOT_CONFIGURED, "no Prometheus is named", NO_PROGRAMS),
        when(
            "prometheus_rules",
            FAIL,
            "0 of",
            world -> world.peers().answer(RULES, "{'data':{'groups':[]}}")),
        when(
            "prometheus_rules",
            WARN,
            "1 of",
            world -> world.peers().answer(RULES, rule("HighErrorRate", "ok", ""))),
        when(
            "prometheus_rules",
            FAIL,
            "HighErrorRate: many-to-many",
            world -> world.peers().answer(RULES, rule("HighErrorRate", "err", "many-to-many"))),
        when(
            "prometheus_rules",
            FAIL,
            "answered 503",
            world -> world.peers().answer(RULES, 503, "")),
        when("alertmanager", NOT_CONFIGURED, "no Alertmanager is named", NO_PROGRAMS),
        when(
            "alertmanager",
            FAIL,
            "nobody listens there",
            world -> world.peers().stop(ALERTMANAGER)),
        when(
            "alertmanager",
            FAIL,
            "Prometheus hands alerts to none",
            world -> world.peers().answer(ALERTMANAGERS, "{'data':{'activeAlertmanagers':[]}}")),
        when(
            "alertmanager",
            WARN,
            "is not known: nobody listens there",
            world -> world.peers().stop(PROMETHEUS)));
  }

  private static AlertService.Status status(
      @Nullable Instant at, @Nullable String mistake, @Nullable String failure) {
    return new AlertService.Status(Map.of(), at, mistake, Duration.ZERO, 0, failure);
  }

  private static String rule(String name, String health, String error) {
    return "{'data':{'groups':[{'rules':[{'name':'%s','health':'%s','lastError':'%s'}]}]}}"
        .formatted(name, health, error);
  }
}
