// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.DiskFull;
import ai.mozaiks.observability.storage.StorageException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the database's errors mean, by their words.
final class DatabaseTest {

  private static StorageException failure(String words) {
    return Database.failed("writing a batch", new SQLException(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IO Error: Could not write file \"/data/store.duckdb.wal\": No space left on device",
        "IO Error: Could not write file \"/data/store.duckdb\": Disk quota exceeded",
        "IO Error: Could not write file \"D:\\store.duckdb\": There is not enough space on the disk."
      })
  void fullDisk_isWorthAnotherTry_whateverTheSystemCallsIt(String words) {
    assertThat(failure(words).retryable()).isTrue();
    assertThat(DiskFull.isCauseOf(failure(words))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Out of Memory Error: failed to allocate data of size 32.0 MiB",
        "INTERRUPT Error: Interrupted!"
      })
  void otherPassingTroubles_areWorthAnotherTry(String words) {
    assertThat(failure(words).retryable()).isTrue();
    assertThat(DiskFull.isCauseOf(failure(words))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FATAL Error: Failed: database has been invalidated because of a previous fatal error:"
            + " No space left on device",
        "Constraint Error: Duplicate key \"id: 1\" violates primary key constraint"
      })
  void whatNoRepetitionHeals_isNotTriedAgain(String words) {
    assertThat(failure(words).retryable()).isFalse();
  }

  @Test
  void message_isOneLine() {
    assertThat(failure("Binder Error: no such column\nLINE 1: SELECT x"))
        .hasMessage("store: writing a batch failed: Binder Error: no such column");
  }
}
