// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Stands for the arguments of a tool call where the arguments themselves are not kept: equal for
/// equal arguments, and of no use to who wants to know them and does not have the key.
///
/// The first 64 bits of HMAC-SHA-256 (RFC 2104). Thread-safe.
public final class ArgumentsHash {
  private static final String ALGORITHM = "HmacSHA256";

  /// How long keys are; bytes.
  public static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  private ArgumentsHash(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /// Hashes of one key are comparable, those of different keys are not.
  ///
  /// @param key [#KEY_BYTES] secret bytes
  /// @throws IllegalArgumentException if there are more or fewer
  public static ArgumentsHash withKey(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "key: " + key.length + " bytes (expected: " + KEY_BYTES + ")");
    }
    return new ArgumentsHash(key);
  }

  /// With a key that nobody knows and that ends with the process.
  public static ArgumentsHash withRandomKey() {
    return new ArgumentsHash(randomKey());
  }

  /// A new key.
  public static byte[] randomKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /// Whether arguments are empty, or were left out for something in their place: then equal ones
  /// are no repetition.
  public static boolean tellsNothing(String arguments) {
    return switch (arguments.strip()) {
      case "", "{}", "[]", "null", "None", "__REDACTED__", "<REDACTED>" -> true;
      default -> false;
    };
  }

  /// The hash of arguments as text, for example JSON; white space counts.
  public long of(String arguments) {
    return of(arguments.getBytes(StandardCharsets.UTF_8));
  }

  /// The hash of arguments in any form, as long as it is always the same one.
  public long of(byte[] arguments) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return ByteBuffer.wrap(mac.doFinal(arguments)).getLong();
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java has " + ALGORITHM, e);
    }
  }
}
