// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.checklist.StoreGrowth;
import java.time.Duration;
import java.time.InstantSource;

/// Measures how large the data is, now and then, in a virtual thread named `store-growth`.
final class GrowthWatch implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  private final OpenStore store;
  private final InstantSource clock;
  private final StoreGrowth growth = new StoreGrowth();
  private final Thread thread = Thread.ofVirtual().name("store-growth").unstarted(this::run);

  GrowthWatch(OpenStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  StoreGrowth growth() {
    return growth;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        growth.measured(
            clock.instant(), store.storage().stats().bytes() + store.journal().sizeBytes());
        Thread.sleep(BETWEEN);
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
