// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.util.List;

/// The rules of the recorder, which counts what it masks.
///
/// @param redactor masks
/// @param uncounting masks the same; nobody reads its counts
record RecorderRedaction(Redactor redactor, Redactor uncounting) implements Redaction {

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

  @Override
  public List<String> redactNeighbours(List<String> elements) {
    return redactor.redactNeighbours(elements);
  }

  @Override
  public Redaction uncounted() {
    return new RecorderRedaction(uncounting, uncounting);
  }
}
