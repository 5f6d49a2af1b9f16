// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CounterShiftTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final TotalsKey UNNAMED = series("");
  private static final TotalsKey CHECKOUT = series("checkout");
  private static final TotalsKey REFUND = series("refund");

  private static TotalsKey series(String workflow) {
    return new TotalsKey("shop", workflow, "planner", "gpt-4o");
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 200);
  }

  private static Map<TotalsKey, Totals> between(
      Map<TotalsKey, Totals> shown, Map<TotalsKey, Totals> truth) {
    return next(CounterShift.NONE, shown, truth, new CounterDebt()).inAll().toMap();
  }

  private static CounterShift next(
      CounterShift shift,
      Map<TotalsKey, Totals> shown,
      Map<TotalsKey, Totals> truth,
      CounterDebt debt) {
    return shift.next(TotalsBySeries.of(shown), TotalsBySeries.of(truth), debt);
  }

  @Test
  void holdsBackWhereOthersGain_whatASeriesShouldLose() {
    assertThat(between(Map.of(UNNAMED, tokens(800)), Map.of(CHECKOUT, tokens(900))))
        .isEqualTo(Map.of(UNNAMED, tokens(800), CHECKOUT, less(tokens(800))));
  }

  @Test
  void givesBackWhatWasHeldBack_whenTheEventsReturn() {
    Map<TotalsKey, Totals> shown = Map.of(UNNAMED, tokens(800), CHECKOUT, tokens(100));

    assertThat(between(shown, Map.of(UNNAMED, tokens(850), CHECKOUT, tokens(50))))
        .isEqualTo(Map.of(CHECKOUT, tokens(50), UNNAMED, less(tokens(50))));
    assertThat(between(shown, Map.of(UNNAMED, tokens(800), CHECKOUT, tokens(100)))).isEmpty();
  }

  @Test
  void keepsShowing_whatNothingWasGainedFor() {
    assertThat(between(Map.of(UNNAMED, tokens(800)), Map.of(UNNAMED, tokens(500))))
        .isEqualTo(Map.of(UNNAMED, tokens(300)));
    assertThat(between(Map.of(UNNAMED, tokens(800)), Map.of()))
        .isEqualTo(Map.of(UNNAMED, tokens(800)));
  }

  @Test
  void repaysInTheSameSeries_whatAPartThatLeftShowedTooMuch() {
    CounterDebt debt = new CounterDebt();
    CounterShift tooMuch =
        next(CounterShift.NONE, Map.of(UNNAMED, tokens(800)), Map.of(UNNAMED, tokens(500)), debt);
    debt.takeOver(tooMuch.kept());

    Map<TotalsKey, Totals> elsewhere = Map.of(CHECKOUT, tokens(50));
    assertThat(next(CounterShift.NONE, Map.of(), elsewhere, debt).inAll().toMap()).isEmpty();
    Map<TotalsKey, Totals> first = Map.of(UNNAMED, tokens(200));
    CounterShift repays = next(CounterShift.NONE, Map.of(), first, debt);
    assertThat(repays.inAll().toMap()).isEqualTo(Map.of(UNNAMED, less(tokens(200))));
    assertThat(next(CounterShift.NONE, Map.of(), first, debt).inAll().toMap())
        .isEqualTo(Map.of(UNNAMED, less(tokens(100))));
    assertThat(debt.isNothing()).isTrue();

    // What was held back once stays so, whatever the part does next.
    Map<TotalsKey, Totals> more = Map.of(UNNAMED, tokens(250));
    assertThat(next(repays, first, more, debt).inAll().toMap())
        .isEqualTo(Map.of(UNNAMED, less(tokens(200))));
  }

  @Test
  void isEmpty_whileNothingIsLost() {
    assertThat(between(Map.of(), Map.of(REFUND, tokens(3)))).isEmpty();
    assertThat(between(Map.of(REFUND, tokens(3)), Map.of(REFUND, tokens(4)))).isEmpty();
  }

  /// Whatever the events become: no number goes down anywhere, and each sum is as true as it can
  /// be, that is the larger one of what was shown and what is true.
  @ParameterizedTest
  @MethodSource("seeds")
  void noNumberFalls_andNoSumExceedsWhatItMust(long seed) {
    Random random = new Random(seed);
    Map<TotalsKey, Totals> shown = Map.of();
    for (int step = 0; step < 20; step++) {
      Map<TotalsKey, Totals> truth = some(random);
      Map<TotalsKey, Totals> next = sum(truth, between(shown, truth));

      Set<TotalsKey> keys = new HashSet<>(shown.keySet());
      keys.addAll(next.keySet());
      for (TotalsKey key : keys) {
        assertThat(plus(shown.get(key), less(orNothing(next.get(key)))).positivePart())
            .isEqualTo(new Totals());
      }
      Totals shownBefore = inAll(shown);
      Totals gained = plus(inAll(truth), less(shownBefore)).positivePart();
      assertThat(inAll(next)).isEqualTo(plus(shownBefore, gained));
      shown = next;
    }
  }

  private static Map<TotalsKey, Totals> some(Random random) {
    Map<TotalsKey, Totals> totals = new HashMap<>();
    for (TotalsKey key : Set.of(UNNAMED, CHECKOUT, REFUND)) {
      for (int i = random.nextInt(4); i > 0; i--) {
        totals.computeIfAbsent(key, _ -> new Totals()).add(event(random));
      }
    }
    return totals;
  }

  private static ChatEvent event(Random random) {
    ChatEvent.Context context =
        new ChatEvent.Context("e", new ChatKey("shop", "c"), "w", null, NOON, null);
    Failure failure = random.nextInt(3) == 0 ? new Failure("E", null, false) : null;
    Duration took = Duration.ofMillis(random.nextInt(20_000));
    return switch (random.nextInt(5)) {
      case 0 -> new ChatEvent.AgentTurn(context, "planner", took, failure);
      case 1 -> new ChatEvent.WorkflowStarted(context);
      case 2 ->
          new ChatEvent.ErrorOccurred(
              context, null, ErrorLevel.TOOL, new Failure(Failure.OTHER, null, false));
      default -> usage(random.nextInt(1_000), random.nextInt(3_000) * 1_000_000_000L);
    };
  }

  private static ChatEvent usage(long prompt, long picoUsd) {
    return new ChatEvent.UsageDelta(
        new ChatEvent.Context("e", new ChatKey("shop", "c"), "w", null, NOON, null),
        "planner",
        "gpt-4o",
        TokenUsage.of(prompt, 2 * prompt),
        Cost.reported(picoUsd),
        false);
  }

  /// So many events of one token; costs a million pico-dollars each.
  private static Totals tokens(int count) {
    Totals totals = new Totals();
    for (int i = 0; i < count; i++) {
      totals.add(usage(1, 1_000_000));
    }
    return totals;
  }

  private static Totals less(Totals totals) {
    Totals negative = new Totals();
    negative.subtract(totals);
    return negative;
  }

  private static Totals orNothing(@Nullable Totals totals) {
    return totals == null ? new Totals() : totals;
  }

  private static Totals plus(@Nullable Totals one, Totals other) {
    Totals sum = new Totals();
    sum.add(orNothing(one));
    sum.add(other);
    return sum;
  }

  private static Map<TotalsKey, Totals> sum(
      Map<TotalsKey, Totals> one, Map<TotalsKey, Totals> other) {
    Map<TotalsKey, Totals> sum = new HashMap<>();
    one.forEach((key, totals) -> sum.put(key, plus(totals, orNothing(other.get(key)))));
    other.forEach((key, totals) -> sum.putIfAbsent(key, totals));
    return sum;
  }

  private static Totals inAll(Map<TotalsKey, Totals> series) {
    Totals sum = new Totals();
    series.values().forEach(sum::add);
    return sum;
  }
}
