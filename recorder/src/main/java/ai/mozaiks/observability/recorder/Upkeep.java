// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The recorder's one background thread, a daemon: flushes when it is time or when woken, and
/// cleans up every minute.
///
/// [#wake] may be called by any thread and never waits.
final class Upkeep {
  private static final long CLEAN_UP_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Runnable flush;
  private final Runnable cleanUp;
  private final long flushNanos;
  private final Thread thread;
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
        flush.run();
        flushAt = System.nanoTime() + flushNanos;
      }
      if (now - cleanUpAt >= 0) {
        cleanUp.run();
        cleanUpAt = System.nanoTime() + CLEAN_UP_NANOS;
      }
      long wait = Math.min(flushAt - System.nanoTime(), cleanUpAt - System.nanoTime());
      if (!woken && !stopped && wait > 0) {
        LockSupport.parkNanos(this, wait);
      }
    }
  }

  /// Ends the thread after what it is doing.
  ///
  /// @param millis how long to wait for that
  void stop(long millis) {
    stopped = true;
    LockSupport.unpark(thread);
    if (thread.getState() == Thread.State.NEW || thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
