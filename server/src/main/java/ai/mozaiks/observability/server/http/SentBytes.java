// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Bytes as they come from the sender, counted. Remembers how it failed, since a decompressor may
/// swallow or rename that. Not thread-safe.
final class SentBytes extends InputStream {
  private final InputStream in;
  private final long maxBytes;
  private long count;
  private boolean ended;
  private @Nullable IOException failure;

  /// More bytes came than are allowed.
  static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  SentBytes(InputStream in, long maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /// Throws again what made reading fail, if anything did.
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    throwFailure();
    if (ended) {
      return -1;
    }
    try {
      int read = in.read(bytes, offset, length);
      if (read < 0) {
        ended = true;
      } else {
        count += read;
        if (count > maxBytes) {
          throw new TooManyException();
        }
      }
      return read;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /// Never 0 before the end: GZIPInputStream would take that for the end of the last member.
  @Override
  public int available() {
    return ended || failure != null ? 0 : 1;
  }
}
