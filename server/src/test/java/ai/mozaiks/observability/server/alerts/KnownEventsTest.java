// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.measure.Metric;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.rules.Condition;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleHead;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.fold.EventWatcher;
import ai.mozaiks.observability.storage.StorageException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KnownEventsTest {
  private static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");
  private static final Rule MINUTES = turns("Minutes", new Window.Sliding(Duration.ofMinutes(5)));
  private static final Rule TODAY = turns("Today", new Window.Day(ZoneOffset.UTC));
  private static final Rule MONTH = turns("Month", new Window.Sliding(Duration.ofDays(30)));
  private static final RuleSet RULES = new RuleSet(List.of(MINUTES, TODAY, MONTH), List.of());

  private final SampleEvents events = new SampleEvents("shop", "order");
  private final SteppedSource source = new SteppedSource();
  private final KnownEvents known = new KnownEvents(source, 100, NOW);

  private static Rule turns(String name, Window window) {
    return new Rule.Threshold(
        RuleHead.of(name, Severity.INFO),
        Selection.of(new Quantity.Count(Metric.TURNS)),
        window,
        new Condition(Condition.Operator.ABOVE, BigDecimal.ZERO, Condition.Unit.NUMBER));
  }

  /// Gives stored events only as far as the test lets it.
  private static final class SteppedSource implements EventSource {
    final List<ChatEvent> newestFirst = new ArrayList<>();
    final List<EventWatcher> watchers = new ArrayList<>();
    final Semaphore allowed = new Semaphore(0);
    volatile boolean fails;
    volatile boolean failsAtOnce;
    final AtomicInteger readings = new AtomicInteger();

    @Override
    public void forEachStored(Instant from, Runnable begun, Consumer<ChatEvent> consumer) {
      readings.incrementAndGet();
      if (failsAtOnce) {
        throw new StorageException("store: reading events failed: away", true, null);
      }
      begun.run();
      for (ChatEvent event : newestFirst) {
        allowed.acquireUninterruptibly();
        if (fails) {
          throw new StorageException("store: reading events failed: damaged", true, null);
        }
        consumer.accept(event);
      }
    }

    @Override
    public void watch(EventWatcher watcher) {
      watchers.add(watcher);
      watcher.begin();
    }

    @Override
    public void forget(EventWatcher watcher) {
      watchers.remove(watcher);
    }
  }

  /// Events of the last month, 2,000 at a time: the sizes in which they are passed on.
  private void store(Duration... ago) {
    for (Duration each : ago) {
      source.newestFirst.addAll(events.turns(NOW.minus(each), 2_000, Duration.ofSeconds(1), false));
    }
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    awaitAt(NOW, condition);
  }

  private void awaitAt(Instant now, BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("deadline").isBefore(end);
      known.drain(now, 10);
    }
  }

  private long counted(Rule rule) {
    known.measures().advance(NOW);
    return known.measures().sums(rule.measurements().getFirst(), Group.ALL)[0];
  }

  @AfterEach
  void close() {
    source.allowed.release(1_000_000);
    known.close();
  }

  @Test
  void aShortWindowIsKnown_longBeforeTheWholePast() throws Exception {
    store(
        Duration.ofMinutes(1),
        Duration.ofHours(7),
        Duration.ofHours(19),
        Duration.ofDays(10),
        Duration.ofDays(20));
    known.begin(RULES, NOW);
    assertThat(RULES.rules()).noneMatch(rule -> known.isKnown(rule, NOW));

    source.allowed.release(2_000);
    await(() -> known.missing(MONTH, NOW).contains("known are those since"));
    assertThat(known.isKnown(MINUTES, NOW)).as("turns may take six hours").isFalse();

    source.allowed.release(2_000);
    await(() -> known.isKnown(MINUTES, NOW));
    assertThat(counted(MINUTES)).isEqualTo(2_000);
    assertThat(known.isKnown(TODAY, NOW)).isFalse();
    assertThat(known.missing(TODAY, NOW))
        .isEqualTo(
            "the events since 2026-03-19T18:00:00Z;"
                + " known are those since 2026-03-20T04:59:59.000000001Z");

    source.allowed.release(4_000);
    await(() -> known.isKnown(TODAY, NOW));
    assertThat(counted(TODAY)).isEqualTo(4_000);
    assertThat(known.isKnown(MONTH, NOW)).isFalse();
    assertThat(known.isComplete()).isFalse();

    source.allowed.release(2_000);
    await(known::isComplete);
    assertThat(known.isKnown(MONTH, NOW)).isTrue();
    assertThat(counted(MONTH)).isEqualTo(10_000);
  }

  @Test
  void whatIsNew_countsWhileThePastIsRead() throws Exception {
    store(Duration.ofMinutes(1), Duration.ofDays(20));
    known.begin(RULES, NOW);
    ChatEvent latest = events.turn(NOW.minusSeconds(5), "planner", Duration.ofSeconds(1), false);
    source.watchers.getFirst().replaced(List.of(), List.of(latest));
    source.watchers.getFirst().replaced(List.of(source.newestFirst.getFirst()), List.of());
    source.allowed.release(4_000);
    await(known::isComplete);
    assertThat(counted(MINUTES)).isEqualTo(2_000);
  }

  @Test
  void whatWasRead_staysKnown_whenTheRestCannotBe_andTheRestIsTriedAgain() throws Exception {
    store(Duration.ofMinutes(1), Duration.ofHours(7), Duration.ofDays(20));
    known.begin(RULES, NOW);
    source.allowed.release(4_000);
    await(() -> known.isKnown(MINUTES, NOW));
    source.fails = true;
    source.allowed.release(1);
    await(() -> known.failure() != null);
    assertThat(known.isKnown(MINUTES, NOW)).isTrue();
    assertThat(known.missing(MONTH, NOW))
        .endsWith("; they could not be read: store: reading events failed: damaged");

    source.fails = false;
    Instant later = NOW.plusSeconds(2);
    awaitAt(later, () -> source.readings.get() == 2);
    ChatEvent latest = events.turn(NOW, "planner", Duration.ofSeconds(1), false);
    List.copyOf(source.watchers).forEach(each -> each.replaced(List.of(), List.of(latest)));
    awaitAt(later, () -> counted(MINUTES) == 2_001);
    assertThat(known.isKnown(MINUTES, later)).as("while it is tried again").isTrue();

    source.allowed.release(10_000);
    awaitAt(later, known::isComplete);
    assertThat(known.failure()).isNull();
    assertThat(counted(MONTH)).isEqualTo(6_001);
    assertThat(source.watchers).hasSize(1);
  }

  @Test
  void aStoreThatCannotBeReadAtAll_isAskedAgainAndAgain_withLongerPauses() throws Exception {
    store(Duration.ofMinutes(1));
    source.failsAtOnce = true;
    known.begin(RULES, NOW);
    await(() -> known.failure() != null);
    assertThat(known.isKnown(MINUTES, NOW)).isFalse();
    assertThat(known.missing(MINUTES, NOW))
        .isEqualTo(
            "the events since 2026-03-20T05:55:00Z; none is known yet;"
                + " they could not be read: store: reading events failed: away");

    awaitAt(NOW.plusSeconds(1), () -> source.readings.get() == 2);
    for (int i = 0; i < 50; i++) {
      known.drain(NOW.plusSeconds(2), 1);
    }
    assertThat(source.readings).as("the second pause is longer").hasValue(2);
    source.failsAtOnce = false;
    source.allowed.release(2_000);
    awaitAt(NOW.plusSeconds(10), known::isComplete);
    assertThat(source.readings).hasValue(3);
    assertThat(counted(MINUTES)).isEqualTo(2_000);
  }
}
