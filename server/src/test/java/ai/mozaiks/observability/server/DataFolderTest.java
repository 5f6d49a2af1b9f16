// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path above;
  private Path data;
  private Path store;
  private Path file;

  /// As an older version made it with the umask 022.
  @BeforeEach
  void open() throws IOException {
    assumeTrue(
        above.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "this file system has no modes");
    data = above.resolve("data");
    store = data.resolve("store");
    file = Files.createDirectories(store).resolve("store.duckdb");
    Files.writeString(file, "rows");
    mode(above, "rwxr-xr-x");
    mode(data, "rwxr-xr-x");
    mode(store, "rwxr-xr-x");
    mode(file, "rw-r--r--");
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void namesAFileThatEverybodyCanRead_andChangesNothing() throws Exception {
    assertThat(DataFolder.readByAll(data)).hasValue(file);

    DataFolder.warnIfOpen(data);

    assertThat(DataFolder.readByAll(data)).hasValue(file);
  }

  @Test
  void isClosed_byTheFileTheFolderOrOneAbove() throws Exception {
    mode(file, "rw-r-----");
    assertThat(DataFolder.readByAll(data)).isEmpty();
    mode(file, "rw-r--r--");

    mode(store, "rwxr-xr--");
    assertThat(DataFolder.readByAll(data)).isEmpty();
    mode(store, "rwxr-xr-x");

    mode(data, "rwxr-x---");
    assertThat(DataFolder.readByAll(data)).as("a group that makes backups").isEmpty();
    mode(data, "rwxr-xr-x");

    mode(above, "rwx------");
    assertThat(DataFolder.readByAll(data)).isEmpty();
  }

  @Test
  void doesNotMindWhatElseLiesInTheFolder() throws Exception {
    mode(file, "rw-------");
    Path readme = Files.writeString(data.resolve("README"), "for everybody");
    mode(readme, "rw-r--r--");

    assertThat(DataFolder.readByAll(data)).isEmpty();
  }

  @Test
  void findsTheDatabaseOfAlertsToo() throws Exception {
    mode(file, "rw-------");
    Path alerts = Files.writeString(data.resolve("alerts.db"), "alerts");
    mode(alerts, "rw-r--r--");

    assertThat(DataFolder.readByAll(data)).hasValue(alerts);
  }
}
