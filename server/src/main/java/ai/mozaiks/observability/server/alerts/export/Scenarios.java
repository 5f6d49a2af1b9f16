// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.export.PromtoolTests.Scenario;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.rules.Condition;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Makes up time series on which a rule has to fire, and some on which it must not.
///
/// All counters rise evenly from the start, 15 s from sample to sample, and are looked at when the
/// rule's `for` is over and two minutes more; a window that is longer than that holds what there
/// is.
final class Scenarios {
  private static final Duration SETTLING = Duration.ofMinutes(2);

  private final String job;
  private final String up;
  private final MadeUpSeries made;

  /// @param job what Prometheus calls the servers
  Scenarios(String job) {
    this.job = job;
    this.up = "up{instance=\"one\",job=" + Promql.quoted(job) + "}";
    this.made = new MadeUpSeries(up);
  }

  /// None where the rule cannot hold on any data, or only on some that is not made up here.
  List<Scenario> bad(Rule rule) {
    if (rule instanceof Rule.Level level && level.figure() == Figure.READY) {
      return List.of(
          scenario(rule, Map.of(up, "0x"), Map.of("instance", "one", "job", job)),
          scenario(rule, Map.of("mozaiks_tracked_chats", "0x"), Map.of("job", job)),
          scenario(
              rule,
              Map.of(up, "1x", "mozaiks_ready{instance=\"one\"}", "0x"),
              Map.of("instance", "one")));
    }
    return made
        .values(rule, true)
        .map(series -> scenario(rule, series, SampleLabels.ofAlert(rule)))
        .stream()
        .toList();
  }

  Optional<Scenario> good(Rule rule) {
    return made.values(rule, false).map(series -> scenario(rule, series, Map.of()));
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
      series.put(up, "1x" + samples);
    }
    steps.forEach(
        (selector, step) -> series.put(selector, step.endsWith("x") ? step + samples : step));
    return new Scenario(interval, series, at, labels);
  }

  /// A little after the silence was long enough: much later, it would be forgotten that there was
  /// anything before it.
  static Duration endOf(Rule.Absence rule) {
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
          case Rule.Windowed windowed when windowed.window() instanceof Window.Sliding sliding ->
              sliding.length();
          case Rule.Windowed _, Rule.BurnRate _, Rule.Flagged _, Rule.Level _, Rule.Uptime _ ->
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
}
