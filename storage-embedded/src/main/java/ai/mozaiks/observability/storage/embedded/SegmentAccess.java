// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// What the journal does to an open segment. Tests take its place to fill or break the disk.
interface SegmentAccess {

  /// The disk as it is.
  SegmentAccess REAL = new SegmentAccess() {};

  /// Writes as much of the buffer as the disk takes, at the channel's position.
  ///
  /// @return bytes written
  default int write(FileChannel channel, ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  /// Cuts a segment back, and goes on from there.
  default void truncate(FileChannel channel, long length) throws IOException {
    channel.truncate(length);
    channel.position(length);
  }

  /// Makes what was written durable.
  default void sync(FileChannel channel) throws IOException {
    channel.force(false);
  }
}
