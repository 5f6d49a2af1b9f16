// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.util.List;

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

        @Override
        public List<String> redactNeighbours(List<String> elements) {
          return elements;
        }
      };

  /// The rules of the recorder.
  ///
  /// @param counting counts what is masked
  /// @param uncounting has the same rules; what it counts is nobody's affair
  static Redaction of(Redactor counting, Redactor uncounting) {
    return new RecorderRedaction(counting, uncounting);
  }

  /// The text without the secrets in it; the same instance if there are none.
  String redact(String value);

  /// Whether what stands under this key is a secret, whatever it looks like.
  boolean isSecretKey(String key);

  /// The value to keep under a key; the same instance if nothing has to be hidden.
  String redactValue(String key, String value);

  /// The elements of a list without the secrets that only their neighbours tell, such as what
  /// follows `--password`; the same instance if there are none.
  List<String> redactNeighbours(List<String> elements);

  /// The same without counting what is masked: for what is only shown, or looked at once more.
  default Redaction uncounted() {
    return this;
  }
}
