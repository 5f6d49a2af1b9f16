// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps counters such that `increase()` and `rate()` count right: they never go down, and a new
/// one begins at 0.
///
/// **Never down.** Prometheus takes a smaller value for a restart and counts everything again. The
/// fold sees to it that no total falls; what is derived from several totals, or stopped at the
/// bound of a number, still might, and stands still here.
///
/// **From 0.** Prometheus counts differences between samples, so a series that appears with a value
/// has this value never counted. A new series is therefore shown at 0 until everybody who scrapes
/// has seen it there, at most [#LONGEST_DEBUT]. While nobody scrapes regularly, values show at
/// once.
///
/// Thread-safe.
final class Floor {
  static final Duration LONGEST_DEBUT = Duration.ofMinutes(2);

  private final Map<Key, Shown> shown = new ConcurrentHashMap<>();

  private record Key(String name, Labels labels) {}

  /// What a series shows. Immutable.
  private static final class Shown {
    final double[] values;

    /// Since when it has been shown at 0 and waits to be seen; null once it counts.
    final @Nullable Instant debut;

    Shown(double[] values, @Nullable Instant debut) {
      this.values = values;
      this.debut = debut;
    }
  }

  /// The values of one scrape.
  ///
  /// @param now the time of the scrape
  /// @param servedSince everybody who scrapes has been served at or after this time; null when
  ///   nobody does
  Round round(Instant now, @Nullable Instant servedSince) {
    return new Round(now, servedSince);
  }

  /// One scrape.
  final class Round {
    private final Instant now;
    private final @Nullable Instant servedSince;

    private Round(Instant now, @Nullable Instant servedSince) {
      this.now = now;
      this.servedSince = servedSince;
    }

    /// The values to show for a series: each at least as large as at the last call, or all 0 while
    /// the series is new.
    double[] raise(String name, Labels labels, double... values) {
      Shown result = shown.compute(new Key(name, labels), (_, before) -> next(before, values));
      return result.values;
    }

    private Shown next(@Nullable Shown before, double[] values) {
      if (before == null) {
        return servedSince == null
            ? new Shown(values, null)
            : new Shown(new double[values.length], now);
      }
      if (before.debut != null && !isOver(before.debut)) {
        return before;
      }
      double[] higher = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        higher[i] = Math.max(before.values[i], values[i]);
      }
      return new Shown(higher, null);
    }

    private boolean isOver(Instant debut) {
      return servedSince == null
          || !servedSince.isBefore(debut)
          || !now.isBefore(debut.plus(LONGEST_DEBUT));
    }
  }
}
