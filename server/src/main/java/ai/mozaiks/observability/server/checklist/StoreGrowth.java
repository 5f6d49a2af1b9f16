// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// How large the data was over the last week, measured now and then since the start. Thread-safe.
public final class StoreGrowth {
  private static final Duration BETWEEN = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(7);

  private record Measurement(Instant at, long bytes) {}

  private final Deque<Measurement> measurements = new ArrayDeque<>();

  /// Takes a measurement; what comes within ten minutes after another is passed over. A clock that
  /// goes back begins anew.
  public synchronized void measured(Instant now, long bytes) {
    Measurement last = measurements.peekLast();
    if (last != null && now.isBefore(last.at())) {
      measurements.clear();
    } else if (last != null && now.isBefore(last.at().plus(BETWEEN))) {
      return;
    }
    measurements.addLast(new Measurement(now, bytes));
    while (measurements.getFirst().at().isBefore(now.minus(KEPT))) {
      measurements.removeFirst();
    }
  }

  /// How much it grew from the first measurement to the last.
  public synchronized Facts.Growth read() {
    Measurement first = measurements.peekFirst();
    Measurement last = measurements.peekLast();
    return first == null || last == null
        ? Facts.Growth.UNKNOWN
        : new Facts.Growth(Duration.between(first.at(), last.at()), last.bytes() - first.bytes());
  }
}
