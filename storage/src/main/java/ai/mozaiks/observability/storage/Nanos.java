// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.time.Instant;

/// The times that a store can keep: whole nanoseconds in a `long`. For instants since 1970 that is
/// the years 1677 to 2262, for durations 292 years.
public final class Nanos {
  private static final long PER_SECOND = 1_000_000_000L;

  /// The earliest instant that fits.
  public static final Instant MIN_INSTANT = toInstant(Long.MIN_VALUE);

  /// The latest instant that fits.
  public static final Instant MAX_INSTANT = toInstant(Long.MAX_VALUE);

  private Nanos() {}

  /// Nanoseconds since 1970.
  ///
  /// @throws IllegalArgumentException if the instant does not fit
  public static long of(Instant instant) {
    if (instant.isBefore(MIN_INSTANT) || instant.isAfter(MAX_INSTANT)) {
      throw new IllegalArgumentException(
          "instant: " + instant + " (expected: " + MIN_INSTANT + " to " + MAX_INSTANT + ")");
    }
    return saturated(instant);
  }

  /// Nanoseconds since 1970; for an instant that does not fit the closest that does. For the bounds
  /// of a query.
  public static long saturated(Instant instant) {
    if (instant.isBefore(MIN_INSTANT)) {
      return Long.MIN_VALUE;
    }
    if (instant.isAfter(MAX_INSTANT)) {
      return Long.MAX_VALUE;
    }
    // the seconds of the earliest instants overflow by themselves, the wrapped sum is right
    return instant.getEpochSecond() * PER_SECOND + instant.getNano();
  }

  /// The instant so many nanoseconds after 1970.
  public static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }

  /// The length in nanoseconds.
  ///
  /// @throws IllegalArgumentException if the duration does not fit
  public static long of(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "duration: " + duration + " (expected: at most 292 years)", e);
    }
  }
}
