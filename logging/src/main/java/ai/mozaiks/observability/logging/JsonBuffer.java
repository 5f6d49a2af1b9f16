// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes of JSON that grow. What it writes holds no line break in any reading of the word: control
/// characters, NEL and the separators U+2028 and U+2029 are escaped, and lone surrogates, which
/// UTF-8 cannot hold, become U+FFFD.
///
/// For one thread at a time.
final class JsonBuffer {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /// The second character of an escape, or 0 where four hexadecimal digits are needed, by character
  /// below 128; -1 for those that stand for themselves.
  private static final byte[] ESCAPE = new byte[128];

  static {
    Arrays.fill(ESCAPE, (byte) -1);
    Arrays.fill(ESCAPE, 0, 0x20, (byte) 0);
    ESCAPE[0x7f] = 0;
    ESCAPE['"'] = '"';
    ESCAPE['\\'] = '\\';
    ESCAPE['\n'] = 'n';
    ESCAPE['\r'] = 'r';
    ESCAPE['\t'] = 't';
    ESCAPE['\b'] = 'b';
    ESCAPE['\f'] = 'f';
  }

  private byte[] bytes;
  private int length;

  JsonBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  void clear() {
    length = 0;
  }

  int capacity() {
    return bytes.length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  JsonBuffer raw(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  JsonBuffer raw(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  /// Text of ASCII that is JSON already.
  JsonBuffer raw(String ascii) {
    int more = ascii.length();
    room(more);
    for (int i = 0; i < more; i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  /// Text of any characters that is JSON already.
  JsonBuffer json(String json) {
    return raw(json.getBytes(StandardCharsets.UTF_8));
  }

  JsonBuffer nothing() {
    return raw(NULL);
  }

  /// A text in quotes.
  JsonBuffer string(String text) {
    int end = text.length();
    room(end + 2);
    bytes[length++] = '"';
    int i = 0;
    while (i < end) {
      char c = text.charAt(i);
      if (c < 128 && ESCAPE[c] < 0) {
        if (bytes.length - length < 2) {
          room(end - i + 2);
        }
        bytes[length++] = (byte) c;
        i++;
      } else {
        i += special(text, i, c);
      }
    }
    return raw('"');
  }

  private int special(String text, int at, char c) {
    room(8);
    if (c < 128) {
      if (ESCAPE[c] == 0) {
        unicode(c);
      } else {
        bytes[length++] = '\\';
        bytes[length++] = ESCAPE[c];
      }
    } else if (c < 0xa0 || c == 0x2028 || c == 0x2029) {
      unicode(c);
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | (c >> 6));
      bytes[length++] = (byte) (0x80 | (c & 0x3f));
    } else if (!Character.isSurrogate(c)) {
      threeBytes(c);
    } else if (Character.isHighSurrogate(c)
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1))) {
      int point = Character.toCodePoint(c, text.charAt(at + 1));
      bytes[length++] = (byte) (0xf0 | (point >> 18));
      bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
      bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
      bytes[length++] = (byte) (0x80 | (point & 0x3f));
      return 2;
    } else {
      threeBytes('\ufffd');
    }
    return 1;
  }

  private void threeBytes(char c) {
    bytes[length++] = (byte) (0xe0 | (c >> 12));
    bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
    bytes[length++] = (byte) (0x80 | (c & 0x3f));
  }

  private void unicode(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(c >> shift) & 0xf];
    }
  }
}
