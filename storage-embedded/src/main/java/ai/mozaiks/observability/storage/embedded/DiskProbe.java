// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Tries whether a folder's disk takes data again. Without it a server that is not ready, and so
/// gets no data, would never learn that it could be. Thread-safe.
final class DiskProbe {
  private static final int BYTES = 1 << 20;

  private final Path file;
  private final SegmentAccess access;

  DiskProbe(Path folder, SegmentAccess access) {
    file = folder.resolve("journal.probe");
    this.access = access;
  }

  /// Whether a megabyte can be written now.
  synchronized boolean hasRoom() {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      ByteBuffer zeros = ByteBuffer.allocate(BYTES);
      while (zeros.hasRemaining()) {
        access.write(channel, zeros);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
