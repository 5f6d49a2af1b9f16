// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import java.time.Duration;

/// How fine time is divided: the longer a window, the coarser.
enum Resolution {
  TEN_SECONDS(10, Duration.ofHours(1)),
  MINUTE(60, Duration.ofHours(12)),
  /// All offsets of time zones are multiples of it, so days and months can be cut exactly.
  QUARTER_OF_AN_HOUR(900, Duration.ofDays(7)),
  HOUR(3_600, Duration.ofDays(32));

  final long seconds;
  private final Duration longest;

  Resolution(long seconds, Duration longest) {
    this.seconds = seconds;
    this.longest = longest;
  }

  /// The finest one that a window is kept in.
  static Resolution of(Window window) {
    return switch (window) {
      case Window.Sliding sliding -> of(sliding.length());
      case Window.Day _, Window.Month _ -> QUARTER_OF_AN_HOUR;
    };
  }

  private static Resolution of(Duration length) {
    for (Resolution resolution : values()) {
      if (length.compareTo(resolution.longest) <= 0) {
        return resolution;
      }
    }
    throw new IllegalArgumentException(
        "window: " + length + " (expected: at most " + HOUR.longest + ")");
  }

  long bucketOf(long epochSecond) {
    return Math.floorDiv(epochSecond, seconds);
  }
}
