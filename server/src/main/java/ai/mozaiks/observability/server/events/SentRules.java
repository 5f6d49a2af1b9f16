// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Surrogates;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.text.CanonicalJson;

/// The rules for what senders say: values within bounds, texts without secrets and not too long.
///
/// @param texts of the request
/// @param argumentsHash what becomes of arguments
record SentRules(TextScreen texts, ArgumentsHash argumentsHash) implements FieldRules {

  /// An id is taken as it is or refused: cutting or masking it could make two ids one.
  @Override
  public String id(String field, String id) throws InvalidEventException {
    if (id.length() > ChatEvent.LONGEST_ID) {
      throw InvalidEventException.of(
          field, id, "at most " + ChatEvent.LONGEST_ID + " characters, here " + id.length());
    }
    if (id.indexOf('\0') >= 0 || !Surrogates.arePaired(id)) {
      throw InvalidEventException.of(
          field, id, "an id without U+0000 and halves of surrogate pairs, which no URL can hold");
    }
    if (!texts.isClean(id)) {
      throw new InvalidEventException(
          field + ": holds what looks like a secret (expected: an id that need not be masked)");
    }
    return id;
  }

  @Override
  public String name(String text) {
    return texts.name(Surrogates.paired(text));
  }

  @Override
  public void replacedTime() {
    texts.cut(Cuts.Kind.TIMES, 1);
  }

  @Override
  public String message(String text) {
    return texts.message(Surrogates.paired(text));
  }

  @Override
  public long hash(String arguments) {
    return argumentsHash.of(CanonicalJson.of(arguments));
  }

  @Override
  public void require(boolean holds, String field, Object value, String expected)
      throws InvalidEventException {
    if (!holds) {
      throw InvalidEventException.of(field, value, expected);
    }
  }
}
