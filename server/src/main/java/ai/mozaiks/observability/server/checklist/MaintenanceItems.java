// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.alerts.slo.ErrorBudget;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.ShippingConfig.Elasticsearch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What has to be done again and again.
final class MaintenanceItems {
  private static final Duration QUARTER = Duration.ofDays(90);
  private static final Duration OLD_INDEX = Duration.ofDays(30);

  /// Names come from the cluster, and the command is there to be copied.
  private static final Pattern SAFE_NAME = Pattern.compile("[a-z0-9.][a-z0-9._-]*");

  private final Peers peers;

  private MaintenanceItems(Peers peers) {
    this.peers = peers;
  }

  static List<Item> all(Peers peers) {
    MaintenanceItems items = new MaintenanceItems(peers);
    GuideSection section = GuideSection.ONGOING_MAINTENANCE;
    return List.of(
        new Item(
            "weekly_review",
            section,
            "The week is reviewed for anomalies",
            "docs/report.md",
            MaintenanceItems::review),
        new Item(
            "old_indices",
            section,
            "No index of the logs is older than 30 days",
            "docs/shipping.md",
            items::oldIndices),
        new Item(
            "alert_delivery_tested",
            section,
            "Each channel of alerts was tried within 90 days",
            "docs/notifications.md",
            MaintenanceItems::tested),
        new Item(
            "slo_targets",
            section,
            "Targets of service levels fit the last 30 days",
            "docs/slos.md",
            MaintenanceItems::targets));
  }

  private static Finding review(Facts facts) {
    AlertsConfig.WeeklyReview review = facts.config().alerts().review();
    if (!review.sent()) {
      return new Finding.NotConfigured(
          "it is not mailed",
          "Set alerts.weekly_report: true, or look by hand: mozaiks report --week");
    }
    List<String> letterBoxes =
        facts.config().notifications().channels().stream()
            .filter(each -> each.target() instanceof ChannelConfig.Email)
            .map(ChannelConfig::name)
            .toList();
    return letterBoxes.isEmpty()
        ? new Finding.Fail(
            "alerts.weekly_report is true, and there is no channel of type email",
            "Add a channel of type email to alerts.channels")
        : new Finding.Ok(
            "mailed on Mondays from "
                + review.hour()
                + ":00 "
                + review.zone()
                + " to "
                + String.join(", ", letterBoxes));
  }

  private Finding oldIndices(Facts facts) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Elasticsearch cluster : LogAggregationItems.clusters(facts)) {
      findings.add(oldIndices(cluster, facts.now().minus(OLD_INDEX)));
    }
    return findings.isEmpty() ? LogAggregationItems.noCluster() : Finding.worst(findings);
  }

  private Finding oldIndices(Elasticsearch cluster, Instant before) throws InterruptedException {
    String path = Indices.path(cluster);
    try {
      PeerAnswer answer = LogAggregationItems.ask(peers, cluster, path);
      if (answer.status() != 404 && !answer.isOk()) {
        return LogAggregationItems.refused(cluster, path, answer);
      }
      List<Indices.Index> all = answer.isOk() ? Indices.read(answer) : List.of();
      List<String> old = Indices.old(all, cluster.dataStream(), before);
      return old.isEmpty()
          ? new Finding.Ok("none of " + all.size() + " indices in " + cluster.url())
          : new Finding.Warn(
              old.size()
                  + " of "
                  + all.size()
                  + " in "
                  + cluster.url()
                  + ", the oldest "
                  + old.getFirst(),
              "Have the cluster delete or archive them (index lifecycle), or: curl -X DELETE '"
                  + cluster.url()
                  + "/"
                  + (SAFE_NAME.matcher(old.getFirst()).matches() ? old.getFirst() : "NAME")
                  + "'");
    } catch (IOException e) {
      return LogAggregationItems.unreachable(cluster, e);
    }
  }

  private static Finding tested(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    for (ChannelReading each : facts.channels()) {
      findings.add(tested(each, facts.now()));
    }
    return findings.isEmpty()
        ? new Finding.NotConfigured(
            "nobody is told of alerts",
            "Add alerts.channels, or alerts.webhook, to the configuration")
        : Finding.worst(findings);
  }

  /// A test that failed counts more than what got through before it.
  private static Finding tested(ChannelReading channel, Instant now) {
    ChannelReading.Test test = channel.lastTest();
    Instant delivered = channel.deliveredAt();
    String next = "mozaiks alerts test --channel " + channel.name();
    if (test != null && !test.delivered() && (delivered == null || delivered.isBefore(test.at()))) {
      return new Finding.Fail(
          channel.name()
              + ": the test "
              + Amounts.time(Duration.between(test.at(), now))
              + " ago failed: "
              + (test.error() == null ? "it was not ended" : test.error()),
          "Mend what the reason says, then: " + next);
    }
    Instant proven = delivered;
    if (test != null && test.delivered() && (proven == null || proven.isBefore(test.at()))) {
      proven = test.at();
    }
    if (proven == null) {
      return new Finding.Warn(channel.name() + ": never", next);
    }
    Duration ago = Duration.between(proven, now);
    String what = proven.equals(delivered) ? "something got through " : "tested ";
    String evidence = channel.name() + ": " + what + Amounts.time(ago) + " ago";
    return ago.compareTo(QUARTER) > 0 ? new Finding.Warn(evidence, next) : new Finding.Ok(evidence);
  }

  private static Finding targets(Facts facts) {
    SloBoard.Reading reading = facts.slos();
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<Slo, List<ErrorBudget>> level : reading.budgets().entrySet()) {
      for (ErrorBudget budget : level.getValue()) {
        if (budget.supportedTarget() != null) {
          findings.add(target(budget, budget.supportedTarget().doubleValue()));
        }
      }
    }
    return findings.isEmpty()
        ? new Finding.NotConfigured(
            "the last 30 days say too little about " + reading.budgets().size() + " service levels",
            "Wait for more telemetry; alerts.defaults: true or alerts.slos give service levels")
        : Finding.worst(findings);
  }

  private static Finding target(ErrorBudget budget, double supported) {
    Slo slo = budget.slo();
    String evidence =
        slo.name()
            + group(budget)
            + ": target "
            + Amounts.percent(slo.target())
            + ", supported "
            + Amounts.percent(supported);
    return supported < slo.target()
        ? new Finding.Warn(
            evidence,
            "Mend what makes it worse, or lower the target to what was possible (a file in"
                + " alerts.slos); GET /api/slos shows more")
        : new Finding.Ok(evidence);
  }

  private static String group(ErrorBudget budget) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < budget.slo().by().size(); i++) {
      values.add(Words.of(budget.slo().by().get(i)) + "=" + budget.group().values().get(i));
    }
    return values.isEmpty() ? "" : " (" + String.join(", ", values) + ")";
  }
}
