// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Finds the requests of OTLP in a binary file. A request is a chain of fields number 1 (`0A`,
/// length, bytes); which framing a file has is decided by the one that explains it to the last
/// byte.
public final class MessageFraming {
  private static final int RESOURCES_TAG = 0x0A;

  private MessageFraming() {}

  /// The requests in the file.
  ///
  /// @return empty if no framing explains the content
  public static List<ByteBuffer> split(byte[] content) {
    if (isRequest(content, 0, content.length)) {
      return List.of(ByteBuffer.wrap(content));
    }
    List<ByteBuffer> delimited = frames(content, false);
    return delimited.isEmpty() ? frames(content, true) : delimited;
  }

  private static List<ByteBuffer> frames(byte[] content, boolean fourBytes) {
    List<ByteBuffer> frames = new ArrayList<>();
    int at = 0;
    while (at < content.length) {
      long header = fourBytes ? fixed(content, at) : varint(content, at, content.length);
      int length = (int) header;
      at += (int) (header >>> 32);
      if (header < 0 || length > content.length - at || !isRequest(content, at, at + length)) {
        return List.of();
      }
      frames.add(ByteBuffer.wrap(content, at, length));
      at += length;
    }
    return frames;
  }

  private static boolean isRequest(byte[] content, int from, int to) {
    int at = from;
    while (at < to) {
      if (content[at] != RESOURCES_TAG) {
        return false;
      }
      long header = varint(content, at + 1, to);
      if (header < 0) {
        return false;
      }
      at += 1 + (int) (header >>> 32);
      if ((int) header > to - at) {
        return false;
      }
      at += (int) header;
    }
    return true;
  }

  /// A varint of at most 31 bits.
  ///
  /// @return its value in the lower half, its own length in the upper half; -1 if there is none
  private static long varint(byte[] content, int from, int to) {
    long value = 0;
    for (int index = 0; index < 5 && from + index < to; index++) {
      byte b = content[from + index];
      value |= (long) (b & 0x7F) << (7 * index);
      if (b >= 0) {
        return value > Integer.MAX_VALUE ? -1 : (index + 1L) << 32 | value;
      }
    }
    return -1;
  }

  private static long fixed(byte[] content, int from) {
    if (content.length - from < 4) {
      return -1;
    }
    int value = ByteBuffer.wrap(content).getInt(from);
    return value < 0 ? -1 : 4L << 32 | value;
  }
}
