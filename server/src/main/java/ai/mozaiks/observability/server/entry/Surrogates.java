// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

/// Halves of surrogate pairs, which escapes in JSON can say and UTF-8 cannot: on their way to the
/// disk they would silently become another text. Senders make them by cutting texts in the middle
/// of a character.
public final class Surrogates {
  private Surrogates() {}

  /// Whether a text has none.
  public static boolean arePaired(String text) {
    return next(text, 0) < 0;
  }

  /// The text with U+FFFD in the place of each half; the same instance if there are none.
  public static String paired(String text) {
    int at = next(text, 0);
    if (at < 0) {
      return text;
    }
    StringBuilder paired = new StringBuilder(text);
    for (; at >= 0; at = next(text, at + 1)) {
      paired.setCharAt(at, '\ufffd');
    }
    return paired.toString();
  }

  /// The index of the next half; -1 if there is none.
  private static int next(String text, int from) {
    int i = from;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i); // a half is given as it stands
      if (Character.getType(codePoint) == Character.SURROGATE) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return -1;
  }
}
