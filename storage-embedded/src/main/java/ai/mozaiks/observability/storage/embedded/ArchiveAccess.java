// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// What the archive does to its files. Tests take its place to break the disk, or to die between
/// two steps.
interface ArchiveAccess {

  /// The disk as it is.
  ArchiveAccess REAL = new ArchiveAccess() {};

  /// Makes a file durable.
  default void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /// Makes the names in a folder durable.
  default void syncFolder(Path folder) throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return; // cannot open folders there, and need not
    }
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }

  /// Renames, in one step.
  default void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Deletes a file that may be gone already.
  default void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }
}
