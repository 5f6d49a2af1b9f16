// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/// Makes the [Redactor#fingerprint] of rules: a digest of what they are. Whoever names keys in
/// another order has the same rules; whoever names patterns so has not, since one may mask what the
/// next would have found. Not thread-safe.
final class RulesFingerprint {
  private static final int BYTES = 16;

  private final MessageDigest digest;

  RulesFingerprint(int builtInVersion) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    add("built-in");
    add(builtInVersion);
  }

  void addKeys(Collection<String> names) {
    Set<String> letters = new TreeSet<>();
    names.forEach(name -> letters.add(SecretKeys.letters(name)));
    add("keys");
    add(letters.size());
    letters.forEach(this::add);
  }

  void addPersonal(Collection<PersonalData.Kind> kinds) {
    Set<String> rules = new TreeSet<>();
    kinds.forEach(kind -> rules.add(kind.rule()));
    add("personal");
    add(rules.size());
    rules.forEach(this::add);
  }

  void add(BoundedPattern pattern) {
    add("pattern");
    add(pattern.pattern().pattern());
    add(pattern.pattern().flags());
  }

  String hex() {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private void add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  /// With its length, so that two texts cannot pass for one.
  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
  }
}
