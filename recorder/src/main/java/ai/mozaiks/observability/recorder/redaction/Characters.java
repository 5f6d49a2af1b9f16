// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

/// ASCII character classes; anything else is in none of them.
final class Characters {
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
}
