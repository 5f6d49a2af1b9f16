// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import static java.util.Objects.requireNonNull;

import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.rules.Condition;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes episodes of what an engine says. For one thread.
final class Episodes {
  /// How many there can be; further ones are counted.
  static final int MOST = 10_000;

  private final Map<String, Boolean> lowIsBad = new HashMap<>();
  private final Map<String, Integer> pendingOnly = new HashMap<>();
  private final Map<Key, Open> open = new HashMap<>();
  private final List<Episode> ended = new ArrayList<>();
  private long leftOut;

  private record Key(String rule, Group group) {
    static Key of(Alert alert) {
      return new Key(alert.rule(), alert.group());
    }
  }

  /// One that is not over.
  private static final class Open {
    private final Alert begun;
    private Alert worst;

    Open(Alert begun) {
      this.begun = begun;
      this.worst = begun;
    }

    void see(Alert alert, boolean lowIsBad) {
      boolean worse = lowIsBad ? alert.value() < worst.value() : alert.value() > worst.value();
      if (worse || Double.isNaN(worst.value())) {
        worst = alert;
      }
    }

    Episode ended(@Nullable Instant at) {
      return new Episode(
          begun.rule(),
          begun.group(),
          begun.severity(),
          begun.labels(),
          begun.activeSince(),
          requireNonNull(begun.firingSince()),
          at,
          worst.value(),
          worst.annotations().getOrDefault("description", ""));
    }
  }

  Episodes(RuleSet rules) {
    for (Rule rule : rules.rules()) {
      lowIsBad.put(rule.head().name(), isLowBad(rule));
    }
  }

  private static boolean isLowBad(Rule rule) {
    return switch (rule) {
      case Rule.Compared compared -> isBelow(compared.condition());
      case Rule.Absence _ -> true;
      case Rule.Cost _, Rule.BurnRate _, Rule.Flagged _, Rule.Unpriced _ -> false;
    };
  }

  private static boolean isBelow(Condition condition) {
    return condition.operator() == Condition.Operator.BELOW;
  }

  /// Takes in what an evaluation found.
  void take(List<AlertChange> changes, List<Alert> alerts, Instant now) {
    for (AlertChange change : changes) {
      take(change);
    }
    if (!open.isEmpty()) {
      for (Alert alert : alerts) {
        if (alert.state() == AlertState.FIRING && alert.lastBad().equals(now)) {
          Open episode = open.get(Key.of(alert));
          if (episode != null) {
            episode.see(alert, lowIsBad.getOrDefault(alert.rule(), false));
          }
        }
      }
    }
  }

  private void take(AlertChange change) {
    Alert after = change.after();
    if (after == null) {
      pendingOnly.merge(change.alert().rule(), 1, Integer::sum);
      return;
    }
    switch (after.state()) {
      case PENDING -> {}
      case FIRING -> {
        if (ended.size() + open.size() >= MOST) {
          leftOut++;
        } else {
          open.put(Key.of(after), new Open(after));
        }
      }
      case RESOLVED -> {
        Open episode = open.remove(Key.of(after));
        if (episode != null) {
          ended.add(episode.ended(change.at()));
        }
      }
    }
  }

  /// All of them, those that are not over included, in the order in which they began to fire.
  List<Episode> all() {
    List<Episode> all = new ArrayList<>(ended);
    open.values().forEach(each -> all.add(each.ended(null)));
    all.sort(
        Comparator.comparing(Episode::firedAt)
            .thenComparing(Episode::rule)
            .thenComparing(each -> each.group().values().toString()));
    return List.copyOf(all);
  }

  /// How often an alert of a rule was pending and did not come to fire.
  Map<String, Integer> pendingOnly() {
    return Map.copyOf(pendingOnly);
  }

  /// How many found no room.
  long leftOut() {
    return leftOut;
  }
}
