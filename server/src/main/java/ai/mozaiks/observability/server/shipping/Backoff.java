// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How long to wait before the next try: twice as long each time, with some chance in it, so that
/// several who failed together do not come back together. For one thread.
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final RandomGenerator random;
  private Duration next = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// The next wait: 80 to 120 % of 1, 2, 4 … 60 s.
  ///
  /// @param asked what the destination asked for; taken instead if longer, up to 10 minutes
  Duration next(@Nullable Duration asked) {
    Duration base = next;
    next = base.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : base.multipliedBy(2);
    Duration wait =
        Duration.ofMillis(random.nextLong(base.toMillis() * 8 / 10, base.toMillis() * 12 / 10));
    Duration most = LONGEST.multipliedBy(10);
    if (asked == null || asked.compareTo(wait) <= 0) {
      return wait;
    }
    return asked.compareTo(most) < 0 ? asked : most;
  }

  /// After a success.
  void reset() {
    next = FIRST;
  }
}
