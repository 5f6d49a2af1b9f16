// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What all events ever add up to: at once and in all (for the aggregate), and per lasting series
/// once a part has been quiet and is stored (for counters, which must not go down: not when a late
/// span withdraws something, see [CounterShift], and not when the next process begins with what is
/// stored).
///
/// The fold's thread changes it; any thread may read.
public final class SeriesTotals {

  private final Tally lifetime = new Tally();
  private final Map<TotalsKey, Totals> published = new ConcurrentHashMap<>();
  private final Map<TotalsKey, TurnExemplar> exemplars = new ConcurrentHashMap<>();
  private final TotalsBySeries differences = new TotalsBySeries();
  private final CounterDebt debt = new CounterDebt();
  private final LastingSeries series;
  private volatile Tally lifetimeSeen = new Tally();

  SeriesTotals() {
    this(LastingSeries.MAX);
  }

  /// @param maxSeries how many series are kept apart; `>= 0`
  SeriesTotals(int maxSeries) {
    series = new LastingSeries(maxSeries);
  }

  /// Takes what the store counted, at start.
  ///
  /// @param admitted the series that the store keeps apart, in its order
  /// @param shifts what the counters show beyond that
  void restore(
      List<TotalsKey> admitted, Map<TotalsKey, Totals> totals, Map<TotalsKey, Totals> shifts) {
    series.restore(admitted);
    totals.values().forEach(stored -> lifetime.add(stored.tally()));
    TotalsBySeries shifted = TotalsBySeries.of(shifts);
    differences.add(TotalsBySeries.of(totals)).add(shifted);
    debt.takeOver(shifted);
    show();
  }

  /// Decides which of the series of events that the store is told of now are kept apart.
  ///
  /// @return those that are from now on, in the order that the store has to keep
  List<TotalsKey> admit(List<ChatEvent> events) {
    List<TotalsKey> news = new ArrayList<>();
    for (ChatEvent event : events) {
      TotalsKey key = TotalsKey.of(event);
      if (series.admit(key)) {
        news.add(key);
      }
    }
    return news;
  }

  /// The series that are kept apart.
  public LastingSeries series() {
    return series;
  }

  /// Counts a part's events in place of its earlier ones.
  void replace(List<ChatEvent> before, List<ChatEvent> after) {
    Tally withdrawn = new Tally();
    before.forEach(withdrawn::add);
    lifetime.subtract(withdrawn);
    after.forEach(lifetime::add);
  }

  /// Makes the changes visible.
  void show() {
    lifetimeSeen = lifetime.copy();
    differences.forEach((key, difference) -> {
      // A new object each time: readers see a series before or after, never in between.
      Totals sum = new Totals();
      Totals known = published.get(key);
      if (known != null) {
        sum.add(known);
      }
      sum.add(difference);
      published.put(key, sum);
    });
    differences.clear();
  }

  /// Prepares that a part's stored events will be shown in place of those that are, before the
  /// store is told: it has to know of the shift together with the events.
  ///
  /// @param shifts takes by how much more than until now the series will show than the events say
  void prepare(Part part, TotalsBySeries shifts) {
    boolean nothingCanFall = part.published.isEmpty() && part.shift.isNone();
    if (nothingCanFall && debt.isNothing() && part.nextShift.isNone()) {
      return;
    }
    CounterShift planned = part.nextShift;
    debt.takeBack(new TotalsBySeries().add(planned.repaid()).subtract(part.shift.repaid()));
    part.nextShift = part.shift.next(sum(part.published), sum(part.handedOver), debt);
    shifts.add(part.nextShift.inAll()).subtract(planned.inAll());
  }

  /// Lets the counters know a part's events that the store has, in place of those they knew. What
  /// their series are called was decided with the batch, and the shift [#prepare]d. They show with
  /// the next [#show].
  void publish(Part part) {
    addEvents(differences, part.handedOver);
    differences.add(part.nextShift.inAll());
    differences.subtract(sum(part.published)).subtract(part.shift.inAll());
    part.published = part.handedOver;
    part.shift = part.nextShift;
    part.handedOver.forEach(this::keepExemplar);
  }

  /// Lets a part leave whose stored events are published.
  void rest(Part part) {
    debt.takeOver(part.shift.kept());
    part.shift = CounterShift.NONE;
    part.nextShift = CounterShift.NONE;
  }

  private void keepExemplar(ChatEvent event) {
    if (event instanceof ChatEvent.AgentTurn turn
        && turn.context().span() != null
        && turn.duration() != null) {
      exemplars.put(
          series.nameOf(TotalsKey.of(event)),
          new TurnExemplar(turn.context().span(), turn.duration().toNanos() / 1e9, turn.endedAt()));
    }
  }

  private TotalsBySeries sum(List<ChatEvent> events) {
    TotalsBySeries sum = new TotalsBySeries();
    addEvents(sum, events);
    return sum;
  }

  private void addEvents(TotalsBySeries sums, List<ChatEvent> events) {
    for (ChatEvent event : events) {
      sums.of(series.nameOf(TotalsKey.of(event))).add(event);
    }
  }

  /// What everything adds up to now. A copy that does not change.
  public Tally lifetime() {
    return lifetimeSeen;
  }

  /// The latest turn of a series; null before the first since the start.
  public @Nullable TurnExemplar exemplar(TotalsKey key) {
    return exemplars.get(key);
  }

  /// The lasting series, parts that moved within the last seconds left out. The values must not be
  /// changed.
  public Map<TotalsKey, Totals> published() {
    return Collections.unmodifiableMap(published);
  }
}
