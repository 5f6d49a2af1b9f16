// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The recorder's one background thread, a daemon: flushes when it is time or when woken, cleans up
/// every minute, and flushes a last time when it is stopped. A failure of either is counted and
/// does not end it.
///
/// [#wake] may be called by any thread and never waits.
final class Upkeep {
  private static final long CLEAN_UP_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long INTERRUPTED_MILLIS = 1_000;

  private final Runnable flush;
  private final Runnable cleanUp;
  private final long flushNanos;
  private final Thread thread;
  private final FailureLog failures =
      new FailureLog(PerformanceManager.class, Level.WARNING, "The upkeep failed");
  private volatile boolean stopped;
  private volatile boolean woken;

  /// Not started yet.
  ///
  /// @param flushInterval zero: flush only when woken
  Upkeep(Runnable flush, Runnable cleanUp, Duration flushInterval) {
    this.flush = flush;
    this.cleanUp = cleanUp;
    this.flushNanos = flushInterval.isZero() ? Long.MAX_VALUE / 2 : flushInterval.toNanos();
    this.thread = new Thread(this::run, "mozaiks-recorder");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long flushAt = System.nanoTime() + flushNanos;
    long cleanUpAt = System.nanoTime() + CLEAN_UP_NANOS;
    while (!stopped) {
      long now = System.nanoTime();
      if (woken || now - flushAt >= 0) {
        woken = false;
        attempt(flush);
        flushAt = System.nanoTime() + flushNanos;
      }
      if (now - cleanUpAt >= 0) {
        attempt(cleanUp);
        cleanUpAt = System.nanoTime() + CLEAN_UP_NANOS;
      }
      long wait = Math.min(flushAt - System.nanoTime(), cleanUpAt - System.nanoTime());
      if (!woken && !stopped && wait > 0) {
        LockSupport.parkNanos(this, wait);
        // Who interrupts has no say here; the flag would make every further wait end at once.
        boolean ignored = Thread.interrupted();
      }
    }
    attempt(flush);
  }

  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error unexpected) {
      failures.add(unexpected);
    }
  }

  /// Flushes a last time and ends the thread; in the calling thread if it was never started.
  ///
  /// @param timeout how long to wait for that; then the thread is interrupted
  /// @return whether the last flush is done
  boolean stop(Duration timeout) {
    stopped = true;
    if (thread.getState() == Thread.State.NEW) {
      attempt(flush);
      return true;
    }
    LockSupport.unpark(thread);
    if (thread == Thread.currentThread()) {
      return false;
    }
    try {
      thread.join(timeout.toMillis());
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(INTERRUPTED_MILLIS);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /// How often a flush or a clean-up has failed.
  long failures() {
    return failures.count();
  }
}
