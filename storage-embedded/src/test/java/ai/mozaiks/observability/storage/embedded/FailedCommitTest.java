// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.NOON;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A batch whose COMMIT fails is stored once, whether or not the transaction took place.
final class FailedCommitTest {
  private static final ChatEvent TURN = turn("a", CHAT, NOON);

  @TempDir Path folder;

  private final UnsureAccess access = new UnsureAccess();
  private final Scenario scenario = new Scenario();
  private EmbeddedStorage storage;

  /// Has COMMITs fail, before or after they took place.
  private static final class UnsureAccess implements TransactionAccess {
    private int failures;
    private boolean takesPlace;
    private int unreadable;

    @Override
    public void commit(Connection connection) throws SQLException {
      if (failures == 0) {
        TransactionAccess.REAL.commit(connection);
        return;
      }
      failures--;
      if (takesPlace) {
        TransactionAccess.REAL.commit(connection);
      }
      throw new SQLException("IO Error: No space left on device");
    }

    @Override
    public long latest(Connection connection) throws SQLException {
      if (unreadable > 0) {
        unreadable--;
        throw new SQLException("Out of Memory Error: nothing left");
      }
      return TransactionAccess.REAL.latest(connection);
    }
  }

  @BeforeEach
  void open() {
    storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder), System::nanoTime, access);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static StorageBatch shifted(StorageBatch batch) {
    Totals shift = new Totals();
    shift.add(TURN);
    return new StorageBatch(
        batch.journalSequence(),
        batch.writtenAt(),
        batch.origins(),
        batch.spans(),
        batch.replacedSpans(),
        batch.content(),
        batch.parts(),
        batch.newSeries(),
        Map.of(TotalsKey.of(TURN), shift),
        batch.chats(),
        batch.removedChats(),
        batch.partsSince(),
        batch.chatsSince());
  }

  /// As the server does.
  private void writeUntilStored(StorageBatch batch) {
    for (int tries = 0; tries < 10; tries++) {
      try {
        storage.write(batch);
        return;
      } catch (StorageException e) {
        assertThat(e.retryable()).isTrue();
      }
    }
    throw new AssertionError("not stored: " + batch);
  }

  private void assertStored(int turns) {
    assertThat(storage.reader().totals().values())
        .singleElement()
        .satisfies(totals -> assertThat(totals.tally().agentTurns()).isEqualTo(turns));
    assertThat(storage.reader().counterShifts().values())
        .singleElement()
        .satisfies(shift -> assertThat(shift.tally().agentTurns()).isEqualTo(1));
    assertThat(storage.reader().events(CHAT, 10)).hasSize(turns);
    Storage.StorageStats stats = storage.stats();
    assertThat(stats.events()).isEqualTo(turns);
    assertThat(stats.chats()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, 0", "0, true, 0", "1, false, 0", "0, false, 0",
    "1, true, 2", "0, true, 2", "1, false, 2", "0, false, 2",
  })
  void batchTriedAgain_countsOnce(long sequence, boolean takesPlace, int unreadable) {
    access.failures = 1;
    access.takesPlace = takesPlace;
    access.unreadable = unreadable;

    writeUntilStored(shifted(scenario.part(trace(1), TURN).batch(sequence)));

    assertStored(1);
    assertThat(storage.appliedSequence()).isEqualTo(sequence);
    assertThat(storage.failure()).isNull();
    storage.write(scenario.part(trace(3), turn("b", CHAT, NOON.plusSeconds(1))).batch(0));
    close();
    open();
    assertStored(2);
    assertThat(storage.appliedSequence()).isEqualTo(sequence);
  }

  @Test
  void otherWriteAfterADoubtfulOne_settlesIt() {
    access.failures = 1;
    access.takesPlace = true;
    access.unreadable = 1;
    StorageBatch batch = shifted(scenario.part(trace(1), TURN).batch(7));
    assertThatThrownBy(() -> storage.write(batch))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("No space left");

    assertThat(storage.deleteBefore(Instant.EPOCH)).isEqualTo(new Storage.Deleted(0, 0, 0));

    assertStored(1);
    assertThat(storage.appliedSequence()).isEqualTo(7);
    storage.write(batch);
    assertStored(1);
  }

  @Test
  void deletionWhoseCommitFailedButTookPlace_tellsWhatItDeleted() {
    storage.write(scenario.part(trace(1), TURN).batch(1));
    access.failures = 1;
    access.takesPlace = true;
    assertThat(storage.deleteBefore(NOON.plusSeconds(1)).events()).isEqualTo(1);
    assertThat(storage.stats().events()).isZero();
  }
}
