// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import static java.util.Objects.requireNonNull;

import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The alerts of a set of rules. Knows no clock and no thread of its own, so that tests and
/// backtests drive days in milliseconds.
///
/// Used in one thread; [#alerts] and [#health] are for any.
public final class AlertEngine {
  private static final Logger LOG = LoggerFactory.getLogger(AlertEngine.class);

  /// What one rule can have at most; beyond, groups are left out and counted.
  public static final int MOST_ALERTS_PER_RULE = 1_000;

  /// What all rules can have together.
  public static final int MOST_ALERTS = 100_000;

  private final int mostAlerts;
  private int total;
  private final Map<String, Map<Group, Alert>> alerts = new HashMap<>();
  private final Map<String, RuleHealth> healths = new LinkedHashMap<>();
  private RuleSet rules = new RuleSet(List.of(), List.of());
  private volatile List<Alert> shown = List.of();
  private volatile Map<String, RuleHealth> shownHealths = Map.of();

  /// How the evaluation of a rule goes.
  ///
  /// @param evaluatedAt when it was evaluated last
  /// @param took how long that took
  /// @param groups how many groups were judged
  /// @param leftOut how many alerts found no room
  /// @param failure why it cannot be evaluated; null when it can
  public record RuleHealth(
      Instant evaluatedAt, Duration took, int groups, int leftOut, @Nullable String failure) {}

  public AlertEngine() {
    this(MOST_ALERTS);
  }

  /// @param mostAlerts what all rules can have together
  AlertEngine(int mostAlerts) {
    this.mostAlerts = mostAlerts;
  }

  /// Takes up alerts where they were left, before the first evaluation.
  public void restore(Collection<Alert> known) {
    for (Alert alert : known) {
      alerts.computeIfAbsent(alert.rule(), _ -> new HashMap<>()).put(alert.group(), alert);
    }
    show();
  }

  /// Evaluates these rules from now on. Alerts of rules that are gone are over.
  ///
  /// @return what changed by it
  public List<AlertChange> use(RuleSet rules, Instant now) {
    this.rules = rules;
    Map<String, Rule> byName = new HashMap<>();
    rules.rules().forEach(rule -> byName.put(rule.head().name(), rule));
    List<AlertChange> changes = new ArrayList<>();
    alerts
        .entrySet()
        .removeIf(entry -> {
          Rule rule = byName.get(entry.getKey());
          entry
              .getValue()
              .values()
              .removeIf(alert -> {
                if (rule != null && alert.group().values().size() == rule.groupLabels().size()) {
                  return false;
                }
                end(alert, now, changes);
                return true;
              });
          return entry.getValue().isEmpty();
        });
    healths.keySet().retainAll(byName.keySet());
    show();
    return changes;
  }

  private static void end(Alert alert, Instant now, List<AlertChange> changes) {
    switch (alert.state()) {
      case PENDING -> changes.add(new AlertChange(now, alert, null));
      case FIRING ->
          changes.add(
              new AlertChange(now, alert, LifeCycle.resolved(alert, Ending.RULE_GONE, now)));
      case RESOLVED -> {}
    }
  }

  /// Evaluates all rules.
  ///
  /// @param measures what is measured, advanced to that time
  /// @return the alerts that came into another state
  public List<AlertChange> evaluate(Measures measures, Surroundings surroundings, Instant now) {
    return evaluate(measures, surroundings, now, _ -> true);
  }

