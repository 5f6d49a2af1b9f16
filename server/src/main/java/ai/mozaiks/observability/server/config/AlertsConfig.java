// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Which alert rules there are, and how often they are evaluated.
///
/// @param enabled whether rules are evaluated at all
/// @param defaults whether the built-in rules and service levels are in force
/// @param rules files with rules; a later one changes what an earlier one says
/// @param slos files with service levels in OpenSLO
/// @param interval how often; 1 s to 10 min
/// @param maxGroups how many groups of one selection are kept apart; `> 0`
public record AlertsConfig(
    boolean enabled,
    boolean defaults,
    List<Path> rules,
    List<Path> slos,
    Duration interval,
    int maxGroups) {
  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(10);

  public static final AlertsConfig DEFAULT =
      new AlertsConfig(true, true, List.of(), List.of(), Duration.ofSeconds(15), 10_000);

  public AlertsConfig {
    rules = List.copyOf(rules);
    slos = List.copyOf(slos);
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: 1 s to 10 min)");
    }
    if (maxGroups < 1) {
      throw new IllegalArgumentException("maxGroups: " + maxGroups + " (expected: > 0)");
    }
  }
}
