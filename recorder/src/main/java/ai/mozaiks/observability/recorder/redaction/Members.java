// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

/// Reads on from one member of an object, a list or a tag to the next: white space, quotes that may
/// be escaped, and the words by which data formats call the two halves of a pair. No state; every
/// call reads a bounded number of characters.
final class Members {
  private static final int LONGEST_SPACE = 96;
  private static final int LONGEST_WORD = 12;

  private static final String[] NAMES = {
    "name",
    "key",
    "header",
    "field",
    "param",
    "parameter",
    "variable",
    "var",
    "property",
    "attribute",
    "k"
  };

  private static final String[] VALUES = {
    "value", "val", "values", "v", "stringvalue", "string_value", "intvalue", "int_value"
  };

  private Members() {}

  /// Where white space ends that begins at `at`, also white space that is escaped as in a JSON text
  /// inside of another.
  static int afterSpace(String text, int at) {
    int i = at;
    int limit = Math.min(text.length(), at + LONGEST_SPACE);
    while (i < limit) {
      char c = text.charAt(i);
      if (c == '\\') {
        int letter = i + 1;
        while (letter < limit && text.charAt(letter) == '\\') {
          letter++;
        }
        if (letter == limit || "nrt".indexOf(text.charAt(letter)) < 0) {
          return i;
        }
        i = letter + 1;
      } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        i++;
      } else {
        return i;
      }
    }
    return i;
  }

  /// The character at an index; 0 behind the end and before the beginning.
  static char at(String text, int index) {
    return index >= 0 && index < text.length() ? text.charAt(index) : 0;
  }

  /// Where the word begins that ends before `to`.
  static int wordStart(String text, int from, int to) {
    int start = to;
    while (start > from && to - start <= LONGEST_WORD && Characters.isKey(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  /// Whether a word that ends here can be one of those that [#tellsName] knows.
  static boolean mayTellName(String text, int from, int to) {
    return to > from
        && switch (Characters.lower(text.charAt(to - 1))) {
          case 'e', 'y', 'r', 'd', 'm', 'k' -> true;
          default -> false;
        };
  }

  /// Whether the member tells what its neighbour is called: `name`, `key`, `header`.
  static boolean tellsName(String text, int from, int to) {
    return isOneOf(NAMES, text, from, to);
  }

  /// Whether the member holds what its neighbour names: `value`, `stringValue`.
  static boolean holdsValue(String text, int from, int to) {
    return isOneOf(VALUES, text, from, to);
  }

  private static boolean isOneOf(String[] words, String text, int from, int to) {
    int length = to - from;
    if (length == 0 || length > LONGEST_WORD) {
      return false;
    }
    for (String word : words) {
      if (word.length() == length && text.regionMatches(true, from, word, 0, length)) {
        return true;
      }
    }
    return false;
  }
}
