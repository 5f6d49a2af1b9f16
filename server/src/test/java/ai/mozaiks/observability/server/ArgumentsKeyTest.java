// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsKeyTest {
  @TempDir Path folder;

  private long hash() {
    return ArgumentsKey.of(ServerConfig.defaults(folder)).of("{}");
  }

  @Test
  void hashesStayTheSame_overRestarts() {
    assertThat(hash()).isEqualTo(hash());
  }

  @Test
  void hashesDiffer_betweenFolders(@TempDir Path other) {
    assertThat(ArgumentsKey.of(ServerConfig.defaults(other)).of("{}")).isNotEqualTo(hash());
  }

  @Test
  void keyIsForItsOwnerOnly() throws Exception {
    hash();
    assertThat(Files.getPosixFilePermissions(folder.resolve("arguments.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void halfAKey_isNamedWithTheWayOut() throws Exception {
    Files.write(folder.resolve("arguments.key"), new byte[7]);
    assertThatThrownBy(this::hash)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("arguments.key: 7 bytes (expected: 32). Delete it and start again");
  }
}
