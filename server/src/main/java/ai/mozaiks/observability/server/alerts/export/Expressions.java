// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.rules.Condition;
import ai.mozaiks.observability.server.alerts.rules.NoData;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.slo.BurnWindow;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.storage.Dimension;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Says the condition of a rule in PromQL, over the lasting series. What is only nearly the same is
/// said in remarks.
final class Expressions {
  private static final Set<Dimension> OF_RUNS = EnumSet.of(Dimension.APP, Dimension.WORKFLOW);

  private final String job;

  /// @param job the name of the scrape job, which `up` is looked up by
  Expressions(String job) {
    this.job = job;
  }

  /// A condition in PromQL.
  ///
  /// @param text the expression
  /// @param remarks how it differs from what the rule says; whole sentences
  record Expression(String text, List<String> remarks) {
    Expression {
      remarks = List.copyOf(remarks);
    }

    Expression(String text) {
      this(text, List.of());
    }
  }

  Expression of(Rule rule) throws NotExportableException {
    return switch (rule) {
      case Rule.Threshold threshold -> of(threshold);
      case Rule.Slow slow -> of(slow);
      case Rule.Ratio ratio -> of(ratio);
      case Rule.Absence absence -> of(absence);
      case Rule.Cost cost -> of(cost);
      case Rule.BurnRate burn -> of(burn);
      case Rule.Flagged flagged -> of(flagged);
      case Rule.Unpriced unpriced ->
          new Expression(
              Promql.increase(Series.of(unpriced.of()), length(unpriced.window())) + " > 0");
      case Rule.Level level -> of(level);
      case Rule.Uptime uptime -> UptimeExpressions.of(uptime);
    };
  }

  private static Duration length(Window window) {
    return switch (window) {
      case Window.Sliding sliding -> sliding.length();
      case Window.Day _ -> Duration.ofDays(1);
      case Window.Month _ -> Duration.ofDays(30);
    };
  }

  static String compared(Condition condition) {
    return " " + condition.operator().symbol() + " " + plain(condition.limit());
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }

  private Expression of(Rule.Threshold rule) throws NotExportableException {
    Series series = Series.of(rule.of());
    Duration window = length(rule.window());
    return rule.condition().operator() == Condition.Operator.ABOVE
        ? new Expression(Promql.increase(series, window) + compared(rule.condition()))
        : new Expression(
            Promql.increaseOrZero(series, window) + compared(rule.condition()) + seen(window));
  }

  /// That the window was seen from its beginning to its end: of what was not scraped, nobody knows
  /// that it did not happen.
  private String seen(Duration window) {
    String up = "up{job=" + Promql.quoted(job) + "}";
    return "\nand on () min(%s) == 1\nand on () min(%s offset %s) == 1"
        .formatted(up, up, Promql.duration(window));
  }

  private Expression of(Rule.Slow rule) throws NotExportableException {
    Series series = Series.of(rule.of());
    Duration window = length(rule.window());
    List<String> by = new ArrayList<>(series.by());
    by.add("le");
    String buckets =
        Promql.sum(
            by, "rate(" + series.part("_bucket").selector() + "[" + Promql.duration(window) + "])");
    return guarded(
        rule,
        "histogram_quantile(" + Promql.number(rule.quantile()) + ", " + buckets + ")",
        rule.condition(),
        series.part("_count"),
        window,
        rule.minCount());
  }

  private Expression of(Rule.Ratio rule) throws NotExportableException {
    Series to = Series.of(rule.to());
    Duration window = length(rule.window());
    String all = Promql.increase(to, window);
    // A series of errors may be missing where none happened, and then a ratio is 0, not nothing.
    String value =
        Promql.increaseOrZero(Series.of(rule.of()), all, window) + " / (" + all + " > 0)";
    return guarded(rule, value, rule.condition(), to, window, rule.minCount());
  }

  /// A value that says something only of so many.
  private Expression guarded(
      Rule rule, String value, Condition condition, Series of, Duration window, long minCount) {
    String text = value + compared(condition);
    if (minCount > 1) {
      text = "(\n  " + text + "\n)\nand " + Promql.increase(of, window) + " >= " + minCount;
    }
    return switch (rule.head().noData()) {
      case OK -> new Expression(text);
      case ALERT ->
          new Expression(
              "(\n"
                  + text.indent(2)
                  + ")\nor (\n"
                  + (Promql.increaseOrZero(of, window)
                          + " < "
                          + Math.max(1, minCount)
                          + seen(window))
                      .indent(2)
                  + ")");
      case KEEP -> new Expression(text, List.of(KEEP_REMARK));
    };
  }

  private static final String KEEP_REMARK =
      "With too little data this alert ends; no_data: keep cannot be said in PromQL.";

