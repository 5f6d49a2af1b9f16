// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.util.concurrent.CountDownLatch;

/// Ctrl-C or SIGTERM, turned into an orderly end with exit status 0: being stopped is no failure,
/// and systemd and Kubernetes would show Java's own 143 as one.
final class StopSignal {
  private final CountDownLatch stopping = new CountDownLatch(1);

  private StopSignal() {}

  /// Has an action run when the process is told to stop; the process ends after it.
  static StopSignal onStop(Runnable action) {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  signal.stopping.countDown();
                  int status = 0;
                  try {
                    action.run();
                  } catch (RuntimeException e) {
                    System.err.println("mozaiks: not stopped in order: " + e);
                    status = 1;
                  }
                  Runtime.getRuntime().halt(status);
                },
                "stop"));
    return signal;
  }

  /// Whether the process has been told to stop. Any thread.
  boolean stopping() {
    return stopping.getCount() == 0;
  }

  /// Waits until the process is told to stop.
  void await() throws InterruptedException {
    stopping.await();
  }
}
