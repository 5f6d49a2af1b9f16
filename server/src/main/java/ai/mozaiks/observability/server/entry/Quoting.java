// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import java.util.Locale;

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
    String clean = redaction.redact(head(text, LOOKED_AT));
    String shown = head(clean, longest);
    return escaped(shown) + (shown.length() < clean.length() ? "..." : "");
  }

  private static String head(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  private static String escaped(String text) {
    StringBuilder escaped = null;
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      if (isUnshowable(codePoint)) {
        escaped = escaped == null ? new StringBuilder(text.substring(0, i)) : escaped;
        for (; i < next; i++) {
          escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(i)));
        }
      } else if (escaped != null) {
        escaped.appendCodePoint(codePoint);
      }
      i = next;
    }
    return escaped == null ? text : escaped.toString();
  }

  /// Control characters, line and paragraph separators, what turns the direction of writing, halves
  /// of surrogate pairs.
  private static boolean isUnshowable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
