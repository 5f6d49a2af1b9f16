// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.config.TableReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one service level in the form of OpenSLO v1. A mistake is reported with the file and the
/// line, and the reading goes on. What of the form cannot be done here is refused: a service level
/// that is watched otherwise than it says is worse than none.
final class SloReader {
  static final String POLICY = "mozaiks/budget-policy";
  static final String OFF = "mozaiks/off";

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Duration USUAL_WINDOW = Duration.ofDays(30);
  private static final String A_NAME =
      "small letters, digits and -, at most 63, such as turn-latency";

  private SloReader() {}

  /// The name of a document, whatever else is in it; null for none.
  static @Nullable String nameOf(TableReader document) {
    return document.peek("metadata", "name");
  }

  /// Whether the document takes away the one with its name.
  static boolean isOff(TableReader document) {
    return "true".equals(document.peek("metadata", "annotations", OFF));
  }

  /// Reads a service level.
  ///
  /// @return null if it has a mistake
  static @Nullable Slo read(TableReader document) {
    document.refuseOthers(List.of("apiVersion", "kind", "metadata", "spec"), List.of());
    requireWord(document, "apiVersion", "openslo/v1");
    requireWord(document, "kind", "SLO");
    TableReader metadata = required(document, "metadata");
    TableReader spec = required(document, "spec");
    Metadata named = metadata == null ? null : Metadata.read(metadata);
    if (spec == null) {
      return null;
    }
    spec.refuse("indicatorRef", "an indicator in the service level itself");
    spec.refuse("alertPolicies", "rules of the kind burn_rate, in a file of rules");
    spec.refuseOthers(
        List.of(
            "description", "service", "indicator", "timeWindow", "budgetingMethod", "objectives"),
        List.of("indicatorRef", "alertPolicies"));
    requireWord(spec, "budgetingMethod", "Occurrences");
    String service = spec.requiredText("service");
    Objective objective = objective(spec);
    Indicator indicator = objective == null ? null : indicator(spec, objective);
    Duration window = window(spec);
    if (named == null
        || service == null
        || objective == null
        || indicator == null
        || window == null) {
      return null;
    }
    double target = objective.target() == null ? Double.NaN : objective.target().doubleValue();
    return Double.isNaN(target)
        ? null
        : new Slo(
            named.name(),
            named.displayName(),
            service,
            spec.text("description", "").strip(),
            named.labels(),
            indicator,
            target,
            window,
            named.policy(),
            document.source());
  }

  /// What a service level is called.
  private record Metadata(
      String name, String displayName, Map<String, String> labels, BudgetPolicy policy) {

    static @Nullable Metadata read(TableReader metadata) {
      metadata.refuseOthers(List.of("name", "displayName", "labels", "annotations"), List.of());
      String name = metadata.requiredText("name");
      if (name != null && !NAME.matcher(name).matches()) {
        metadata.problem("name", A_NAME);
        name = null;
      }
      Map<String, String> labels = metadata.map("labels");
      BudgetPolicy policy = policy(metadata);
      return name == null
          ? null
          : new Metadata(name, metadata.text("displayName", name), labels, policy);
    }

    /// Annotations are what each program makes of them: those of others are none of ours.
    private static BudgetPolicy policy(TableReader metadata) {
      TableReader annotations = metadata.table("annotations");
      if (annotations == null) {
        return BudgetPolicy.USUAL;
      }
      annotations.refuseOthersWithin("mozaiks/", List.of(POLICY, OFF));
      annotations.flag(OFF, false);
      BudgetPolicy policy =
          annotations.value(
              POLICY,
              "lines such as 50%: find out what spends it, each share from 0 to 100 once",
              text -> BudgetPolicy.parse(text).orElse(null));
      return policy == null ? BudgetPolicy.USUAL : policy;
    }
  }

  private static void requireWord(TableReader table, String name, String expected) {
    if (!table.has(name)) {
      table.problemWithout(name, "missing", expected);
    } else {
      table.value(name, expected, text -> text.equals(expected) ? text : null);
    }
  }

  static @Nullable TableReader required(TableReader table, String name) {
    if (!table.has(name)) {
      table.problemWithout(name, "missing", "a table");
    }
    return table.table(name);
  }

