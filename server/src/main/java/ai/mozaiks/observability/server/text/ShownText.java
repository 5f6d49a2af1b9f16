// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.text;

import java.util.Locale;

/// Text that came from elsewhere, as a message or a line of the log may show it: short, and with
/// nothing in it that a terminal or a log reader would take for more than text. Secrets are the
/// caller's business.
public final class ShownText {
  private ShownText() {}

  /// The text, its end cut off and its control characters escaped where need be.
  ///
  /// @param longest characters shown of it, before escaping; `> 0`
  public static String of(String text, int longest) {
    String shown = head(text, longest);
    return escaped(shown) + (shown.length() < text.length() ? "..." : "");
  }

  /// The first characters of a text, whole ones only.
  ///
  /// @param length how many at most; `> 0`
  public static String head(String text, int length) {
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
