// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import ai.mozaiks.observability.server.text.ShownText;

/// How what a sender sent is repeated in a message or a line of the log: without secrets, short,
/// and with nothing in it that a terminal or a log reader would take for more than text.
/// Thread-safe.
///
/// @param redaction takes the secrets out; what is only quoted is not counted
public record Quoting(Redaction redaction) {
  /// For what is known to be clean: only shortened and escaped.
  public static final Quoting CLEAN = new Quoting(Redaction.NONE);

  /// Of one value, in characters.
  private static final int LONGEST_VALUE = 80;

  /// Of a whole message, in characters.
  private static final int LONGEST_MESSAGE = 1_000;

  /// So much is looked through for secrets: more than is shown, so that none is cut in half before
  /// it can be recognised.
  private static final int LOOKED_AT = 8 << 10;

  public Quoting {
    redaction = redaction.uncounted();
  }

  /// One value.
  public String value(String value) {
    return quoted(value, LONGEST_VALUE);
  }

  /// A message that holds values, or parts that came from elsewhere.
  public String message(String message) {
    return quoted(message, LONGEST_MESSAGE);
  }

  private String quoted(String text, int longest) {
    return ShownText.of(redaction.redact(ShownText.head(text, LOOKED_AT)), longest);
  }
}
