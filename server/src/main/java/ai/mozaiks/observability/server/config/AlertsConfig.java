// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/// Which alert rules there are, and how often they are evaluated.
///
/// @param enabled whether rules are evaluated at all
/// @param defaults whether the built-in rules and service levels are in force
/// @param rules files with rules; a later one changes what an earlier one says
/// @param slos files with service levels in OpenSLO
/// @param interval how often; 1 s to 10 min
/// @param maxGroups how many groups of one selection are kept apart; `> 0`
/// @param review when the weekly review is sent, and whose weeks they are
public record AlertsConfig(
    boolean enabled,
    boolean defaults,
    List<Path> rules,
    List<Path> slos,
    Duration interval,
    int maxGroups,
    WeeklyReview review) {
  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(10);

  public static final AlertsConfig DEFAULT =
      new AlertsConfig(true, true, List.of(), List.of(), Duration.ofSeconds(15), 10_000);

  /// When the weekly review is sent.
  ///
  /// @param sent whether it is
  /// @param hour of Monday; 0 to 23
  /// @param zone whose weeks and hours they are
  public record WeeklyReview(boolean sent, int hour, ZoneId zone) {
    static final int LAST_HOUR = 23;

    public static final WeeklyReview DEFAULT = new WeeklyReview(false, 7, ZoneId.of("UTC"));

    public WeeklyReview {
      Objects.requireNonNull(zone, "zone");
      if (hour < 0 || hour > LAST_HOUR) {
        throw new IllegalArgumentException("hour: " + hour + " (expected: 0 to 23)");
      }
    }
  }

  /// One that sends no weekly review.
  public AlertsConfig(
      boolean enabled,
      boolean defaults,
      List<Path> rules,
      List<Path> slos,
      Duration interval,
      int maxGroups) {
    this(enabled, defaults, rules, slos, interval, maxGroups, WeeklyReview.DEFAULT);
  }

  /// The same with another weekly review.
  public AlertsConfig withReview(WeeklyReview other) {
    return new AlertsConfig(enabled, defaults, rules, slos, interval, maxGroups, other);
  }

  public AlertsConfig {
    rules = List.copyOf(rules);
    slos = List.copyOf(slos);
    Objects.requireNonNull(review, "review");
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: 1 s to 10 min)");
    }
    if (maxGroups < 1) {
      throw new IllegalArgumentException("maxGroups: " + maxGroups + " (expected: > 0)");
    }
  }
}
