// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

/// ASCII character classes; anything else is in none of them.
final class Characters {
  private static final int OPAQUE_RUN = 13;
  private static final int OPAQUE_CHANGES = 4;
  private static final int OPAQUE_CHANGES_OF_THREE = 3;

  private Characters() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isLetter(char c) {
    return isLower(c) || isUpper(c);
  }

  /// A letter or digit.
  static boolean isWord(char c) {
    return isLetter(c) || isDigit(c);
  }

  /// A character of URL-safe Base64, of which most keys are made.
  static boolean isKey(char c) {
    return isWord(c) || c == '_' || c == '-';
  }

  static char lower(char c) {
    return isUpper(c) ? (char) (c | 0x20) : c;
  }

  /// Whether a word can begin at `at`: not inside another, unless what stands before is the end of
  /// an escape such as `\n` or `%3D`.
  static boolean isBoundary(String text, int from, int at) {
    if (at <= from || !isWord(text.charAt(at - 1))) {
      return true;
    }
    char before = at - 2 >= from ? text.charAt(at - 2) : 0;
    return before == '\\' || (at - 3 >= from && text.charAt(at - 3) == '%' && isWord(before));
  }

  /// Whether the stretch is too irregular for a word: digits among letters, capitals inside, or
  /// longer than any word.
  ///
  /// @param minLength shorter stretches are words
  static boolean looksRandom(String text, int from, int to, int minLength) {
    if (to - from < minLength) {
      return false;
    }
    boolean digit = false;
    boolean letter = false;
    boolean lower = false;
    boolean innerUpper = false;
    int run = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c <= ' ') {
        return false;
      }
      digit |= isDigit(c);
      letter |= isLetter(c);
      lower |= isLower(c);
      innerUpper |= isUpper(c) && i > from;
      run = isWord(c) ? run + 1 : 0;
      if (run >= 24) {
        return true;
      }
    }
    return digit ? letter || to - from >= 16 : lower && innerUpper;
  }

  /// Whether the stretch has a run of letters and digits in it that is longer and more irregular
  /// than any word, date, name of a file or of a method: at least [#OPAQUE_RUN] long, with several
  /// changes between letters and digits or to capitals that begin no word.
  static boolean isOpaque(String text, int from, int to) {
    int run = 0;
    int changes = 0;
    boolean digit = false;
    boolean upper = false;
    boolean lower = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isWord(c)) {
        run = 0;
        changes = 0;
        digit = false;
        upper = false;
        lower = false;
        continue;
      }
      if (run > 0) {
        char before = text.charAt(i - 1);
        boolean turns = isDigit(c) != isDigit(before);
        boolean capital =
            isUpper(c) && isLower(before) && (i + 1 == to || !isLower(text.charAt(i + 1)));
        changes += turns || capital ? 1 : 0;
      }
      run++;
      digit |= isDigit(c);
      upper |= isUpper(c);
      lower |= isLower(c);
      int needed = digit && upper && lower ? OPAQUE_CHANGES_OF_THREE : OPAQUE_CHANGES;
      if (run >= OPAQUE_RUN && changes >= needed) {
        return true;
      }
    }
    return false;
  }
}
