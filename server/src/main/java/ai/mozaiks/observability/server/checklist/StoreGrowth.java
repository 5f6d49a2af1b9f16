// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// How large the data was over the last week, measured now and then. Thread-safe.
public final class StoreGrowth {
  private static final Duration BETWEEN = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(7);

  /// Longer than this between two measurements means that nobody ran in between: what became of the
  /// data meanwhile, such as a restore, is no growth, and the time does not count either.
  private static final Duration UNWATCHED = Duration.ofMinutes(30);

  private final Deque<Measurement> measurements = new ArrayDeque<>();

  /// How large the data was.
  ///
  /// @param bytes `>= 0`
  public record Measurement(Instant at, long bytes) {
    public Measurement {
      if (bytes < 0) {
        throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
      }
    }
  }

  /// Takes up measurements from before a restart. Those that are too old by now are passed over, as
  /// are all if one of them is in the future or they are not in the order of time: then a clock was
  /// wrong, and nothing can be said from them.
  public synchronized void resume(List<Measurement> earlier, Instant now) {
    Instant last = Instant.MIN;
    for (Measurement each : earlier) {
      if (!each.at().isAfter(last) || each.at().isAfter(now)) {
        return;
      }
      last = each.at();
    }
    measurements.clear();
    measurements.addAll(earlier);
    forget(now);
  }

  /// Takes a measurement; what comes within ten minutes after another is passed over. A clock that
  /// goes back begins anew.
  ///
  /// @return whether it was taken
  public synchronized boolean measured(Instant now, long bytes) {
    Measurement last = measurements.peekLast();
    if (last != null && now.isBefore(last.at())) {
      measurements.clear();
    } else if (last != null && now.isBefore(last.at().plus(BETWEEN))) {
      return false;
    }
    measurements.addLast(new Measurement(now, bytes));
    forget(now);
    return true;
  }

  private void forget(Instant now) {
    Instant border = now.minus(KEPT);
    measurements.removeIf(each -> each.at().isBefore(border));
  }

  /// What is kept, in the order of time; at most about a thousand.
  public synchronized List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  /// How much it grew while it was watched.
  public synchronized Facts.Growth read() {
    Duration watched = Duration.ZERO;
    long bytes = 0;
    Measurement last = null;
    for (Measurement each : measurements) {
      if (last != null) {
        Duration between = Duration.between(last.at(), each.at());
        if (between.compareTo(UNWATCHED) <= 0) {
          watched = watched.plus(between);
          bytes += each.bytes() - last.bytes();
        }
      }
      last = each;
    }
    return new Facts.Growth(watched, bytes);
  }
}
