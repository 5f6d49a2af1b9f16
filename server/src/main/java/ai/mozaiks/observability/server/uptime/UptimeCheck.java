// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import ai.mozaiks.observability.server.config.UptimeConfig.Check;
import ai.mozaiks.observability.storage.StorageException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at one address again and again. [#run] is for one thread, [#read] for any.
final class UptimeCheck {
  private static final Logger LOG = LoggerFactory.getLogger(UptimeCheck.class);

  /// The first look comes within this time, so that somebody who has just configured a check sees
  /// it soon, and not all come at one moment.
  static final Duration FIRST_WITHIN = Duration.ofSeconds(10);

  /// By how much of the interval each look comes sooner or later, so that checks do not stay
  /// together that once came together.
  static final double JITTER = 0.05;

  private final Check config;
  private final Probe probe;
  private final UptimeBook book;
  private final RandomGenerator random;
  private final Pause pause;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private volatile CheckState state;
  private boolean isForgotten;

  /// Waits.
  interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  /// @param state how the address was when it was looked at last
  UptimeCheck(
      Check config,
      CheckState state,
      Probe probe,
      UptimeBook book,
      RandomGenerator random,
      Pause pause,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.config = config;
    this.state = state;
    this.probe = probe;
    this.book = book;
    this.random = random;
    this.pause = pause;
    this.clock = clock;
    this.nanoTime = nanoTime;
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  Check config() {
    return config;
  }

  CheckReading read() {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    outcomes.forEach((outcome, count) -> counts.put(outcome, count.sum()));
    return new CheckReading(config.name(), config.url().isHttps(), state, counts);
  }

  /// Looks until it is interrupted.
  void run() {
    try {
      long within = Math.min(FIRST_WITHIN.toNanos(), config.interval().toNanos());
      pause.sleep(Duration.ofNanos(random.nextLong(within)));
      while (true) {
        long begin = nanoTime.getAsLong();
        look();
        long next = begin + jittered(config.interval());
        pause.sleep(Duration.ofNanos(Math.max(0, next - nanoTime.getAsLong())));
      }
    } catch (InterruptedException _) {
      LOG.debug("Uptime check {} ends", config.name());
    }
  }

  private long jittered(Duration interval) {
    return (long) (interval.toNanos() * (1 + random.nextDouble(-JITTER, JITTER)));
  }

  private void look() throws InterruptedException {
    CheckResult result;
    try {
      result = probe.run();
    } catch (RuntimeException e) {
      LOG.error("Uptime check {} failed by a mistake of this server", config.name(), e);
      result =
          new CheckResult(
              clock.instant(), Outcome.SETUP, Duration.ZERO, 0, "a mistake of this server", null);
    }
    CheckState before = state;
    CheckState after = before.after(result);
    remember(result, after); // first: who sees the new state finds its look in the book
    outcomes.computeIfAbsent(result.outcome(), _ -> new LongAdder()).increment();
    state = after;
    tell(before, result);
  }

  private void tell(CheckState before, CheckResult result) {
    CheckResult last = before.last();
    if (!result.isUp() && (last == null || last.isUp())) {
      LOG.warn("Uptime check {} ({}) failed: {}", config.name(), config.url(), result.reason());
    } else if (result.isUp() && last != null && !last.isUp()) {
      LOG.info(
          "Uptime check {} ({}) is good again, after {} that failed",
          config.name(),
          config.url(),
          before.failures());
    }
  }

  /// A look that cannot be remembered counts all the same, for alerts and metrics.
  private void remember(CheckResult result, CheckState after) {
    try {
      book.record(config.name(), result, after);
      isForgotten = false;
    } catch (StorageException e) {
      if (!isForgotten) {
        LOG.warn("Uptime check {}: what it finds is not remembered", config.name(), e);
      }
      isForgotten = true;
    }
  }
}
