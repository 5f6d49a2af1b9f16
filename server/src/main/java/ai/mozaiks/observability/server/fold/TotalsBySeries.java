// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// Totals of several series; one that is not named counts nothing. As commutative a group as
/// [Totals]. Mutable, not thread-safe.
final class TotalsBySeries {
  private final Map<TotalsKey, Totals> series = new HashMap<>();

  TotalsBySeries() {}

  /// A copy of what is in a map.
  static TotalsBySeries of(Map<TotalsKey, Totals> series) {
    TotalsBySeries copy = new TotalsBySeries();
    series.forEach((key, totals) -> copy.of(key).add(totals));
    return copy;
  }

  /// The totals of one series, to be changed.
  Totals of(TotalsKey key) {
    return series.computeIfAbsent(key, _ -> new Totals());
  }

  TotalsBySeries add(TotalsBySeries other) {
    other.series.forEach((key, totals) -> of(key).add(totals));
    return this;
  }

  TotalsBySeries subtract(TotalsBySeries other) {
    other.series.forEach((key, totals) -> of(key).subtract(totals));
    return this;
  }

  /// What is above zero, each number by itself.
  TotalsBySeries positivePart() {
    TotalsBySeries positive = new TotalsBySeries();
    series.forEach((key, totals) -> positive.of(key).add(totals.positivePart()));
    return positive;
  }

  /// Takes at most so much away, from whatever series have it, and keeps the rest to be taken.
  ///
  /// @param amount at least 0 everywhere; what was taken is subtracted from it
  /// @return what was taken, by series
  TotalsBySeries take(Totals amount) {
    TotalsBySeries taken = new TotalsBySeries();
    series.forEach((key, totals) -> {
      Totals part = smaller(totals.positivePart(), amount);
      amount.subtract(part);
      taken.of(key).add(part);
    });
    return taken;
  }

  /// The smaller one of each two numbers; a series that one of both does not name is left out.
  TotalsBySeries smaller(TotalsBySeries other) {
    TotalsBySeries smaller = new TotalsBySeries();
    series.forEach((key, totals) -> {
      Totals others = other.series.get(key);
      if (others != null) {
        smaller.of(key).add(smaller(totals, others));
      }
    });
    return smaller;
  }

  private static Totals smaller(Totals one, Totals other) {
    Totals more = new Totals();
    more.add(one);
    more.subtract(other);
    Totals smaller = new Totals();
    smaller.add(one);
    smaller.subtract(more.positivePart());
    return smaller;
  }

  /// The sum over all series.
  Totals inAll() {
    Totals sum = new Totals();
    series.values().forEach(sum::add);
    return sum;
  }

  boolean isEmpty() {
    return series.values().stream().allMatch(Totals::isEmpty);
  }

  void forEach(BiConsumer<TotalsKey, Totals> consumer) {
    series.forEach(consumer);
  }

  void clear() {
    series.clear();
  }

  /// The series that count something.
  Map<TotalsKey, Totals> toMap() {
    Map<TotalsKey, Totals> map = new HashMap<>(series);
    map.values().removeIf(Totals::isEmpty);
    return map;
  }
}
