// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// A body that must arrive as a whole within a time, so that a sender of one byte now and then
/// cannot hold memory for ever. Not thread-safe.
final class TimedBody extends FilterInputStream {
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

  private long deadline; // of System.nanoTime

  TimedBody(InputStream in, Duration timeout) {
    super(in);
    deadline = System.nanoTime() + timeout.toNanos();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read > 0 && System.nanoTime() - deadline > 0) {
      throw new SocketTimeoutException("the body did not arrive in time");
    }
    return read;
  }

  /// Reads on to the end after an early answer, within bounds: a connection closed with bytes
  /// unread is reset, and the sender would not see the answer.
  void drain(long maxBytes) throws IOException {
    deadline = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
    byte[] ignored = new byte[8 << 10];
    long left = maxBytes;
    try {
      while (left > 0) {
        int read = read(ignored, 0, ignored.length);
        if (read < 0) {
          return;
        }
        left -= read;
      }
    } catch (SocketTimeoutException _) {
      return; // enough patience; the connection is closed now
    }
  }

  /// The stream belongs to the HTTP server, which closes it.
  @Override
  public void close() {}
}
