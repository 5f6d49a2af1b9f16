// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import java.time.Duration;
import java.time.Instant;

/// A time of the past, and how often rules are evaluated in it.
///
/// @param from when they are evaluated first
/// @param to after `from`, by at most [#LONGEST]
/// @param interval 1 s to 1 h; at most [#MOST_EVALUATIONS] of them
public record Period(Instant from, Instant to, Duration interval) {
  public static final Duration LONGEST = Duration.ofDays(31);
  public static final int MOST_EVALUATIONS = 50_000;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

  public Period {
    require(!from.isBefore(EARLIEST), "from: " + from, "not before " + EARLIEST);
    require(from.isBefore(to), "to: " + to, "after from, " + from);
    Duration length = Duration.between(from, to);
    require(length.compareTo(LONGEST) <= 0, "to: " + to, "at most 31 days after from, " + from);
    require(
        interval.compareTo(SHORTEST_INTERVAL) >= 0 && interval.compareTo(LONGEST_INTERVAL) <= 0,
        "interval: " + interval,
        "1s to 1h");
    long evaluations = length.dividedBy(interval) + 1;
    require(
        evaluations <= MOST_EVALUATIONS,
        "interval: " + interval + " makes " + evaluations + " evaluations",
        "at most " + MOST_EVALUATIONS + "; give a longer interval or less time");
  }

  private static void require(boolean met, String found, String expected) {
    if (!met) {
      throw new IllegalArgumentException(found + " (expected: " + expected + ")");
    }
  }
}
