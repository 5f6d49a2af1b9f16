// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloFiles;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.FlagsConfig;
import ai.mozaiks.observability.server.flags.ChatFlags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BacktestTest {
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final String RULES =
      """
      rules:
        - {name: Errors, kind: ratio, of: errors, to: turns, window: 5m, by: [app], above: 20%, min_count: 3, for: 2m}
        - {name: Many, kind: threshold, of: turns, window: 10m, above: 12, keep_firing_for: 3m}
        - {name: Slow, kind: quantile, of: turn_duration, quantile: 0.9, window: 15m, above: 90s}
        - {name: Dear, kind: cost, per: day, zone: Europe/Berlin, above: 40}
        - {name: Silent, kind: absence, of: turns, window: 4m, lookback: 1h}
        - {name: Burns, kind: burn_rate, slo: turn-latency, windows: fast}
        - {name: Unpriced, kind: unpriced, window: 5m}
      """;

  private static RuleSet rules(String text) {
    try {
      return new RuleFiles(new SloFiles().addBuiltIn().read()).add("rules.yml", text).read();
    } catch (ConfigurationException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static Backtest backtest(RuleSet rules) {
    ChatTimeouts timeouts = ChatTimeouts.DEFAULT;
    return new Backtest(rules, new ChatFlags(FlagsConfig.DEFAULT, timeouts), timeouts, 1_000);
  }

  /// As a store gives them.
  private static EventHistory history(List<ChatEvent> events) {
    List<ChatEvent> inOrder = new ArrayList<>(events);
    inOrder.sort(Comparator.comparing(ChatEvent::at));
    return (from, to, consumer) ->
        inOrder.stream()
            .filter(event -> !event.at().isBefore(from) && event.at().isBefore(to))
            .forEach(consumer);
  }

  private static Backtest.Outcome run(Backtest backtest, List<ChatEvent> events, Duration length) {
    return backtest.run(
        history(events), new Period(START, START.plus(length), MINUTE), () -> false);
  }

  private static List<ChatEvent> events(Random random) {
    SampleEvents shop = new SampleEvents("shop", "order");
    SampleEvents bank = new SampleEvents("bank", "advice");
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      SampleEvents made = random.nextBoolean() ? shop : bank;
      Instant at = START.plusMillis(random.nextLong(-10_800_000, 14_400_000));
      events.add(
          random.nextInt(4) > 0
              ? made.turn(
                  at, "planner", Duration.ofMillis(random.nextInt(200_000)), random.nextInt(4) == 0)
              : made.call(at, "m", random.nextInt(9) == 0 ? null : "0.5"));
    }
    return events;
  }

  /// As the server does while it happens: each event when it is over, in whatever order those of a
  /// minute come.
  private static List<String> live(
      RuleSet rules, List<ChatEvent> events, Duration length, Random r) {
    Measures measures = new Measures(rules.measurements(), 1_000, START.minus(Duration.ofHours(4)));
    AlertEngine engine = new AlertEngine();
    engine.use(rules, START);
    List<String> changes = new ArrayList<>();
    List<ChatEvent> left = new ArrayList<>(events);
    Collections.shuffle(left, r);
    PastChats none =
        new PastChats(
            new ChatFlags(FlagsConfig.DEFAULT, ChatTimeouts.DEFAULT), ChatTimeouts.DEFAULT);
    Instant end = START.plus(length);
    for (Instant now = START.minus(Duration.ofHours(4));
        !now.isAfter(end);
        now = now.plus(MINUTE)) {
      Instant time = now;
      measures.advance(now);
      measures.add(left.stream().filter(event -> !event.endedAt().isAfter(time)).toList());
      left.removeIf(event -> !event.endedAt().isAfter(time));
      if (!now.isBefore(START)) {
        for (AlertChange change : engine.evaluate(measures, none, now)) {
          if (change.after() != null && change.after().state() != AlertState.PENDING) {
            changes.add(change.after().labels() + " " + change.after().state() + " " + now);
          }
        }
      }
    }
    return changes;
  }

  @Property(tries = 30)
  void replay_findsWhatTheServerFindsWhileItHappens(@ForAll long seed) {
    RuleSet rules = rules(RULES);
    List<ChatEvent> events = events(new Random(seed));
    Duration length = Duration.ofHours(4);

    List<String> replayed = new ArrayList<>();
    Backtest.Outcome outcome = run(backtest(rules), events, length);
    for (Episode episode : outcome.episodes()) {
      replayed.add(episode.labels() + " FIRING " + episode.firedAt());
      if (episode.resolvedAt() != null) {
        replayed.add(episode.labels() + " RESOLVED " + episode.resolvedAt());
      }
    }

    assertThat(replayed)
        .containsExactlyInAnyOrderElementsOf(live(rules, events, length, new Random(seed)));
    assertThat(replayed).isNotEmpty();
    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.evaluations()).isEqualTo(241);
  }

  @Test
  void episode_saysSinceWhen_howBadAtWorst_andUntilWhen() {
    SampleEvents shop = new SampleEvents("shop", "order");
    List<ChatEvent> events = new ArrayList<>();
    for (int minute = 60; minute < 80; minute++) {
      int failed = minute < 65 ? 0 : minute < 70 ? 4 : 2;
      Instant end = START.plus(Duration.ofMinutes(minute));
      events.addAll(shop.turns(end, 10 - failed, Duration.ofSeconds(1), false));
      events.addAll(shop.turns(end, failed, Duration.ofSeconds(1), true));
    }

    Backtest.Outcome outcome =
        run(
            backtest(
                rules(
                    "rules: [{name: Errors, kind: ratio, of: errors, to: turns, window: 5m,"
                        + " by: [app], above: 20%, for: 2m}]")),
            events,
            Duration.ofHours(3));

    assertThat(outcome.episodes()).hasSize(1);
    Episode episode = outcome.episodes().getFirst();
    assertThat(episode.labels()).containsEntry("app", "shop").containsEntry("alertname", "Errors");
    assertThat(episode.pendingSince()).isEqualTo("2026-03-10T01:08:00Z");
    assertThat(episode.firedAt()).isEqualTo("2026-03-10T01:10:00Z");
    assertThat(episode.resolvedAt()).isNotNull();
    assertThat(episode.worst()).isBetween(0.33, 0.41);
    assertThat(episode.description()).contains("errors per turns in the last 5m");
  }

  @Test
  void whatWasBefore_fillsTheWindows() {
    List<ChatEvent> events =
        List.of(
            new SampleEvents("shop", "order").call(START.minus(Duration.ofHours(20)), "m", "99"));
    RuleSet dear =
        rules("rules: [{name: Dear, kind: threshold, of: cost_usd, window: 24h, above: 90}]");

    Backtest.Outcome outcome = run(backtest(dear), events, Duration.ofHours(6));

    assertThat(outcome.episodes())
        .singleElement()
        .satisfies(episode -> {
          assertThat(episode.firedAt()).isEqualTo(START);
          assertThat(episode.worst()).isCloseTo(99, within(1e-9));
          assertThat(episode.resolvedAt()).isAfter(START.plus(Duration.ofHours(4)));
        });
  }

  private static ChatEvent started(String chat, Instant at) {
    return new ChatEvent.WorkflowStarted(
        new ChatEvent.Context(
            chat + " started", new ChatKey("shop", chat), "order", "ann", at, null));
  }

  @Test
  void chats_areAsTheyWereAtEachMoment() {
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      events.add(started("chat " + i, START.plus(Duration.ofMinutes(10))));
      events.add(
          new ChatEvent.WorkflowEnded(
              new ChatEvent.Context(
                  "ended " + i,
                  new ChatKey("shop", "chat " + i),
                  "order",
                  "ann",
                  START.plus(Duration.ofMinutes(11)),
                  null),
              ChatStatus.COMPLETED,
              MINUTE));
    }
    events.add(started("lost", START.plus(Duration.ofMinutes(30))));
    RuleSet rules =
        rules(
            """
            rules:
              - {name: Crowd, kind: level, figure: active_chats, above: 2}
              - {name: Stuck, kind: chat_flag, flags: [stalled]}
              - {name: Down, kind: server, figure: ready, below: 1}
            """);
    Backtest backtest = backtest(rules);

    Backtest.Outcome outcome = run(backtest, events, Duration.ofHours(2));

    assertThat(outcome.episodes())
        .extracting(each -> each.rule() + " " + each.firedAt() + " " + each.resolvedAt())
        .containsExactly(
            "Crowd 2026-03-10T00:10:00Z 2026-03-10T00:11:00Z",
            "Stuck 2026-03-10T00:32:00Z 2026-03-10T01:00:00Z");
    assertThat(outcome.episodes().getLast().labels()).containsEntry("chat_id", "lost");
    assertThat(backtest.leftOut())
        .singleElement()
        .satisfies(each -> assertThat(each.rule() + each.source()).startsWith("Downrules.yml:4"));
  }

  @Test
  void stops_whenNobodyWantsToKnow() {
    Period period = new Period(START, START.plus(Duration.ofDays(1)), MINUTE);
    assertThatThrownBy(() -> backtest(rules(RULES)).run(history(List.of()), period, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void period_hasBounds() {
    assertThatThrownBy(() -> new Period(START, START, MINUTE)).hasMessageContaining("after from");
    assertThatThrownBy(() -> new Period(START, START.plus(Duration.ofDays(32)), MINUTE))
        .hasMessageContaining("at most 31 days");
    assertThatThrownBy(
            () -> new Period(START, START.plus(Duration.ofDays(1)), Duration.ofSeconds(1)))
        .hasMessageContaining("makes 86401 evaluations (expected: at most 50000");
  }
}
