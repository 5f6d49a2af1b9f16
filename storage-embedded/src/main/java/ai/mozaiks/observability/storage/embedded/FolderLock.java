// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a folder to one owner at a time, across processes and within one. The operating system
/// frees it when the process dies, however that happens; the file stays and means nothing.
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Creates the folder if need be ([PrivateFolder]), and locks it.
  ///
  /// @param file the lock file's name in the folder
  /// @throws StorageException if another owner has it (retryable), or the folder cannot be written
  static FolderLock acquire(Path folder, String file) {
    try {
      PrivateFolder.make(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new StorageException(
            folder
                + ": in use by another server ("
                + file
                + " is locked). Stop that server, or choose another data folder.",
            true,
            null);
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new StorageException(
          folder
              + ": cannot be written ("
              + FileTrouble.of(e)
              + "). Check that it is a folder with write access.",
          false,
          e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  /// Frees the folder.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
