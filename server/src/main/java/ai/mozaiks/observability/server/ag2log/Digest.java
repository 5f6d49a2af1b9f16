// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Names contents by their first 128 bits of SHA-256: the same content has the same name in every
/// file, at every time.
final class Digest {
  private final MessageDigest digest;

  Digest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  static String of(byte[] content, int offset, int length) {
    Digest digest = new Digest();
    digest.digest.update(content, offset, length);
    return digest.name();
  }

  static String of(String content) {
    return new Digest().add(content).name();
  }

  /// Adds one part; absent ones are another content than empty ones.
  Digest add(@Nullable String part) {
    if (part == null) {
      digest.update((byte) 0);
    } else {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((byte) 1);
      digest.update(
          new byte[] {
            (byte) (bytes.length >>> 24),
            (byte) (bytes.length >>> 16),
            (byte) (bytes.length >>> 8),
            (byte) bytes.length
          });
      digest.update(bytes);
    }
    return this;
  }

  String name() {
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}
