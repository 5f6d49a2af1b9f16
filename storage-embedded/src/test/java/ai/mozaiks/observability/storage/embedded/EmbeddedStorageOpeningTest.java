// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStorageOpeningTest {
  @TempDir Path folder;

  private EmbeddedStorage open() {
    return EmbeddedStorage.open(EmbeddedStorageConfig.of(folder));
  }

  @Test
  void secondOpen_isRefusedAndNamesTheFolder() {
    try (EmbeddedStorage first = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use");
      first.check();
    }
  }

  @Test
  void corruptFile_isNamedWithWhatToDo() throws Exception {
    Files.writeString(folder.resolve(Database.FILE_NAME), "this is no database\n".repeat(1000));
    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(Database.FILE_NAME)
        .hasMessageContaining(" from a copy, or move it away");
    Files.delete(folder.resolve(Database.FILE_NAME));
    open().close(); // the failed attempt left no lock behind
  }

  @Test
  void newerSchema_isRefused() throws SQLException {
    open().close();
    try (var connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(Database.FILE_NAME));
        var statement = connection.createStatement()) {
      statement.execute("INSERT INTO schema_version VALUES (99)");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("schema version 99")
        .hasMessageContaining("newer version");
  }

  @Test
  void folderThatIsAFile_isNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> EmbeddedStorage.open(EmbeddedStorageConfig.of(file)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void impossibleSettings_areRefused() {
    assertThatThrownBy(() -> new EmbeddedStorageConfig(folder, 1, 2, 4, 4, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memoryBytes: 1");
    assertThat(EmbeddedStorageConfig.of(folder).memoryBytes()).isEqualTo(1L << 30);
  }
}
