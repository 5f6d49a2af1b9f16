// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.FiredRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which rules fired in a time, and who was told.
final class FiredRules {
  private final AlertBook book;
  private final Notifications notifications;

  FiredRules(AlertBook book, Notifications notifications) {
    this.book = book;
    this.notifications = notifications;
  }

  /// One alert from its first firing to its end, whatever of that is in the time.
  private record Firing(String rule, Group group, Instant since) {}

  /// The most severe first, then those that fired most often.
  List<FiredRule> in(Instant from, Instant to) {
    Map<Firing, Alert> firings = new HashMap<>();
    // What began before and was over after the time is told by the entry of its end.
    book.forEachSince(from, entry -> note(entry.alert(), from, to, firings));
    book.alerts().forEach(alert -> note(alert, from, to, firings));
    List<Notifications.Told> messages = notifications.told(from, to);
    return firings.values().stream()
        .collect(Collectors.groupingBy(Alert::rule, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(alerts -> rule(alerts, from, to, messages))
        .sorted(
            Comparator.comparing(FiredRule::severity, Comparator.reverseOrder())
                .thenComparing(FiredRule::firings, Comparator.reverseOrder())
                .thenComparing(FiredRule::rule))
        .toList();
  }

  private static void note(Alert alert, Instant from, Instant to, Map<Firing, Alert> firings) {
    Instant since = alert.firingSince();
    Instant over = alert.resolvedAt();
    if (since == null || !since.isBefore(to)) {
      return;
    }
    Firing firing = new Firing(alert.rule(), alert.group(), since);
    if (over != null && !over.isAfter(from)) {
      firings.remove(firing);
    } else if (over != null || !firings.containsKey(firing)) {
      firings.put(firing, alert); // its end is the last thing that is told of it
    }
  }

  private static FiredRule rule(
      List<Alert> alerts, Instant from, Instant to, List<Notifications.Told> messages) {
    String name = alerts.getFirst().rule();
    Set<Group> groups = new HashSet<>();
    Duration longest = Duration.ZERO;
    int goingOn = 0;
    for (Alert alert : alerts) {
      groups.add(alert.group());
      Instant since = alert.firingSince() == null ? from : alert.firingSince();
      Instant over = alert.resolvedAt();
      boolean goesOn = over == null || over.isAfter(to);
      goingOn += goesOn ? 1 : 0;
      Duration within =
          Duration.between(since.isBefore(from) ? from : since, goesOn || over == null ? to : over);
      longest = within.compareTo(longest) > 0 ? within : longest;
    }
    Map<String, Integer> told = new TreeMap<>();
    int untold = 0;
    for (Notifications.Told message : messages) {
      if (message.rules().contains(name)) {
        if (message.delivered()) {
          told.merge(message.channel(), 1, Integer::sum);
        } else {
          untold++;
        }
      }
    }
    return new FiredRule(
        name,
        alerts.stream().map(Alert::severity).max(Comparator.naturalOrder()).orElseThrow(),
        alerts.size(),
        groups.size(),
        longest,
        goingOn,
        new TreeMap<>(told),
        untold);
  }
}