  /// @return null, and reported, if it cannot be read
  private static @Nullable Duration window(TableReader spec) {
    if (!spec.has("timeWindow")) {
      return USUAL_WINDOW;
    }
    List<TableReader> windows = spec.tables("timeWindow");
    if (windows.size() != 1) {
      spec.problemWithout("timeWindow", windows.size() + " items", "one");
      return null;
    }
    TableReader window = windows.getFirst();
    window.refuse("calendar", "a rolling window, with isRolling: true");
    window.refuseOthers(List.of("duration", "isRolling"), List.of("calendar"));
    requireWord(window, "isRolling", "true");
    if (!window.has("duration")) {
      window.problemWithout("duration", "missing", "a duration such as 30d or 4w");
      return null;
    }
    return window.value(
        "duration",
        "a duration from 1h to 31d, such as 30d or 4w",
        text ->
            duration(text)
                .filter(each ->
                    each.compareTo(Duration.ofHours(1)) >= 0
                        && each.compareTo(Window.Sliding.LONGEST) <= 0)
                .orElse(null));
  }

  private static Optional<Duration> duration(String text) {
    return text.matches("\\d{1,3}w")
        ? Optional.of(Duration.ofDays(7L * Integer.parseInt(text.substring(0, text.length() - 1))))
        : DurationText.parse(text);
  }

  /// What is aimed at.
  ///
  /// @param table where it is written
  /// @param target above 0, below 1; null if it is reported
  /// @param atMost what a value may be at most to be good; null when it is not said here
  record Objective(TableReader table, @Nullable BigDecimal target, @Nullable BigDecimal atMost) {}

  private static @Nullable Objective objective(TableReader spec) {
    List<TableReader> objectives = spec.tables("objectives");
    if (objectives.size() != 1) {
      spec.problemWithout(
          "objectives",
          objectives.size() + " items",
          "one; give each further objective a service level of its own");
      return null;
    }
    TableReader table = objectives.getFirst();
    for (String name : List.of("timeSliceTarget", "timeSliceWindow")) {
      table.refuse(name, "budgetingMethod: Occurrences, which has no slices of time");
    }
    for (String name : List.of("indicator", "indicatorRef", "compositeWeight")) {
      table.refuse(name, "a service level for each indicator; none is made of several");
    }
    table.refuseOthers(
        List.of("displayName", "op", "value", "target", "targetPercent"),
        List.of(
            "timeSliceTarget", "timeSliceWindow", "indicator", "indicatorRef", "compositeWeight"));
    if (table.has("op")) {
      requireWord(table, "op", "lte");
    }
    BigDecimal atMost = table.value("value", "a number from 0 on", SloReader::decimal);
    if (table.has("op") != table.has("value")) {
      table.problemWithout(
          table.has("op") ? "op" : "value", "alone", "both op: lte and value, or neither");
    }
    return new Objective(table, target(table), atMost);
  }

  private static @Nullable BigDecimal target(TableReader table) {
    if (table.has("target") == table.has("targetPercent")) {
      table.problemWithout(
          "target",
          table.has("target") ? "beside targetPercent" : "missing",
          "either target, such as 0.999, or targetPercent, such as 99.9");
      return null;
    }
    BigDecimal percent = table.value("targetPercent", "above 0, below 100", text -> share(text, 2));
    BigDecimal share = table.value("target", "above 0, below 1", text -> share(text, 0));
    return percent == null ? share : percent;
  }

  private static @Nullable BigDecimal share(String text, int decimals) {
    BigDecimal number = decimal(text);
    BigDecimal share = number == null ? null : number.movePointLeft(decimals);
    return share == null || share.signum() == 0 || share.compareTo(BigDecimal.ONE) >= 0
        ? null
        : share;
  }

  static @Nullable BigDecimal decimal(String text) {
    return text.matches("\\d{1,12}(\\.\\d{1,12})?") ? new BigDecimal(text) : null;
  }

  private static @Nullable Indicator indicator(TableReader spec, Objective objective) {
    TableReader indicator = required(spec, "indicator");
    if (indicator == null) {
      return null;
    }
    indicator.refuseOthers(List.of("metadata", "spec"), List.of());
    TableReader inner = required(indicator, "spec");
    if (inner == null) {
      return null;
    }
    inner.refuseOthers(List.of("description", "ratioMetric", "thresholdMetric"), List.of());
    if (inner.has("ratioMetric") == inner.has("thresholdMetric")) {
      inner.problemWithout(
          "ratioMetric",
          inner.has("ratioMetric") ? "beside thresholdMetric" : "missing",
          "either ratioMetric or thresholdMetric");
      return null;
    }
    TableReader ratio = inner.table("ratioMetric");
    TableReader threshold = inner.table("thresholdMetric");
    if (ratio != null) {
      return IndicatorReader.ratio(ratio, objective);
    }
    return threshold == null ? null : IndicatorReader.threshold(threshold, objective);
  }
}
