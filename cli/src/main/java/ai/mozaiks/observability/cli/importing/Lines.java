// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The lines of a stream as bytes, with a bound on their length. For one thread.
final class Lines {

  /// One line.
  ///
  /// @param number from 1
  /// @param offset of its first byte
  /// @param text without the line end; empty when the line is too long
  /// @param tooLong whether it is longer than [#MOST_BYTES]
  /// @param ended whether it has a line end
  record Line(long number, long offset, ByteString text, boolean tooLong, boolean ended) {}

  /// The longest line; bytes. What a server takes as one request.
  static final int MOST_BYTES = 64 << 20;

  private final InputStream in;
  private long number;
  private long offset;

  /// @param in buffered by the caller
  Lines(InputStream in) {
    this.in = in;
  }

  /// The next line that is not blank; empty at the end.
  Optional<Line> next() throws IOException {
    while (true) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
      boolean tooLong = false;
      boolean blank = true;
      int b = in.read();
      if (b < 0) {
        return Optional.empty();
      }
      number++;
      long start = offset;
      for (; b >= 0 && b != '\n'; b = in.read()) {
        offset++;
        tooLong |= bytes.size() >= MOST_BYTES;
        if (!tooLong) {
          bytes.write(b);
        }
        blank &= b == ' ' || b == '\r' || b == '\t';
      }
      offset++;
      if (!blank) {
        return Optional.of(
            new Line(
                number,
                start,
                ByteString.copyFrom(tooLong ? new byte[0] : bytes.toByteArray()),
                tooLong,
                b >= 0));
      }
    }
  }
}
