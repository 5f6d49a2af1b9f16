// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.Nanos;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time that retention goes by: the wall clock as far as it can be believed, since a wall clock
/// that leaps ahead would make everything old at once. ADR 008 gives the reasons.
///
/// It never goes back, and goes on at least as fast as a monotonic clock. It follows the wall clock
/// ahead by [#TOLERANCE]; further only once the wall clock has gone evenly for [#PROOF] after its
/// leap.
///
/// Of the fold's thread.
final class RetentionClock implements InstantSource {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionClock.class);

  /// By how much the wall clock may be ahead without a proof. Data may be deleted by this much too
  /// early.
  static final Duration TOLERANCE = Duration.ofHours(1);

  /// For how long a wall clock that has leapt ahead must go evenly before it is believed.
  static final Duration PROOF = Duration.ofHours(1);

  /// No time that a store could not keep.
  private static final Instant LATEST_BELIEVED = Nanos.MAX_INSTANT.minus(Duration.ofDays(366));

  private final InstantSource wall;
  private final LongSupplier nanoTime;

  /// A time that is beyond doubt, and when by the monotonic clock it was.
  private Instant base;

  private long baseNanos;
  private Instant latest;
  private @Nullable Suspicion suspicion;
  private @Nullable Leap leap;

  /// A wall clock that is too far ahead.
  ///
  /// @param ahead of what was believed
  /// @param since what was believed when it was first seen
  /// @param sinceNanos the same by the monotonic clock
  private record Suspicion(Duration ahead, Instant since, long sinceNanos) {}

  /// That the time has gone on by a leap. What was written shortly before it, while the wall clock
  /// was not believed yet, was written later than it says.
  ///
  /// @param from inclusive
  /// @param to inclusive
  /// @param by how much later; `> 0`
  record Leap(Instant from, Instant to, Duration by) {}

  /// @param nanoTime a monotonic clock, such as [System#nanoTime]
  RetentionClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    base = wall.instant();
    baseNanos = nanoTime.getAsLong();
    latest = base;
  }

  /// Takes the time when the store was last written: the only evidence from before the start.
  void startFrom(Instant lastWritten) {
    base = lastWritten;
    baseNanos = nanoTime.getAsLong();
    latest = base;
    suspicion = null;
  }

  @Override
  public Instant instant() {
    long nanos = nanoTime.getAsLong();
    Instant atLeast = base.plusNanos(nanos - baseNanos);
    Instant claimed = wall.instant();
    Duration ahead = Duration.between(atLeast, claimed);
    if (ahead.compareTo(TOLERANCE) <= 0) {
      suspicion = null;
      return advance(ahead.isNegative() ? atLeast : claimed);
    }
    Suspicion known = suspicion;
    if (known == null || ahead.minus(known.ahead).abs().compareTo(TOLERANCE) > 0) {
      suspicion = new Suspicion(ahead, atLeast, nanos);
      LOG.warn(
          "The clock says {}, which is {} ahead of what was expected. Retention believes it once it"
              + " has stayed there for {}; until then it deletes nothing because of it",
          claimed,
          ahead,
          PROOF);
      return advance(atLeast);
    }
    if (nanos - known.sinceNanos < PROOF.toNanos() || claimed.isAfter(LATEST_BELIEVED)) {
      return advance(atLeast);
    }
    LOG.info("The clock has stayed {} ahead for {}; retention goes by it now", ahead, PROOF);
    // A process before this one may have ended before the same leap was proven.
    leap = new Leap(known.since.minus(PROOF), advance(atLeast), ahead);
    base = claimed;
    baseNanos = nanos;
    suspicion = null;
    return advance(claimed);
  }

  private Instant advance(Instant time) {
    if (time.isAfter(latest)) {
      latest = time;
    }
    return latest;
  }

  /// The leap that the store has not been told of; null if there is none.
  @Nullable Leap leap() {
    return leap;
  }

  /// Says that the store knows of the leap.
  void leapTold() {
    leap = null;
  }
}
