// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
  @TempDir Path folder;

  @BeforeEach
  void needsModes() {
    assumeTrue(
        folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "this file system has no modes");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void whatIsMissingIsMadeForTheOwnerAlone() throws Exception {
    PrivateFolder.make(folder.resolve("data/store"));

    assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("data/store"))).isEqualTo("rwx------");
  }

  @Test
  void whatIsThereStaysAsItIs() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));

    PrivateFolder.make(data);

    assertThat(mode(data)).isEqualTo("rwxr-x---");
  }

  @Test
  void theStoresAndTheJournalsLockMakeThemSo() throws Exception {
    FolderLock.acquire(folder.resolve("data/journal"), "journal.lock").close();

    assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("data/journal"))).isEqualTo("rwx------");
  }
}
