// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import ai.mozaiks.observability.recorder.Redactor;

/// Takes secrets out of text. Thread-safe and linear in the text's length.
public interface Redaction {

  /// Changes nothing.
  Redaction NONE =
      new Redaction() {
        @Override
        public String redact(String value) {
          return value;
        }

        @Override
        public boolean isSecretKey(String key) {
          return false;
        }

        @Override
        public String redactValue(String key, String value) {
          return value;
        }
      };

  /// The rules of the recorder.
  static Redaction of(Redactor redactor) {
    return new Redaction() {
      @Override
      public String redact(String value) {
        return redactor.redact(value);
      }

      @Override
      public boolean isSecretKey(String key) {
        return redactor.isSecretKey(key);
      }

      @Override
      public String redactValue(String key, String value) {
        return redactor.redactValue(key, value);
      }
    };
  }

  /// The text without the secrets in it; the same instance if there are none.
  String redact(String value);

  /// Whether what stands under this key is a secret, whatever it looks like.
  boolean isSecretKey(String key);

  /// The value to keep under a key; the same instance if nothing has to be hidden.
  String redactValue(String key, String value);
}
