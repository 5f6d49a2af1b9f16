// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// What rules of all kinds have.
///
/// @param name unique, for example `HighErrorRate`; see [#NAME]
/// @param severity how bad it is
/// @param labels further labels of its alerts, for routing; a group's value goes before
/// @param annotations texts for people, with placeholders; may be empty
/// @param pending how long the condition must hold before the alert fires (`for`)
/// @param keepFiring how long it goes on firing after the condition held last (`keep_firing_for`),
///   so that it does not flap
/// @param noData what too little data means
/// @param source where it is written, for example `rules.yml:12`
public record RuleHead(
    String name,
    Severity severity,
    Map<String, String> labels,
    Map<String, String> annotations,
    Duration pending,
    Duration keepFiring,
    NoData noData,
    String source) {

  /// What names are made of, as everywhere where alerts are known by name.
  public static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

  public RuleHead {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(noData, "noData");
    Objects.requireNonNull(source, "source");
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: letters, digits and _, at most 100, no digit first)");
    }
    if (pending.isNegative() || keepFiring.isNegative()) {
      throw new IllegalArgumentException(
          "for, keep_firing_for: " + pending + ", " + keepFiring + " (expected: >= 0)");
    }
  }

  /// One with nothing but a name and a severity.
  public static RuleHead of(String name, Severity severity) {
    return new RuleHead(
        name, severity, Map.of(), Map.of(), Duration.ZERO, Duration.ZERO, NoData.OK, "");
  }
}
