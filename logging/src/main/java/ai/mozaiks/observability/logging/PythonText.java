// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes what Python's `repr` writes of plain values.
final class PythonText {

  private PythonText() {}

  /// A text in quotes: single ones, unless it holds such and no double ones.
  static String quoted(@Nullable String text) {
    if (text == null) {
      return "None";
    }
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(text.length() + 16).append(quote);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == quote || point == '\\') {
        out.append('\\').append((char) point);
      } else if (point == '\n') {
        out.append("\\n");
      } else if (point == '\r') {
        out.append("\\r");
      } else if (point == '\t') {
        out.append("\\t");
      } else if (isPrintable(point)) {
        out.appendCodePoint(point);
      } else if (point < 0x100) {
        out.append(String.format(Locale.ROOT, "\\x%02x", point));
      } else if (point < 0x10000) {
        out.append(String.format(Locale.ROOT, "\\u%04x", point));
      } else {
        out.append(String.format(Locale.ROOT, "\\U%08x", point));
      }
    }
    return out.append(quote).toString();
  }

  private static boolean isPrintable(int point) {
    if (point == ' ') {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// A number, or `None`.
  static String number(@Nullable Number number) {
    return number == null ? "None" : number.toString();
  }
}
