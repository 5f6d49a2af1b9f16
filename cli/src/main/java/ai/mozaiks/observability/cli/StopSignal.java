// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C or SIGTERM, turned into an orderly end with exit status 0: being stopped is no failure,
/// and systemd and Kubernetes would show Java's own 143 as one.
final class StopSignal {
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile int status;

  private StopSignal() {}

  /// Has an action run when the process is told to stop; the process ends after it.
  static StopSignal onStop(Runnable action) {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  signal.stopping.countDown();
                  try {
                    action.run();
                  } catch (RuntimeException e) {
                    System.err.println("mozaiks: not stopped in order: " + e);
                    signal.status = 1;
                  }
                  Runtime.getRuntime().halt(signal.status);
                },
                "stop"));
    return signal;
  }

  /// Makes the exit status 1: the process ends because something failed. Any thread.
  void failed() {
    status = 1;
  }

  /// Whether the process has been told to stop. Any thread.
  boolean stopping() {
    return stopping.getCount() == 0;
  }

  /// Waits until the process is told to stop, at most for a time.
  ///
  /// @return whether it has been told to
  boolean await(Duration most) throws InterruptedException {
    return stopping.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Waits until the process is told to stop.
  void await() throws InterruptedException {
    stopping.await();
  }
}