  /// Evaluates some of the rules. The alerts of the others stay as they are: what is not known yet
  /// neither begins nor ends anything.
  ///
  /// @param known whether what a rule looks at is known
  public List<AlertChange> evaluate(
      Measures measures, Surroundings surroundings, Instant now, Predicate<Rule> known) {
    total = alerts.values().stream().mapToInt(Map::size).sum();
    Evaluator evaluator = new Evaluator(measures, surroundings);
    List<AlertChange> changes = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      if (!known.test(rule)) {
        continue;
      }
      long begin = System.nanoTime();
      Judgement judgement = new Judgement(rule, now, changes);
      String failure = null;
      try {
        evaluator.evaluate(rule, judgement::take);
        judgement.finish();
      } catch (RuntimeException e) {
        failure = e.toString();
        LOG.error(
            "Rule {} cannot be evaluated; its alerts stay as they are", rule.head().name(), e);
      }
      healths.put(
          rule.head().name(),
          new RuleHealth(
              now,
              Duration.ofNanos(System.nanoTime() - begin),
              judgement.groups,
              judgement.leftOut,
              failure));
    }
    show();
    return changes;
  }

  private void show() {
    List<Alert> all = new ArrayList<>();
    alerts.values().forEach(ofRule -> all.addAll(ofRule.values()));
    shown = List.copyOf(all);
    shownHealths = Map.copyOf(healths);
  }

  /// All alerts, those that were over within the last hour included; any order.
  public List<Alert> alerts() {
    return shown;
  }

  /// How the evaluation goes, by the name of the rule; without those not evaluated yet.
  public Map<String, RuleHealth> health() {
    return shownHealths;
  }

  /// One rule at one evaluation.
  private final class Judgement {
    private final Rule rule;
    private final Instant now;
    private final List<AlertChange> changes;
    private final Map<Group, Alert> known;
    private final Set<Group> judged = new HashSet<>();
    private @Nullable Deque<Group> over;
    private int groups;
    private int leftOut;

    Judgement(Rule rule, Instant now, List<AlertChange> changes) {
      this.rule = rule;
      this.now = now;
      this.changes = changes;
      this.known = alerts.computeIfAbsent(rule.head().name(), _ -> new HashMap<>());
    }

    void take(Sample sample) {
      groups++;
      Alert before = known.get(sample.group());
      if (before != null) {
        judged.add(sample.group());
      } else if ((known.size() >= MOST_ALERTS_PER_RULE || total >= mostAlerts)
          && !makesRoomFor(sample)) {
        leftOut += sample.verdict() == Verdict.BAD ? 1 : 0;
        return;
      }
      step(before, sample);
    }

    /// What is over is only remembered, and must not keep out what begins: the one that has been
    /// over for longest is forgotten.
    private boolean makesRoomFor(Sample sample) {
      if (sample.verdict() != Verdict.BAD) {
        return false;
      }
      if (over == null) {
        over =
            known.values().stream()
                .filter(alert -> alert.resolvedAt() != null)
                .sorted(Comparator.comparing(alert -> requireNonNull(alert.resolvedAt())))
                .map(Alert::group)
                .collect(Collectors.toCollection(ArrayDeque::new));
      }
      for (Group next = over.poll(); next != null; next = over.poll()) {
        Alert alert = known.get(next);
        if (alert != null && alert.state() == AlertState.RESOLVED) {
          known.remove(next);
          total--;
          return true;
        }
      }
      return false;
    }

    /// Of the groups of which nothing is known any more.
    void finish() {
      for (Alert alert : List.copyOf(known.values())) {
        if (!judged.contains(alert.group()) && alert.lastBad().isBefore(now)) {
          Verdict verdict = silenceIsGood() ? Verdict.GOOD : Verdict.NO_DATA;
          step(alert, new Sample(alert.group(), verdict, Double.NaN, 0));
        }
      }
    }

    private boolean silenceIsGood() {
      return switch (rule) {
        case Rule.Threshold _,
            Rule.Absence _,
            Rule.Cost _,
            Rule.Flagged _,
            Rule.Unpriced _,
            Rule.Level _,
            Rule.Uptime _ ->
            true;
        case Rule.Slow _, Rule.Ratio _, Rule.BurnRate _ -> false;
      };
    }

    private void step(@Nullable Alert before, Sample sample) {
      Alert after =
          LifeCycle.step(before, rule.head(), sample, now, () -> AlertTexts.of(rule, sample));
      if (after == null) {
        total -= known.remove(sample.group()) == null ? 0 : 1;
      } else {
        total += known.put(sample.group(), after) == null ? 1 : 0;
      }
      AlertState was = before == null ? null : before.state();
      AlertState is = after == null ? null : after.state();
      boolean forgotten = was == AlertState.RESOLVED && is == null;
      if (was != is && !forgotten) {
        changes.add(new AlertChange(now, before, after));
      } else if (before != null
          && after != null
          && is == AlertState.FIRING
          && !before.labels().equals(after.labels())) {
        // Its rule was changed. Whoever was told knows it by its labels, so that one is over.
        changes.add(
            new AlertChange(now, before, LifeCycle.resolved(before, Ending.RULE_GONE, now)));
        changes.add(new AlertChange(now, null, after));
      }
    }
  }
}
