// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.export.PromtoolTests.Scenario;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.alerts.rules.Condition;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.NoData;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.slo.BurnWindow;
import ai.mozaiks.observability.server.alerts.slo.Indicator;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.DurationHistogram;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes up time series on which a rule has to fire, and some on which it must not.
///
/// All counters rise evenly from the start, 15 s from sample to sample, and are looked at when the
/// rule's `for` is over and two minutes more; a window that is longer than that holds what there
/// is.
final class Scenarios {
  private static final Duration SETTLING = Duration.ofMinutes(2);
  private static final long PLENTY = 1_000;
  private static final double[] EDGES = DurationHistogram.upperEdgesSeconds();

  private final String job;

  Scenarios(String job) {
    this.job = job;
  }

  /// None where the rule cannot hold on any data, or only on some that is not made up here.
  List<Scenario> bad(Rule rule) {
    if (rule instanceof Rule.Level level && level.figure() == Figure.READY) {
      String up = up();
      return List.of(
          scenario(rule, Map.of(up, "0x"), Map.of("instance", "one", "job", job)),
          scenario(rule, Map.of("mozaiks_tracked_chats", "0x"), Map.of("job", job)),
          scenario(
              rule,
              Map.of(up, "1x", "mozaiks_ready{instance=\"one\"}", "0x"),
              Map.of("instance", "one")));
    }
    return series(rule, true).map(series -> scenario(rule, series, expected(rule))).stream()
        .toList();
  }

  Optional<Scenario> good(Rule rule) {
    return series(rule, false).map(series -> scenario(rule, series, Map.of()));
  }

  private Scenario scenario(Rule rule, Map<String, String> steps, Map<String, String> labels) {
    Duration interval = interval(rule);
    Duration at =
        switch (rule) {
          case Rule.Absence absence -> endOf(absence);
          // Has to be seen from its beginning on.
          case Rule.Threshold threshold
              when threshold.condition().operator() == Condition.Operator.BELOW ->
              length(threshold.window()).plus(rule.head().pending()).plus(SETTLING);
          case Rule.Threshold _,
              Rule.Slow _,
              Rule.Ratio _,
              Rule.Cost _,
              Rule.BurnRate _,
              Rule.Flagged _,
              Rule.Unpriced _,
              Rule.Level _,
              Rule.Uptime _ ->
              rule.head().pending().plus(SETTLING);
        };
    // What never changes, and what is not to be seen after a while, end in x and a number.
    long samples = at.toMillis() / interval.toMillis() + 2;
    Map<String, String> series = new TreeMap<>();
    series.put("mozaiks_tracked_chats", "1x" + samples);
    if (!(rule instanceof Rule.Level)) {
      series.put(up(), "1x" + samples);
    }
    steps.forEach(
        (selector, step) -> series.put(selector, step.endsWith("x") ? step + samples : step));
    return new Scenario(interval, series, at, labels);
  }

  private String up() {
    return "up{instance=\"one\",job=" + Promql.quoted(job) + "}";
  }

  /// A little after the silence was long enough: much later, it would be forgotten that there was
  /// anything before it.
  private static Duration endOf(Rule.Absence rule) {
    Duration interval = interval(rule);
    Duration margin =
        Duration.ofMinutes(1).compareTo(interval) > 0 ? Duration.ofMinutes(1) : interval;
    return rule.window()
        .length()
        .plus(rule.head().pending())
        .plus(interval.multipliedBy(2))
        .plus(margin.multipliedBy(2));
  }

  private static Duration interval(Rule rule) {
    Duration window =
        switch (rule) {
          case Rule.Threshold threshold -> length(threshold.window());
          case Rule.Slow slow -> length(slow.window());
          case Rule.Ratio ratio -> length(ratio.window());
          case Rule.Absence absence -> absence.window().length();
          case Rule.Unpriced unpriced -> length(unpriced.window());
          case Rule.Cost _, Rule.BurnRate _, Rule.Flagged _, Rule.Level _, Rule.Uptime _ ->
              Duration.ofHours(1);
        };
    long quarter = Math.max(1, window.toSeconds() / 4);
    boolean long_ = rule instanceof Rule.Absence && window.compareTo(Duration.ofHours(2)) > 0;
    return long_
        ? Duration.ofSeconds(window.toSeconds() / 60)
        : Duration.ofSeconds(Math.min(PromtoolTests.scrapes().toSeconds(), quarter));
  }

  private static Duration length(Window window) {
    return window instanceof Window.Sliding sliding ? sliding.length() : Duration.ofDays(1);
  }

  /// The values by selector; `x` at the end stands for as many as are needed.
  private Optional<Map<String, String>> series(Rule rule, boolean bad) {
    try {
      return Optional.ofNullable(
          switch (rule) {
            case Rule.Threshold threshold -> of(threshold, bad);
            case Rule.Slow slow -> of(slow, bad);
            case Rule.Ratio ratio -> of(ratio, bad);
            case Rule.Absence absence -> of(absence, bad);
            case Rule.Cost cost ->
                Map.of(
                    sample(Series.of(cost.of()), cost.of()),
                    rising(bad ? usd(cost.limitPicoUsd()) : BigDecimal.ZERO));
            case Rule.Unpriced unpriced ->
                Map.of(
                    sample(Series.of(unpriced.of()), unpriced.of()),
                    rising(bad ? BigDecimal.ONE : BigDecimal.ZERO));
            case Rule.BurnRate burn -> of(burn, bad);
            case Rule.Flagged flagged ->
                Map.of("mozaiks_flagged_chats" + labels(flagsLabels(flagged)), bad ? "1x" : "0x");
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
        sample(Series.of(rule.of()), rule.of()), above == bad ? rising(2 * limit + 1) : "0x");
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
          sample(series.part("_bucket").with("le", Double.toString(EDGES[i])), of),
          i < bucket ? "0x" : rising(step));
    }
    all.put(sample(series.part("_bucket").with("le", "+Inf"), of), rising(step));
    all.put(sample(series.part("_count"), of), rising(step));
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
    series.put(sample(Series.of(rule.to()), rule.to()), rising(all));
    // Many times as many: also where those that count are among all.
    series.put(
        sample(Series.of(rule.of()), rule.of()),
        above == bad ? rising((double) all * (10 * limit + 10)) : "0x");
    return series;
  }

