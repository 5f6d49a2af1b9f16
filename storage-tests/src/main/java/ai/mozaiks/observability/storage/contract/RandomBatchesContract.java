// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever comes, the store answers as the in-memory reference does.
interface RandomBatchesContract extends StorageUnderTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  default void randomBatches_giveTheAnswersOfTheReference(long seed) {
    RandomBatches batches = new RandomBatches(seed);
    try (InMemoryStorage reference = new InMemoryStorage()) {
      for (int i = 1; i <= 30; i++) {
        StorageBatch batch = batches.next();
        reference.write(batch);
        storage().write(batch);
        assertSameSizes(reference);
        if (i % 10 == 0) {
          Instant cutoff = batches.cutoff();
          assertThat(storage().deleteBefore(cutoff)).isEqualTo(reference.deleteBefore(cutoff));
          batches.scenario().deleteBefore(cutoff);
          assertSameSizes(reference);
        }
        if (i % 15 == 0) {
          Answers expected = Answers.of(reference.reader(), batches.scenario());
          Answers.of(reader(), batches.scenario()).assertSameAs(expected);
        }
      }
    }
  }

  private void assertSameSizes(InMemoryStorage reference) {
    Storage.StorageStats expected = reference.stats();
    Storage.StorageStats stats = storage().stats();
    assertThat(
            new Storage.StorageStats(
                stats.spans(), stats.events(), stats.chats(), stats.logs(), stats.points(), 0))
        .isEqualTo(expected);
  }
}
