// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;

/// When silence becomes a state.
///
/// @param stalledAfter a running chat without news for this long carries the flag `stalled`; `> 0`
/// @param abandonedAfter a running chat without news for this long is abandoned; `>= stalledAfter`
public record ChatTimeouts(Duration stalledAfter, Duration abandonedAfter) {

  /// Two minutes, and half an hour.
  public static final ChatTimeouts DEFAULT =
      new ChatTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(30));

  public ChatTimeouts {
    if (stalledAfter.isNegative() || stalledAfter.isZero()) {
      throw new IllegalArgumentException("stalledAfter: " + stalledAfter + " (expected: > 0)");
    }
    if (abandonedAfter.compareTo(stalledAfter) < 0) {
      throw new IllegalArgumentException(
          "abandonedAfter: "
              + abandonedAfter
              + " (expected: >= stalledAfter, "
              + stalledAfter
              + ")");
    }
  }
}
