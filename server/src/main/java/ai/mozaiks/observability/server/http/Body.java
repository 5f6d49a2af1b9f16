// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The bytes of a request, decompressed, and their share of the memory for all requests.
public final class Body {
  public static final Body EMPTY = of(new byte[0]);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final byte[] bytes;
  private final int length;
  private final ByteBudget.@Nullable Lease lease;

  private Body(byte[] bytes, int length, ByteBudget.@Nullable Lease lease) {
    if (length < 0 || length > bytes.length) {
      throw new IllegalArgumentException(
          "length: " + length + " (expected: 0 to " + bytes.length + ")");
    }
    this.bytes = bytes;
    this.length = length;
    this.lease = lease;
  }

  /// All of the array, which is not copied; of the program itself, so without a bound on its
  /// memory.
  public static Body of(byte[] bytes) {
    return new Body(bytes, bytes.length, null);
  }

  /// The first bytes of an array, which is not copied.
  ///
  /// @param lease what they have taken of the budget; takes what they are decoded to as well
  static Body of(byte[] bytes, int length, ByteBudget.Lease lease) {
    return new Body(bytes, length, lease);
  }

  /// Takes room for what the bytes are decoded to. It is given back with the request.
  ///
  /// @throws Refusal 413 if it can never fit, 503 if there is no room now
  public void reserve(long more) throws Refusal {
    if (lease == null || lease.take(more)) {
      return;
    }
    if (!lease.couldTake(more)) {
      throw Refusal.of(
          413,
          "body: too much for the memory when decoded (expected: at most limits.in_flight_bytes, "
              + lease.capacity()
              + " bytes, with the "
              + length
              + " bytes themselves; send smaller batches)");
    }
    throw Refusal.later("too many requests are under way; nothing was kept", RETRY_AFTER);
  }

  /// Other bytes that were made of these, on the same share of memory: they and what they are
  /// decoded to are given back with the same request.
  ///
  /// @param bytes all of the array, which is not copied
  /// @throws Refusal 413 or 503 if there is no room
  public Body sharing(byte[] bytes) throws Refusal {
    reserve(bytes.length);
    return new Body(bytes, bytes.length, lease);
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
