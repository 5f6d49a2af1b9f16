// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/// A digest of a set of parts: who has the list of them can prove that it is the one.
public final class PartsDigest {
  private PartsDigest() {}

  /// SHA-256 over the parts in their order, each as 17 bytes: 1 for direct events or 0 for a trace,
  /// then the upper and the lower half of its id, high byte first. Lower-case hex.
  public static String of(Collection<PartId> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * Long.BYTES);
      parts.stream()
          .sorted()
          .forEach(part -> {
            bytes.clear().put((byte) (part.direct() ? 1 : 0)).putLong(part.high());
            digest.update(bytes.putLong(part.low()).array());
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
