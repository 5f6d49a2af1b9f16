// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.content.ContentKeys;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.concurrent.ConcurrentHashMap;

/// What an attribute's key says about its value. The same few hundred keys come again and again, so
/// that the answer is remembered; for at most so many keys, since senders choose them. Thread-safe.
final class KeyVerdicts {
  private static final int MAX_REMEMBERED = 4096;

  /// What follows from a key.
  ///
  /// @param key the key to keep, with secrets taken out of it
  /// @param secret whether the value is a secret
  /// @param content whether the value is content
  /// @param namesChat whether a chat can be called by the value
  record Verdict(String key, boolean secret, ContentKeys.Sort content, boolean namesChat) {}

  private final ConcurrentHashMap<String, Verdict> remembered = new ConcurrentHashMap<>();
  private final Redaction redaction;
  private final ContentKeys content = new ContentKeys();
  private final ChatNames chatNames;

  KeyVerdicts(Redaction redaction, ChatNames chatNames) {
    this.redaction = redaction;
    this.chatNames = chatNames;
  }

  /// Whether a value under a key that names a chat is no id.
  boolean isUnfit(String key, AnyValue value) {
    return chatNames.isUnfit(key, value);
  }

  /// Whether this is the name of a secret, wherever it stands.
  boolean isSecret(String name) {
    return redaction.isSecretKey(name);
  }

  Verdict of(String key) {
    Verdict known = remembered.get(key);
    if (known != null) {
      return known;
    }
    Verdict verdict =
        new Verdict(
            redaction.redact(key),
            redaction.isSecretKey(key),
            content.sortOf(key),
            chatNames.contains(key));
    if (remembered.size() < MAX_REMEMBERED) {
      remembered.put(key, verdict);
    }
    return verdict;
  }
}
