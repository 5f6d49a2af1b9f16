// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import java.time.Duration;
import java.util.OptionalDouble;

/// How an address was over a window of time, as far as it was looked at.
///
/// @param window how long, until now; more than an hour is rounded up to whole hours
/// @param looks how many there were; a server that was stopped looks at nothing
/// @param failed how many of them failed
/// @param goodTook how long the others took, together
public record Availability(Duration window, long looks, long failed, Duration goodTook) {
  public Availability {
    if (failed < 0 || looks < failed) {
      throw new IllegalArgumentException(
          "failed: " + failed + " of " + looks + " (expected: 0 to all of them)");
    }
  }

  /// The share of looks that were good, 0 to 1; empty without any.
  public OptionalDouble share() {
    return looks == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) (looks - failed) / looks);
  }

  /// How long a good look took on average, in seconds; empty without any.
  public OptionalDouble meanSeconds() {
    long good = looks - failed;
    return good == 0 ? OptionalDouble.empty() : OptionalDouble.of(goodTook.toNanos() / 1e9 / good);
  }
}
