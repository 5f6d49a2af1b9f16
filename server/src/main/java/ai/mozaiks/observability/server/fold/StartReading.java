// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.StorageException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads at the start what is stored, again and again while the store cannot be read: a process
/// that waits and says why can tell somebody, one that ended cannot. Read by one thread; the
/// [#failure] is for any.
final class StartReading {
  private static final Logger LOG = LoggerFactory.getLogger(StartReading.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private volatile @Nullable StorageException failure;

  /// Does one step.
  ///
  /// @param step harmless when it is done again after it failed
  /// @throws StorageException if the store says that no repetition helps
  void read(Runnable step) {
    while (true) {
      try {
        step.run();
        failure = null;
        return;
      } catch (StorageException e) {
        if (!e.retryable()) {
          throw e;
        }
        StorageException before = failure;
        if (before == null || !String.valueOf(before.getMessage()).equals(e.getMessage())) {
          LOG.warn(
              "The store cannot be read; the start goes on when it can, tried every second", e);
        }
        failure = e;
        pause(e);
      }
    }
  }

  private static void pause(StorageException reason) {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }

  /// Why it does not get on; null when it does.
  @Nullable StorageException failure() {
    return failure;
  }
}