  /// @return null when it is forgotten too soon what was there
  private static @Nullable Map<String, String> of(Rule.Absence rule, boolean bad)
      throws NotExportableException {
    if (bad && endOf(rule).compareTo(rule.lookback().length()) >= 0) {
      return null;
    }
    String series = sample(Series.of(rule.of()), rule.of());
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
        all.put(sample(Series.of(ratio.total()), ratio.total()), rising(bad ? 1 : step));
        all.put(sample(Series.of(ratio.bad()), ratio.bad()), bad ? rising(step) : "0x");
        yield all;
      }
      case Indicator.GoodRatio ratio -> {
        Series total = Series.of(ratio.total());
        Series good = Series.of(ratio.good());
        // Where good ones are a part of the same series, all of them are good without others.
        boolean others = bad || !good.name().equals(total.name());
        Map<String, String> all = new TreeMap<>();
        all.put(sample(total, ratio.total()), others ? rising(step) : "0x");
        all.put(sample(good, ratio.good()), bad ? "0x" : rising(step));
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
        yield Map.of(sample(Series.of(spending.cost()), spending.cost()), bad ? rising(usd) : "0x");
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
      case READY -> bad ? null : Map.of(up(), "1x", "mozaiks_ready", "1x");
      case STORE_LAG -> Map.of("mozaiks_store_lag_seconds", value);
      case DISK_FREE -> Map.of("mozaiks_disk_free_bytes", value);
      case NOTIFICATION_LAG -> Map.of("mozaiks_notification_lag_seconds", value);
      case PENDING_BYTES -> Map.of("mozaiks_ingest_pending_bytes", value);
      case SHIPPING_LAG -> Map.of("mozaiks_shipping_lag_seconds{destination=\"one\"}", value);
      case ACTIVE_CHATS ->
          Map.of(
              rule.by().isEmpty() && rule.where().isEmpty()
                  ? "mozaiks_active_chats"
                  : "mozaiks_active_chats_by_workflow" + labels(chatLabels(rule.where())),
              value);
      case STALLED_CHATS ->
          Map.of("mozaiks_stalled_chats" + labels(chatLabels(rule.where())), value);
    };
  }

  private static Map<String, String> chatLabels(Map<Dimension, String> where) {
    Map<String, String> labels = new TreeMap<>();
    for (Dimension dimension : List.of(Dimension.APP, Dimension.WORKFLOW)) {
      labels.put(Words.of(dimension), valueOf(dimension, where));
    }
    return labels;
  }

  private static Map<String, String> flagsLabels(Rule.Flagged rule) {
    Map<String, String> labels = chatLabels(rule.where());
    labels.put("flag", rule.flags().iterator().next().word());
    return labels;
  }

  private static String valueOf(Dimension dimension, Map<Dimension, String> where) {
    return where.getOrDefault(dimension, "some-" + Words.of(dimension));
  }

  /// One series of a selection's groups.
  private static String sample(Series series, Selection of) {
    Map<String, String> labels = new TreeMap<>(series.matchers());
    of.by().forEach(dimension -> labels.put(Words.of(dimension), valueOf(dimension, of.where())));
    return series.name() + labels(labels);
  }

  private static String labels(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    List<String> texts = new ArrayList<>();
    labels.forEach((name, value) -> texts.add(name + "=" + Promql.quoted(value)));
    return "{" + String.join(",", texts) + "}";
  }

  private static Map<String, String> expected(Rule rule) {
    return switch (rule) {
      case Rule.Threshold threshold -> grouped(threshold.of());
      case Rule.Slow slow -> grouped(slow.of());
      case Rule.Ratio ratio -> grouped(ratio.to());
      case Rule.Absence absence -> grouped(absence.of());
      case Rule.Cost cost -> grouped(cost.of());
      case Rule.Unpriced unpriced -> grouped(unpriced.of());
      case Rule.Flagged flagged -> flagsLabels(flagged);
      case Rule.BurnRate burn ->
          switch (burn.slo().indicator()) {
            case Indicator.BadRatio ratio -> grouped(ratio.total());
            case Indicator.GoodRatio ratio -> grouped(ratio.total());
            case Indicator.Latency latency -> grouped(latency.of());
            case Indicator.Spending spending -> grouped(spending.cost());
          };
      case Rule.Uptime uptime -> Map.of("check", UptimeExpressions.check(uptime));
      case Rule.Level level -> {
        Map<String, String> labels = new TreeMap<>();
        level
            .by()
            .forEach(
                dimension -> labels.put(Words.of(dimension), valueOf(dimension, level.where())));
        yield labels;
      }
    };
  }

  private static Map<String, String> grouped(Selection of) {
    Map<String, String> labels = new TreeMap<>();
    of.by().forEach(dimension -> labels.put(Words.of(dimension), valueOf(dimension, of.where())));
    return labels;
  }
}
