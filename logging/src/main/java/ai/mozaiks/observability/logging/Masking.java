// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A redactor that remembers names: the few keys of a program come with every line. Thread-safe.
final class Masking {
  private static final int MOST_KEYS = 2_000;

  private volatile State state;

  private static final class State {
    private final Redactor redactor;
    private final Map<String, Key> keys = new ConcurrentHashMap<>();

    State(Redactor redactor) {
      this.redactor = redactor;
    }
  }

  Masking(Redactor redactor) {
    state = new State(redactor);
  }

  /// What is known of a key. Immutable.
  static final class Key {
    private final String name;
    private final byte[] json;
    private final boolean secret;

    Key(String name, byte[] json, boolean secret) {
      this.name = name;
      this.json = json;
      this.secret = secret;
    }

    /// Its text as JSON, in quotes, masked, with the colon. Not to be changed.
    byte[] json() {
      return json;
    }

    /// Whether its values are secrets whatever they look like.
    boolean isSecret() {
      return secret;
    }
  }

  /// Masks by another redactor from now on.
  void use(Redactor redactor) {
    state = new State(redactor);
  }

  Key key(String name) {
    State now = state;
    Key known = now.keys.get(name);
    if (known != null) {
      return known;
    }
    byte[] json = new JsonBuffer(64).string(now.redactor.redact(name)).raw(':').toBytes();
    Key key = new Key(name, json, now.redactor.isSecretKey(name));
    if (now.keys.size() < MOST_KEYS) {
      now.keys.put(name, key);
    }
    return key;
  }

  /// A map or list with what its keys and neighbours tell to be a secret masked, and all else too.
  @Nullable Object tree(@Nullable Object value) {
    return state.redactor.redactTree(value);
  }

  String text(String value) {
    return state.redactor.redact(value);
  }

  String text(Key key, String value) {
    Redactor redactor = state.redactor;
    return key.secret ? redactor.redactValue(key.name, value) : redactor.redact(value);
  }
}
