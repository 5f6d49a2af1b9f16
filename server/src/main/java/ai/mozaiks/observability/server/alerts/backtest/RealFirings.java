// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.measure.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When alerts of some rules really fired, by the history of this server.
final class RealFirings {
  /// What was delivered late, or evaluated at other seconds, differs by no more.
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final int AT_ONCE = 1_000;
  private static final int MOST_PER_RULE = 20_000;

  private final Map<String, List<Firing>> byRule = new LinkedHashMap<>();

  /// @param until null while it fires
  record Firing(
      String rule, Group group, Map<String, String> labels, Instant from, @Nullable Instant until) {

    boolean overlaps(Episode episode) {
      Instant end = episode.resolvedAt();
      return group.equals(episode.group())
          && (until == null || !until.plus(TOLERANCE).isBefore(episode.firedAt()))
          && (end == null || !from.minus(TOLERANCE).isAfter(end));
    }
  }

  private record Key(Group group, Instant from) {}

  /// @param rules names
  static RealFirings of(AlertBook book, List<String> rules, Period period) {
    RealFirings firings = new RealFirings();
    rules.forEach(rule -> firings.byRule.put(rule, read(book, rule, period)));
    return firings;
  }

  private static List<Firing> read(AlertBook book, String rule, Period period) {
    Map<Key, Firing> found = new HashMap<>();
    Long before = null;
    int read = 0;
    boolean more = true;
    while (more && read < MOST_PER_RULE) {
      List<AlertBook.Entry> entries = book.history(before, rule, AT_ONCE);
      for (AlertBook.Entry entry : entries) {
        Alert alert = entry.alert();
        Instant from = alert.firingSince();
        if (from != null) { // the latest comes first, and knows the most
          found.putIfAbsent(
              new Key(alert.group(), from),
              new Firing(rule, alert.group(), alert.labels(), from, alert.resolvedAt()));
        }
      }
      read += entries.size();
      more =
          entries.size() == AT_ONCE
              && !entries.getLast().at().isBefore(period.from().minus(TOLERANCE));
      before = entries.isEmpty() ? before : (Long) entries.getLast().id();
    }
    List<Firing> firings = new ArrayList<>(found.values());
    firings.removeIf(each ->
        each.from().isAfter(period.to())
            || (each.until() != null && each.until().isBefore(period.from())));
    firings.sort(Comparator.comparing(Firing::from));
    return firings;
  }

  /// The first that an episode stands for.
  Optional<Firing> during(Episode episode) {
    return byRule.getOrDefault(episode.rule(), List.of()).stream()
        .filter(each -> each.overlaps(episode))
        .findFirst();
  }

  /// Those that none of the episodes stands for.
  List<Firing> besides(List<Episode> episodes) {
    Map<String, List<Episode>> replayed = new HashMap<>();
    episodes.forEach(
        each -> replayed.computeIfAbsent(each.rule(), _ -> new ArrayList<>()).add(each));
    return byRule.values().stream()
        .flatMap(List::stream)
        .filter(firing ->
            replayed.getOrDefault(firing.rule(), List.of()).stream().noneMatch(firing::overlaps))
        .toList();
  }
}
