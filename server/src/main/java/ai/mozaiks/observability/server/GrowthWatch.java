// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.checklist.GrowthFile;
import ai.mozaiks.observability.server.checklist.StoreGrowth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Measures how large the data is, now and then, in a virtual thread named `store-growth`, and
/// remembers it over a restart.
final class GrowthWatch implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMinutes(1);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final OpenStore store;
  private final @Nullable GrowthFile file;
  private final InstantSource clock;
  private final StoreGrowth growth = new StoreGrowth();
  private final Thread thread = Thread.ofVirtual().name("store-growth").unstarted(this::run);

  /// @param data where the data is; null for a store that keeps nothing on disk
  GrowthWatch(OpenStore store, @Nullable Path data, InstantSource clock) {
    this.store = store;
    this.file = data == null ? null : new GrowthFile(data);
    this.clock = clock;
    if (file != null) {
      growth.resume(file.read(), clock.instant());
    }
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
        measure();
        Thread.sleep(BETWEEN);
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private void measure() {
    long bytes = store.storage().stats().bytes() + store.journal().sizeBytes();
    if (growth.measured(clock.instant(), bytes) && file != null) {
      file.write(growth.measurements());
    }
  }

  /// Waits for its thread, which must not write into a folder that others take for closed.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(LONGEST_STOP);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
