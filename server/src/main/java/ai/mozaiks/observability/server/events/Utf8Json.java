// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Opens JSON that is UTF-8, a byte order mark left out. Without it Jackson guesses the encoding
/// from the first bytes of each line, takes what looks like UTF-16, and was seen to look beyond the
/// end of very short lines.
final class Utf8Json {
  private Utf8Json() {}

  /// A parser of a short text, such as a line.
  ///
  /// @throws InvalidEventException if it is not UTF-8
  static JsonParser line(JsonFactory factory, byte[] bytes, int start, int length)
      throws InvalidEventException {
    int skipped = markAt(bytes, start, length);
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, start + skipped, length - skipped));
      return factory.createParser(
          ObjectReadContext.empty(), text.array(), text.arrayOffset(), text.length());
    } catch (CharacterCodingException _) {
      throw new InvalidEventException("not valid JSON: bytes that are not UTF-8");
    }
  }

  /// A parser of a text of any length, which it does not copy as a whole. Bytes that are not UTF-8
  /// end the reading with an error.
  static JsonParser document(JsonFactory factory, byte[] bytes, int length) {
    int skipped = markAt(bytes, 0, length);
    return factory.createParser(
        ObjectReadContext.empty(),
        new InputStreamReader(
            new ByteArrayInputStream(bytes, skipped, length - skipped),
            StandardCharsets.UTF_8.newDecoder()));
  }

  private static int markAt(byte[] bytes, int start, int length) {
    boolean mark =
        length >= 3
            && bytes[start] == (byte) 0xEF
            && bytes[start + 1] == (byte) 0xBB
            && bytes[start + 2] == (byte) 0xBF;
    return mark ? 3 : 0;
  }
}
