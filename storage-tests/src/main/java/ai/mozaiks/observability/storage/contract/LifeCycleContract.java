// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.storage.ChatQuery;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Open, closed, reopened, and read while written.
interface LifeCycleContract extends StorageUnderTest {
  @Test
  default void openStore_passesItsCheck() {
    assertThatCode(() -> storage().check()).doesNotThrowAnyException();
  }

  @Test
  default void closedStore_refusesEverything() {
    StorageReader reader = reader();
    storage().close();
    storage().close();
    assertThatThrownBy(() -> storage().check()).isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> storage().write(new Scenario().batch(1)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> reader.chats(ChatQuery.latest(1)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
  }

  @Test
  default void closedStore_stillTellsWhatItHad() {
    storage().write(new Scenario().part(trace(1), turn("a", CHAT, at(0))).batch(3));
    Storage.StorageStats stats = storage().stats();
    assertThat(stats.events()).isEqualTo(1);
    assertThat(stats.chats()).isEqualTo(1);
    storage().close();
    assertThat(storage().stats()).isEqualTo(stats);
    assertThat(storage().appliedSequence()).isEqualTo(3);
  }

  @Test
  default void reopenedStore_hasEverything() {
    Scenario scenario = RandomBatches.fill(storage(), 11, 20);
    Answers before = Answers.of(reader(), scenario);
    long applied = storage().appliedSequence();
    Storage.StorageStats stats = storage().stats();
    reopened();
    assertThat(storage().stats())
        .usingRecursiveComparison()
        .ignoringFields("bytes") // the write-ahead log is gone
        .isEqualTo(stats);
    assertThat(storage().appliedSequence()).isEqualTo(applied);
    Answers.of(reader(), scenario).assertSameAs(before);
  }

  @Test
  default void reopenedStore_takesTheNextBatch() {
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(1));
    reopened().write(scenario.part(trace(2), turn("b", CHAT, at(1))).batch(2));
    assertThat(reader().events(CHAT, 10)).hasSize(2);
    assertThat(storage().appliedSequence()).isEqualTo(2);
  }

  @Test
  default void readersDuringWrites_seeWholeBatches() throws Exception {
    int batches = 25;
    int perBatch = 7;
    AtomicBoolean done = new AtomicBoolean();
    Callable<List<Integer>> reading =
        () -> {
          List<Integer> sizes = new ArrayList<>();
          while (!done.get()) {
            sizes.add(reader().events(CHAT, 10_000).size());
            long turns =
                reader().totals().values().stream().mapToLong(t -> t.tally().agentTurns()).sum();
            sizes.add((int) turns);
          }
          return sizes;
        };
    try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
      List<Future<List<Integer>>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(readers.submit(reading));
      }
      Scenario scenario = new Scenario();
      try {
        for (int batch = 1; batch <= batches; batch++) {
          for (int i = 0; i < perBatch; i++) {
            scenario.part(trace(batch * 100L + i), turn(batch + "." + i, CHAT, at(batch)));
          }
          storage().write(scenario.batch(batch));
          assertThat(reader().events(CHAT, 10_000)).hasSize(batch * perBatch);
        }
      } finally {
        done.set(true);
      }
      for (Future<List<Integer>> sizes : answers) {
        assertThat(sizes.get()).isNotEmpty().isSorted().allMatch(size -> size % perBatch == 0);
      }
    }
  }
}
