// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.export.Expressions.Expression;
import ai.mozaiks.observability.server.alerts.rules.Condition;
import ai.mozaiks.observability.server.alerts.rules.NoData;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Rules about uptime checks in PromQL, and series on which they fire and do not. Where several
/// servers have a check of one name, the worst of them counts.
final class UptimeExpressions {
  private static final String FAILURES = "mozaiks_uptime_consecutive_failures";
  private static final String DURATION = "mozaiks_uptime_duration_seconds";
  private static final String EXPIRY = "mozaiks_uptime_certificate_expiry_timestamp_seconds";
  private static final String UP = "mozaiks_uptime_up";
  private static final long DAY_SECONDS = 86_400;

  private UptimeExpressions() {}

  static Expression of(Rule.Uptime rule) {
    String checks = selection(rule);
    boolean above = rule.condition().operator() == Condition.Operator.ABOVE;
    String worst = (above ? "max" : "min") + " by (check) (";
    String value =
        switch (rule.figure()) {
          case FAILURES -> worst + FAILURES + checks + ")";
          // How long it took to fail says nothing about how slow it is.
          case DURATION -> worst + DURATION + checks + " and " + UP + checks + " == 1)";
          case CERTIFICATE -> "(" + worst + EXPIRY + checks + ") - time()) / " + DAY_SECONDS;
        };
    return new Expression(
        value + Expressions.compared(rule.condition()),
        rule.head().noData() == NoData.OK
            ? List.of()
            : List.of(
                "Without a value this alert ends; no_data is not exported for uptime rules."));
  }

  private static String selection(Rule.Uptime rule) {
    return rule.checks().isEmpty()
        ? ""
        : "{check=~"
            + Promql.quoted(String.join("|", rule.checks().stream().sorted().toList()))
            + "}";
  }

  /// The check that the series are about.
  static String check(Rule.Uptime rule) {
    return rule.checks().stream().sorted().findFirst().orElse("some-check");
  }

  /// Series on which a rule fires, or does not; `x` at the end stands for as many samples as are
  /// needed.
  ///
  /// @return null when the rule cannot hold
  static @Nullable Map<String, String> series(Rule.Uptime rule, boolean bad) {
    boolean above = rule.condition().operator() == Condition.Operator.ABOVE;
    BigDecimal limit = rule.condition().limit();
    if (limit.signum() < 0 || (!above && limit.signum() == 0)) {
      return null;
    }
    BigDecimal beyond = limit.add(BigDecimal.ONE).multiply(BigDecimal.TWO);
    BigDecimal value = above == bad ? beyond : BigDecimal.ZERO;
    String check = "{check=" + Promql.quoted(check(rule)) + "}";
    Map<String, String> series = new TreeMap<>();
    switch (rule.figure()) {
      case FAILURES -> series.put(FAILURES + check, value.toPlainString() + "x");
      case DURATION -> {
        series.put(DURATION + check, value.toPlainString() + "x");
        series.put(UP + check, "1x");
      }
      // The tests begin at the time 0, so a certificate's time is how long it is valid.
      case CERTIFICATE ->
          series.put(
              EXPIRY + check,
              value
                      .multiply(BigDecimal.valueOf(DAY_SECONDS))
                      .setScale(0, RoundingMode.HALF_UP)
                      .toPlainString()
                  + "x");
    }
    return series;
  }
}
