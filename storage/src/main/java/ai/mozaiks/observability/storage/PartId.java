// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Names a part: the unit that is derived, replaced and settled as a whole. A part is either one
/// trace, or the direct events of one chat. A chat is the sum of its parts.
///
/// @param direct whether it holds direct events; such a part never equals a trace, whatever ids are
///   sent
/// @param high the upper 64 bits of the trace id, or of the digest of the chat's key
/// @param low the lower 64 bits
public record PartId(boolean direct, long high, long low) implements Comparable<PartId> {

  public static PartId ofTrace(long high, long low) {
    return new PartId(false, high, low);
  }

  /// Reads a trace id as text.
  ///
  /// @param traceId 32 hex digits, either case
  /// @throws IllegalArgumentException if it is not
  public static PartId ofTrace(String traceId) {
    if (traceId.length() != 32) {
      throw new IllegalArgumentException("traceId: " + traceId + " (expected: 32 hex digits)");
    }
    return new PartId(
        false,
        HexFormat.fromHexDigitsToLong(traceId, 0, 16),
        HexFormat.fromHexDigitsToLong(traceId, 16, 32));
  }

  public static PartId ofDirectEvents(ChatKey chat) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(chat.app().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      ByteBuffer hash =
          ByteBuffer.wrap(digest.digest(chat.chatId().getBytes(StandardCharsets.UTF_8)));
      return new PartId(true, hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /// 32 lower-case hex digits: the trace id when this is a trace.
  public String hex() {
    HexFormat format = HexFormat.of();
    return format.toHexDigits(high) + format.toHexDigits(low);
  }

  @Override
  public int compareTo(PartId other) {
    int order = Boolean.compare(direct, other.direct);
    order = order != 0 ? order : Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return (direct ? "direct:" : "trace:") + hex();
  }
}
