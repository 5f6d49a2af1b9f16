// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine;
import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.flags.ChatFlags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// When rules would have fired. Each event is told when it was over, as if it had been delivered
/// then; what counts when, [ai.mozaiks.observability.server.alerts.measure.Metric] decides as it
/// does live. Knows no clock. Thread-safe.
public final class Backtest {

  /// Events that were over later than this after their beginning are not seen by the first windows.
  private static final Duration LONGEST_TURN = Duration.ofHours(6);

  /// Chats that began longer before the time in question look younger than they are.
  private static final Duration OF_CHATS = Duration.ofDays(1);

  /// How many events may be under way at one moment.
  private static final int MOST_UNDER_WAY = 1_000_000;

  private final RuleSet rules;
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final boolean ofChats;
  private final ChatFlags flags;
  private final ChatTimeouts timeouts;
  private final int maxGroups;

  /// A rule that cannot be evaluated of the past.
  ///
  /// @param source where it is written
  public record LeftOut(String rule, String source, String reason) {}

  /// What came of it.
  ///
  /// @param evaluations how often the rules were evaluated
  /// @param events how many events were read
  /// @param episodes in the order in which they began to fire
  /// @param moreEpisodes how many more there were than can be shown
  /// @param pendingOnly how often an alert was pending and did not come to fire, by rule
  /// @param failures why a rule could not be evaluated the last time, by rule
  /// @param crowdedOut how much was counted in a group for all others, for want of room
  public record Outcome(
      long evaluations,
      long events,
      List<Episode> episodes,
      long moreEpisodes,
      Map<String, Integer> pendingOnly,
      Map<String, String> failures,
      long crowdedOut) {}

  /// @param given the rules; service levels are not looked at but through them
  /// @param flags when chats are conspicuous
  /// @param timeouts when silent chats are stalled or abandoned
  /// @param maxGroups how many groups of one selection are kept apart; `> 0`
  public Backtest(RuleSet given, ChatFlags flags, ChatTimeouts timeouts, int maxGroups) {
    List<Rule> kept = new ArrayList<>();
    for (Rule rule : given.rules()) {
      if (rule instanceof Rule.Uptime) {
        leftOut.add(
            new LeftOut(
                rule.head().name(),
                rule.head().source(),
                "the results of uptime checks are no events, and are not replayed"));
      } else if (rule instanceof Rule.Level level && !level.figure().ofChats()) {
        leftOut.add(
            new LeftOut(
                rule.head().name(),
                rule.head().source(),
                level.figure().word() + " is about this server, and is not known of the past"));
      } else {
        kept.add(rule);
      }
    }
    this.rules = new RuleSet(kept, List.of());
    this.ofChats =
        kept.stream().anyMatch(rule -> rule instanceof Rule.Level || rule instanceof Rule.Flagged);
    this.flags = flags;
    this.timeouts = timeouts;
    this.maxGroups = maxGroups;
  }

  /// The rules that are evaluated.
  public RuleSet rules() {
    return rules;
  }

  /// The others.
  public List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  /// Replays a time, both ends included.
  ///
  /// @param stopped whether nobody wants to know any more; asked often
  /// @throws CancellationException if it was stopped
  public Outcome run(EventHistory history, Period period, BooleanSupplier stopped) {
    Replay replay = new Replay(period, stopped);
    history.forEach(begin(period.from()), period.to(), replay::take);
    return replay.end();
  }

  private Instant begin(Instant from) {
    Duration longest =
        rules.measurements().stream()
            .map(Measurement::window)
            .map(window -> window.longest())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Duration back = ofChats && longest.compareTo(OF_CHATS) < 0 ? OF_CHATS : longest;
    return from.minus(back).minus(LONGEST_TURN);
  }

  /// One run. Events come by their beginning, and count when they are over, so they wait in
  /// between.
  private final class Replay {
    private record UnderWay(Instant endedAt, ChatEvent event) {}

    private final Period period;
    private final BooleanSupplier stopped;
    private final Measures measures;
    private final AlertEngine engine = new AlertEngine();
    private final Episodes episodes = new Episodes(rules);
    private final PastChats chats = new PastChats(flags, timeouts);
    private final PriorityQueue<UnderWay> underWay =
        new PriorityQueue<>(Comparator.comparing(UnderWay::endedAt));
    private Instant next;
    private long evaluations;
    private long events;

    Replay(Period period, BooleanSupplier stopped) {
      this.period = period;
      this.stopped = stopped;
      this.next = period.from();
      this.measures = new Measures(rules.measurements(), maxGroups, next);
      engine.use(rules, next);
    }

    void take(ChatEvent event) {
      checkStopped();
      events++;
      while (next.isBefore(event.at()) && !next.isAfter(period.to())) {
        evaluate(); // all that was over by then has come
      }
      Instant endedAt = event.endedAt();
      if (!endedAt.isAfter(period.from())) {
        count(event);
      } else if (!endedAt.isAfter(period.to())) {
        if (underWay.size() >= MOST_UNDER_WAY) {
          throw new BacktestLimitException(
              "more than "
                  + MOST_UNDER_WAY
                  + " events under way at "
                  + event.at()
                  + " (expected: fewer; give another time)");
        }
        underWay.add(new UnderWay(endedAt, event));
      }
    }

    private void checkStopped() {
      if (stopped.getAsBoolean()) {
        throw new CancellationException("stopped");
      }
    }

    private void count(ChatEvent event) {
      measures.add(List.of(event));
      if (ofChats) {
        chats.apply(event);
      }
    }

    private void evaluate() {
      checkStopped();
      measures.advance(next);
      UnderWay first = underWay.peek();
      while (first != null && !first.endedAt().isAfter(next)) {
        count(first.event());
        underWay.remove();
        first = underWay.peek();
      }
      chats.advance(next);
      List<AlertChange> changes = engine.evaluate(measures, chats, next);
      episodes.take(changes, engine.alerts(), next);
      evaluations++;
      if (evaluations % 60 == 0) {
        measures.forgetEmpty();
      }
      next = next.plus(period.interval());
    }

    Outcome end() {
      while (!next.isAfter(period.to())) {
        evaluate();
      }
      Map<String, String> failures = new TreeMap<>();
      engine
          .health()
          .forEach((rule, health) -> {
            if (health.failure() != null) {
              failures.put(rule, health.failure());
            }
          });
      return new Outcome(
          evaluations,
          events,
          episodes.all(),
          episodes.leftOut(),
          episodes.pendingOnly(),
          failures,
          measures.crowdedOut());
    }
  }
}