  private Expression of(Rule.Absence rule) throws NotExportableException {
    Series series = Series.of(rule.of());
    Duration window = rule.window().length();
    String silent = Promql.increaseOrZero(series, window) + " == 0";
    String before =
        series.by().isEmpty()
            ? ""
            : "\nand " + Promql.increase(series, rule.lookback().length()) + " > 0";
    return new Expression(silent + before + seen(window));
  }

  private static Expression of(Rule.Cost rule) throws NotExportableException {
    Duration window = length(rule.window());
    String limit = plain(BigDecimal.valueOf(rule.limitPicoUsd(), 12));
    String remark =
        switch (rule.window()) {
          case Window.Day day ->
              "PromQL has no calendar days: these are the last 24 hours, and the rule is about the day"
                  + " in "
                  + day.zone()
                  + ". This alert may come earlier and ends later.";
          case Window.Month month ->
              "PromQL has no calendar months: these are the last 30 days, and the rule is about the"
                  + " month in "
                  + month.zone()
                  + ". This alert may come earlier and ends later, and"
                  + " needs a Prometheus that keeps its data for more than 30 days.";
          case Window.Sliding _ -> "";
        };
    return new Expression(
        Promql.increase(Series.of(rule.of()), window) + " > " + limit,
        remark.isEmpty() ? List.of() : List.of(remark));
  }

  private static Expression of(Rule.BurnRate rule) throws NotExportableException {
    String slo = "{slo=" + Promql.quoted(rule.slo().name()) + "}";
    List<String> pairs = new ArrayList<>();
    for (BurnWindow pair : rule.windows()) {
      StringBuilder text = new StringBuilder("(\n");
      for (Duration window : List.of(pair.longWindow(), pair.shortWindow())) {
        text.append(window.equals(pair.longWindow()) ? "  " : "  and ")
            .append(BurnRecords.rate(window))
            .append(slo)
            .append(" > ")
            .append(Promql.number(pair.factor()))
            .append('\n');
      }
      if (rule.minBad() > 1) {
        text.append("  and ")
            .append(BurnRecords.bad(pair.longWindow()))
            .append(slo)
            .append(" >= ")
            .append(rule.minBad())
            .append('\n');
      }
      pairs.add(text.append(')').toString());
    }
    return new Expression(
        String.join("\nor\n", pairs),
        rule.head().noData() == NoData.OK
            ? List.of()
            : List.of(
                "With too little data this alert ends; no_data is not exported for burn rates."));
  }

  private static Expression of(Rule.Flagged rule) throws NotExportableException {
    Series series = Series.of("mozaiks_flagged_chats", OF_RUNS, List.of(), rule.where());
    String flags = rule.flags().stream().map(ChatFlag.Kind::word).collect(Collectors.joining("|"));
    String selector = series.selector();
    String matchers =
        selector.endsWith("}")
            ? selector.substring(0, selector.length() - 1) + ","
            : selector + "{";
    return new Expression(
        "sum by (app, workflow, flag) (" + matchers + "flag=~" + Promql.quoted(flags) + "}) > 0",
        List.of(
            "Prometheus knows how many chats of a workflow are conspicuous, not which: one alert for"
                + " each workflow and flag, in place of one for each chat."));
  }

  private Expression of(Rule.Level rule) throws NotExportableException {
    return switch (rule.figure()) {
      case ACTIVE_CHATS -> {
        boolean all = rule.by().isEmpty() && rule.where().isEmpty();
        yield level(
            rule,
            Series.of(
                all ? "mozaiks_active_chats" : "mozaiks_active_chats_by_workflow",
                OF_RUNS,
                rule.by(),
                rule.where()));
      }
      case STALLED_CHATS ->
          level(rule, Series.of("mozaiks_stalled_chats", OF_RUNS, rule.by(), rule.where()));
      case READY -> {
        String up = "up{job=" + Promql.quoted(job) + "}";
        yield new Expression(
            up + " == 0\nor absent(" + up + ")\nor mozaiks_ready" + compared(rule.condition()));
      }
      case STORE_LAG -> figure(rule, "max(mozaiks_store_lag_seconds)");
      case PENDING_BYTES -> figure(rule, "max(mozaiks_ingest_pending_bytes)");
      case DISK_FREE -> figure(rule, "min(mozaiks_disk_free_bytes)");
      case SHIPPING_LAG -> figure(rule, "max(mozaiks_shipping_lag_seconds)");
      case NOTIFICATION_LAG -> figure(rule, "max(mozaiks_notification_lag_seconds)");
    };
  }

  private static Expression level(Rule.Level rule, Series series) {
    return new Expression(Promql.sum(series.by(), series.selector()) + compared(rule.condition()));
  }

  private static Expression figure(Rule.Level rule, String value) {
    return new Expression(value + compared(rule.condition()));
  }
}
