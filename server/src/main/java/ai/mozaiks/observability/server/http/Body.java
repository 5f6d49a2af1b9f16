// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The bytes of a request, decompressed.
public final class Body {
  public static final Body EMPTY = of(new byte[0]);

  private final byte[] bytes;
  private final int length;

  private Body(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /// All of the array, which is not copied.
  public static Body of(byte[] bytes) {
    return new Body(bytes, bytes.length);
  }

  /// The first bytes of an array, which is not copied.
  public static Body of(byte[] bytes, int length) {
    if (length < 0 || length > bytes.length) {
      throw new IllegalArgumentException(
          "length: " + length + " (expected: 0 to " + bytes.length + ")");
    }
    return new Body(bytes, length);
  }

  /// How many bytes there are.
  public int length() {
    return length;
  }

  /// The array that begins with them; may be longer, must not be changed.
  public byte[] array() {
    return bytes;
  }

  public InputStream stream() {
    return new ByteArrayInputStream(bytes, 0, length);
  }

  /// The bytes read as UTF-8.
  public String text() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
