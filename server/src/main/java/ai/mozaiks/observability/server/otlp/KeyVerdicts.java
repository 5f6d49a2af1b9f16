// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Redaction;
import java.util.concurrent.ConcurrentHashMap;

/// What an attribute's key says about its value. The same few hundred keys come again and again, so
/// that the answer is remembered; for at most so many keys, since senders choose them. Thread-safe.
final class KeyVerdicts {
  private static final int MAX_REMEMBERED = 4096;

  /// What follows from a key.
  ///
  /// @param key the key to keep, with secrets taken out of it
  /// @param secret whether the value is a secret
  /// @param content what to do with the value as content
  record Verdict(String key, boolean secret, ContentFilter.Treatment content) {}

  private final ConcurrentHashMap<String, Verdict> remembered = new ConcurrentHashMap<>();
  private final Redaction redaction;
  private final ContentFilter content;

  KeyVerdicts(Redaction redaction, ContentFilter content) {
    this.redaction = redaction;
    this.content = content;
  }

  Verdict of(String key) {
    Verdict known = remembered.get(key);
    if (known != null) {
      return known;
    }
    Verdict verdict =
        new Verdict(redaction.redact(key), redaction.isSecretKey(key), content.treatment(key));
    if (remembered.size() < MAX_REMEMBERED) {
      remembered.put(key, verdict);
    }
    return verdict;
  }
}
