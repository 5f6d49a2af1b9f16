// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.rules.Condition;
import ai.mozaiks.observability.server.alerts.rules.NoData;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.slo.BurnWindow;
import ai.mozaiks.observability.server.alerts.slo.Indicator;
import ai.mozaiks.observability.storage.DurationHistogram;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The values of time series on which a rule fires, or does not.
///
/// @param up the selector of what says that this server is scraped
record MadeUpSeries(String up) {
  private static final long PLENTY = 1_000;
  private static final double[] EDGES = DurationHistogram.upperEdgesSeconds();

  /// The values by selector; `x` at the end stands for as many as are needed.
  ///
  /// @param bad whether the rule has to fire on them
  /// @return empty when it cannot be made to, or on nothing that is made up here
  Optional<Map<String, String>> values(Rule rule, boolean bad) {
    try {
      return Optional.ofNullable(
          switch (rule) {
            case Rule.Threshold threshold -> of(threshold, bad);
            case Rule.Slow slow -> of(slow, bad);
            case Rule.Ratio ratio -> of(ratio, bad);
            case Rule.Absence absence -> of(absence, bad);
            case Rule.Cost cost ->
                Map.of(
                    SampleLabels.selector(Series.of(cost.of()), cost.of()),
                    rising(bad ? usd(cost.limitPicoUsd()) : BigDecimal.ZERO));
            case Rule.Unpriced unpriced ->
                Map.of(
                    SampleLabels.selector(Series.of(unpriced.of()), unpriced.of()),
                    rising(bad ? BigDecimal.ONE : BigDecimal.ZERO));
            case Rule.BurnRate burn -> of(burn, bad);
            case Rule.Flagged flagged ->
                Map.of(
                    "mozaiks_flagged_chats" + SampleLabels.braced(SampleLabels.of(flagged)),
                    bad ? "1x" : "0x");
            case Rule.Level level -> of(level, bad);
            case Rule.Uptime uptime -> UptimeExpressions.series(uptime, bad);
          });
    } catch (NotExportableException e) {
      return Optional.empty();
    }
  }

  private static BigDecimal usd(long pico) {
    return BigDecimal.valueOf(pico, 12);
  }

  private static String rising(BigDecimal step) {
    return "0+" + step.stripTrailingZeros().toPlainString() + "x";
  }

  private static String rising(long step) {
    return rising((double) step);
  }

  private static String rising(double step) {
    return rising(BigDecimal.valueOf(step).setScale(6, RoundingMode.HALF_UP));
  }

  /// @return null when the rule cannot hold
  private static @Nullable Map<String, String> of(Rule.Threshold rule, boolean bad)
      throws NotExportableException {
    boolean above = rule.condition().operator() == Condition.Operator.ABOVE;
    double limit = rule.condition().limit().doubleValue();
    if (limit < 0 || (!above && limit == 0)) {
      return null;
    }
    // Twice the limit within one sample's time: enough for any window.
    return Map.of(
        SampleLabels.selector(Series.of(rule.of()), rule.of()),
        above == bad ? rising(2 * limit + 1) : "0x");
  }

  private static @Nullable Map<String, String> of(Rule.Slow rule, boolean bad)
      throws NotExportableException {
    boolean above = rule.condition().operator() == Condition.Operator.ABOVE;
    double limit = rule.condition().limit().doubleValue();
    boolean slow = above == bad;
    // All samples in one bucket: one that begins at the limit or above it, or the first of all.
    int bucket = 0;
    while (slow && bucket < EDGES.length && (bucket == 0 ? 0 : EDGES[bucket - 1]) < limit) {
      bucket++;
    }
    if (bucket == EDGES.length || (!slow && limit <= EDGES[0])) {
      return null;
    }
    return histogram(rule.of(), bucket, rule.minCount() + PLENTY);
  }

