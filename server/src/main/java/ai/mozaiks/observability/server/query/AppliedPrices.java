// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.CostSum;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// By which prices calls were counted, and when, from sums by day, provider and model. For one
/// thread.
final class AppliedPrices {
  private static final Comparator<Use> ORDER =
      Comparator.comparing(Use::model)
          .thenComparing(Use::provider)
          .thenComparing(Use::source)
          .thenComparing(Comparator.comparing(Use::lastDay).reversed())
          .thenComparing(use -> Objects.requireNonNullElse(use.rule(), ""));

  private final Map<Key, Use> uses = new HashMap<>();

  /// Where a cost comes from. The words are the answer's, the order is that of attention.
  enum Source {
    UNPRICED,
    PRICE_TABLE,
    REPORTED,
    LOCAL_CACHE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Key(String provider, String model, Source source, @Nullable String rule) {}

  /// Calls that were counted alike.
  ///
  /// @param provider empty when unknown
  /// @param model empty when unknown
  /// @param rule null without a price
  /// @param calls how many calls, and usage deltas; count
  /// @param cost US dollars; null if unpriced
  /// @param firstDay of the first of them, in UTC
  /// @param lastDay of the last of them, in UTC
  record Use(
      String provider,
      String model,
      Source source,
      @Nullable String rule,
      long calls,
      @Nullable BigDecimal cost,
      LocalDate firstDay,
      LocalDate lastDay) {

    /// Both together; the other one is of the same calls.
    Use plus(Use other) {
      return new Use(
          provider,
          model,
          source,
          rule,
          calls + other.calls,
          cost == null || other.cost == null ? null : cost.add(other.cost),
          firstDay.isBefore(other.firstDay) ? firstDay : other.firstDay,
          lastDay.isAfter(other.lastDay) ? lastDay : other.lastDay);
    }
  }

  /// Adds the calls of one day, provider and model. Those without a price are told apart by what
  /// the tally counts: of the three, only calls that their sender priced cost something.
  void add(CostSum sum) {
    LocalDate day =
        LocalDate.ofInstant(Objects.requireNonNull(sum.bucket(), "by day"), ZoneOffset.UTC);
    Tally tally = sum.tally();
    if (sum.price().isEmpty()) {
      add(sum, day, Source.REPORTED, null, tally.pricedReports(), tally.costUsd());
      add(sum, day, Source.LOCAL_CACHE, null, tally.freeReports(), BigDecimal.ZERO);
      add(sum, day, Source.UNPRICED, null, tally.unpricedReports(), null);
    } else {
      long calls = tally.pricedReports() + tally.freeReports();
      add(sum, day, Source.PRICE_TABLE, sum.price(), calls, tally.costUsd());
    }
  }

  private void add(
      CostSum sum,
      LocalDate day,
      Source source,
      @Nullable String rule,
      long calls,
      @Nullable BigDecimal cost) {
    if (calls > 0) {
      String provider = sum.group().get(0);
      String model = sum.group().get(1);
      uses.merge(
          new Key(provider, model, source, rule),
          new Use(provider, model, source, rule, calls, cost, day, day),
          Use::plus);
    }
  }

  /// By model and provider; what is unpriced first, then the latest.
  List<Use> inOrder() {
    return uses.values().stream().sorted(ORDER).toList();
  }
}
