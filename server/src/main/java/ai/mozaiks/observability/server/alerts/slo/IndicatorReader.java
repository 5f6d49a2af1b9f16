// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.alerts.measure.Metric;
import ai.mozaiks.observability.server.alerts.measure.Quantiles;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Timing;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.alerts.slo.SloReader.Objective;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.config.TableReader;
import ai.mozaiks.observability.storage.DurationHistogram;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the metrics of an OpenSLO indicator. Their source is this server (`type: mozaiks`), and
/// what is asked of it is a metric, what is kept apart, and what of it is looked at.
final class IndicatorReader {
  private static final List<String> SELECTION = List.of("metric", "by", "where");

  private IndicatorReader() {}

  /// Reads a `ratioMetric`.
  ///
  /// @return null if it has a mistake
  static @Nullable Indicator ratio(TableReader table, Objective objective) {
    for (String name : List.of("raw", "rawType")) {
      table.refuse(name, "good or bad, and total");
    }
    table.refuseOthers(List.of("counter", "good", "bad", "total"), List.of("raw", "rawType"));
    if (!table.flag("counter", true)) {
      table.problem("counter", "true; everything here is counted");
    }
    if (objective.table().has("value")) {
      objective.table().problem("value", "no value, which belongs to a thresholdMetric");
    }
    if (table.has("good") == table.has("bad")) {
      table.problemWithout(
          "bad", table.has("good") ? "beside good" : "missing", "either good or bad");
      return null;
    }
    TableReader source = source(table, table.has("good") ? "good" : "bad");
    TableReader totalSource = source(table, "total");
    Selection part = source == null ? null : counted(source);
    Selection total = totalSource == null ? null : counted(totalSource);
    if (source == null || part == null || total == null) {
      return null;
    }
    if (!part.by().equals(total.by())) {
      source.problemWithout(
          "by",
          part.by().stream().map(Words::of).collect(Collectors.joining(", ", "[", "]")),
          "as in total: "
              + total.by().stream().map(Words::of).collect(Collectors.joining(", ", "[", "]")));
      return null;
    }
    return table.has("good")
        ? new Indicator.GoodRatio(part, total)
        : new Indicator.BadRatio(part, total);
  }

  /// The `spec` of the metric source under a name.
  private static @Nullable TableReader source(TableReader table, String name) {
    TableReader metric = SloReader.required(table, name);
    if (metric == null) {
      return null;
    }
    metric.refuseOthers(List.of("metricSource"), List.of());
    return spec(metric);
  }

  private static @Nullable TableReader spec(TableReader metric) {
    TableReader source = SloReader.required(metric, "metricSource");
    if (source == null) {
      return null;
    }
    source.refuse("metricSourceRef", "type: mozaiks and a spec; there are no other sources");
    source.refuseOthers(List.of("type", "spec"), List.of("metricSourceRef"));
    if (!source.has("type")) {
      source.problemWithout("type", "missing", "mozaiks");
    }
    source.value("type", "mozaiks", text -> text.equals("mozaiks") ? text : null);
    return SloReader.required(source, "spec");
  }

  private static @Nullable Selection counted(TableReader spec) {
    spec.refuseOthers(SELECTION, List.of());
    Metric metric = Words.required(spec, "metric", Metric.values(), Metric::word);
    return metric == null ? null : selection(spec, new Quantity.Count(metric));
  }

  private static Selection selection(TableReader spec, Quantity quantity) {
    return new Selection(quantity, Words.by(spec), Words.where(spec));
  }

  /// Reads a `thresholdMetric`.
  ///
  /// @return null if it has a mistake
  static @Nullable Indicator threshold(TableReader table, Objective objective) {
    table.refuseOthers(List.of("metricSource"), List.of());
    TableReader spec = spec(table);
    if (spec == null) {
      return null;
    }
    String cost = Metric.COST_USD.word();
    List<String> known =
        Stream.concat(Arrays.stream(Timing.values()).map(Timing::word), Stream.of(cost)).toList();
    String metric =
        Words.required(
            spec, "metric", known.toArray(String[]::new), java.util.function.Function.identity());
    if (metric == null) {
      return null;
    }
    return metric.equals(cost) ? spending(spec, objective) : latency(spec, objective, metric);
  }

  private static @Nullable Indicator latency(TableReader spec, Objective objective, String metric) {
    spec.refuseOthers(SELECTION, List.of("at_most"));
    String expected =
        "an edge of the histograms, so that the count is exact: "
            + Arrays.stream(DurationHistogram.upperEdgesSeconds())
                .mapToObj(
                    edge -> BigDecimal.valueOf(edge).stripTrailingZeros().toPlainString() + "s")
                .collect(Collectors.joining(", "));
    BigDecimal seconds =
        spec.value(
            "at_most",
            expected,
            text ->
                DurationText.parse(text)
                    .map(each -> BigDecimal.valueOf(each.toMillis(), 3))
                    .filter(each -> Quantiles.isEdge(each.doubleValue()))
                    .orElse(null));
    seconds = limit(spec, objective, seconds, "a duration such as 5s");
    if (seconds == null) {
      return null;
    }
    if (!Quantiles.isEdge(seconds.doubleValue())) {
      objective.table().problem("value", expected);
      return null;
    }
    Timing timing = Words.find(Timing.values(), Timing::word, metric);
    return timing == null
        ? null
        : new Indicator.Latency(selection(spec, new Quantity.Time(timing)), seconds.doubleValue());
  }

  private static @Nullable Indicator spending(TableReader spec, Objective objective) {
    spec.refuseOthers(SELECTION, List.of("at_most", "per", "zone"));
    ZoneId zone =
        spec.value(
            "zone",
            "a time zone such as Europe/Berlin or UTC",
            text -> {
              try {
                return ZoneId.of(text);
              } catch (DateTimeException e) {
                return null;
              }
            });
    if (!spec.has("per")) {
      spec.problemWithout("per", "missing", "day");
    }
    spec.value("per", "day", text -> text.equals("day") ? text : null);
    BigDecimal most = spec.value("at_most", "US dollars, such as 500", SloReader::decimal);
    BigDecimal usd = limit(spec, objective, most, "US dollars, such as 500");
    Long pico = usd == null ? null : Usd.toPico(usd);
    if (usd != null && (pico == null || pico == 0)) {
      spec.problemWithout("at_most", usd.toPlainString(), "US dollars above 0, at most 9 million");
      return null;
    }
    return pico == null
        ? null
        : new Indicator.Spending(
            selection(spec, new Quantity.Count(Metric.COST_USD)),
            pico,
            zone == null ? ZoneOffset.UTC : zone);
  }

  /// What a value may be at most: `at_most` in the metric's source, or `op: lte` and `value` in the
  /// objective.
  private static @Nullable BigDecimal limit(
      TableReader spec, Objective objective, @Nullable BigDecimal atMost, String expected) {
    if (spec.has("at_most") && objective.table().has("value")) {
      spec.problemWithout("at_most", "beside the objective's value", "one of them");
      return null;
    }
    if (!spec.has("at_most") && !objective.table().has("value")) {
      spec.problemWithout("at_most", "missing", expected);
    }
    return atMost != null ? atMost : objective.atMost();
  }
}
