// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How long to wait before the next try: 5 s, then twice as long each time, up to 10 minutes; with
/// some chance in it, so that what failed together does not come back together. Thread-safe if the
/// randomness is.
record RetryPause(RandomGenerator random) {
  private static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(10);

  /// @param failed how often it failed before; count
  /// @param asked what the other side asked for; taken if longer; null for nothing
  Duration after(int failed, @Nullable Duration asked) {
    Duration base = FIRST;
    for (int i = 0; i < failed && base.compareTo(LONGEST) < 0; i++) {
      base = base.multipliedBy(2);
    }
    long millis = Math.min(base.toMillis(), LONGEST.toMillis());
    Duration pause = Duration.ofMillis(random.nextLong(millis * 8 / 10, millis * 12 / 10));
    return asked == null || asked.compareTo(pause) <= 0 ? pause : asked;
  }
}