  private static Map<String, String> histogram(Selection of, int bucket, long step)
      throws NotExportableException {
    Series series = Series.of(of);
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < EDGES.length; i++) {
      all.put(
          SampleLabels.selector(series.part("_bucket").with("le", Double.toString(EDGES[i])), of),
          i < bucket ? "0x" : rising(step));
    }
    all.put(SampleLabels.selector(series.part("_bucket").with("le", "+Inf"), of), rising(step));
    all.put(SampleLabels.selector(series.part("_count"), of), rising(step));
    return all;
  }

  private static @Nullable Map<String, String> of(Rule.Ratio rule, boolean bad)
      throws NotExportableException {
    boolean above = rule.condition().operator() == Condition.Operator.ABOVE;
    double limit = rule.condition().limit().doubleValue();
    long all = rule.minCount() + PLENTY;
    Map<String, String> series = new TreeMap<>();
    if (bad && rule.head().noData() == NoData.ALERT && !above && limit == 0) {
      return null;
    }
    series.put(SampleLabels.selector(Series.of(rule.to()), rule.to()), rising(all));
    // Many times as many: also where those that count are among all.
    series.put(
        SampleLabels.selector(Series.of(rule.of()), rule.of()),
        above == bad ? rising((double) all * (10 * limit + 10)) : "0x");
    return series;
  }

  /// @return null when it is forgotten too soon what was there
  private static @Nullable Map<String, String> of(Rule.Absence rule, boolean bad)
      throws NotExportableException {
    if (bad && Scenarios.endOf(rule).compareTo(rule.lookback().length()) >= 0) {
      return null;
    }
    String series = SampleLabels.selector(Series.of(rule.of()), rule.of());
    // Some in the first samples, and none since.
    return Map.of(series, bad ? "0 10 10x" : rising(10));
  }

  private static @Nullable Map<String, String> of(Rule.BurnRate rule, boolean bad)
      throws NotExportableException {
    Indicator indicator = rule.slo().indicator();
    double least = rule.windows().stream().mapToDouble(BurnWindow::factor).min().orElse(1);
    if (!(indicator instanceof Indicator.Spending) && bad && 1 / rule.slo().budget() <= least) {
      return null;
    }
    long step = rule.minBad() + PLENTY;
    return switch (indicator) {
      case Indicator.BadRatio ratio -> {
        Map<String, String> all = new TreeMap<>();
        all.put(
            SampleLabels.selector(Series.of(ratio.total()), ratio.total()), rising(bad ? 1 : step));
        all.put(
            SampleLabels.selector(Series.of(ratio.bad()), ratio.bad()), bad ? rising(step) : "0x");
        yield all;
      }
      case Indicator.GoodRatio ratio -> {
        Series total = Series.of(ratio.total());
        Series good = Series.of(ratio.good());
        // Where good ones are a part of the same series, all of them are good without others.
        boolean others = bad || !good.name().equals(total.name());
        Map<String, String> all = new TreeMap<>();
        all.put(SampleLabels.selector(total, ratio.total()), others ? rising(step) : "0x");
        all.put(SampleLabels.selector(good, ratio.good()), bad ? "0x" : rising(step));
        yield all;
      }
      case Indicator.Latency latency -> {
        int bucket = 0;
        while (bad && EDGES[bucket] <= latency.atMostSeconds() && bucket < EDGES.length - 1) {
          bucket++;
        }
        yield histogram(latency.of(), bucket, step);
      }
      case Indicator.Spending spending -> {
        double most =
            rule.windows().stream()
                .mapToDouble(pair -> pair.factor() * pair.longWindow().toSeconds())
                .max()
                .orElse(0);
        double usd = usd(spending.picoUsdPerDay()).doubleValue() * most / 86_400;
        yield Map.of(
            SampleLabels.selector(Series.of(spending.cost()), spending.cost()),
            bad ? rising(usd) : "0x");
      }
    };
  }

  private @Nullable Map<String, String> of(Rule.Level rule, boolean bad) {
    boolean above = rule.condition().operator() == Condition.Operator.ABOVE;
    BigDecimal limit = rule.condition().limit();
    String beyond = limit.abs().add(BigDecimal.ONE).multiply(BigDecimal.TWO).toPlainString() + "x";
    String value = above == bad ? beyond : "0x";
    if (limit.signum() < 0 || (!above && limit.signum() == 0)) {
      return null;
    }
    return switch (rule.figure()) {
      case READY -> bad ? null : Map.of(up, "1x", "mozaiks_ready", "1x");
      case STORE_LAG -> Map.of("mozaiks_store_lag_seconds", value);
      case DISK_FREE -> Map.of("mozaiks_disk_free_bytes", value);
      case NOTIFICATION_LAG -> Map.of("mozaiks_notification_lag_seconds", value);
      case PENDING_BYTES -> Map.of("mozaiks_ingest_pending_bytes", value);
      case SHIPPING_LAG -> Map.of("mozaiks_shipping_lag_seconds{destination=\"one\"}", value);
      case ACTIVE_CHATS ->
          Map.of(
              rule.by().isEmpty() && rule.where().isEmpty()
                  ? "mozaiks_active_chats"
                  : "mozaiks_active_chats_by_workflow"
                      + SampleLabels.braced(SampleLabels.ofChats(rule.where())),
              value);
      case STALLED_CHATS ->
          Map.of(
              "mozaiks_stalled_chats" + SampleLabels.braced(SampleLabels.ofChats(rule.where())),
              value);
    };
  }
}
