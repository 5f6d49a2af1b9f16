// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.contract.Samples;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What must go on while every thread that reads is taken.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class BusyReadersTest {
  @TempDir Path folder;

  private EmbeddedStorage storage;

  @BeforeEach
  void open() {
    storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder));
    storage.write(
        new Scenario()
            .part(Samples.trace(1), Samples.turn("a", Samples.CHAT, Samples.NOON))
            .batch(5));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void sizesAndSequence_areTold_andLookupsGoOn() throws Exception {
    int queries = 8; // more than there are threads
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(queries)) {
      for (int i = 0; i < queries; i++) {
        threads.execute(() -> storage.queries().forEachPart(_ -> await(reading, free)));
      }
      reading.await();
      assertThat(storage.stats().events()).isEqualTo(1);
      assertThat(storage.stats().bytes()).isPositive();
      assertThat(storage.appliedSequence()).isEqualTo(5);
      assertThat(storage.reader().chat(Samples.CHAT)).isPresent();
      storage.check();
      free.countDown();
    }
  }

  private static void await(CountDownLatch reached, CountDownLatch free) {
    reached.countDown();
    try {
      free.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
