// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

/// Follows a key that a line break goes through, as terminals, mail and logs break long lines: what
/// comes next belongs to it if it looks like more of the same, and not like a word, a name or a
/// path. No state.
final class BrokenKey {

  private static final int LONGEST_BREAK = 16;
  private static final int MOST_LINES = 8;
  private static final int SHORTEST_REST = 8;

  private BrokenKey() {}

  /// Where a key ends that reaches at least to `end`; the same if no line break goes through it.
  ///
  /// @param from where the key's own characters begin, after the vendor's prefix
  static int end(String text, int from, int end) {
    int known = end;
    for (int line = 0; line < MOST_LINES; line++) {
      int next = afterBreak(text, known);
      if (next < 0) {
        return known;
      }
      int decided =
          KeyShapes.runEnd(text, next, Math.min(text.length(), next + KeyShapes.DECISION), false);
      if (decided - next < SHORTEST_REST
          || isName(text, decided)
          || KeyShapes.isPrefix(text, next)
          || !isDense(text, next, decided, hasUpper(text, from, known))) {
        return known;
      }
      known = KeyShapes.runEnd(text, decided, text.length(), false);
    }
    return known;
  }

  /// Where the next line's text begins, if nothing but white space and one line break, also an
  /// escaped one, lies between; -1 if something else does.
  private static int afterBreak(String text, int from) {
    int breaks = 0;
    int limit = Math.min(text.length(), from + LONGEST_BREAK);
    int i = from;
    while (i < limit) {
      char c = text.charAt(i);
      char next = i + 1 < limit ? text.charAt(i + 1) : 0;
      if (c == '\n') {
        breaks++;
      } else if (c == '\\') {
        if (next == 'n') {
          breaks++;
        }
        if (next == 'n' || next == 'r' || next == 't') {
          i++;
        } else if (next != '\\' && next != '\n') {
          return -1;
        }
      } else if (c != ' ' && c != '\t' && c != '\r') {
        break;
      }
      i++;
    }
    return breaks == 1 && i < text.length() ? i : -1;
  }

  /// Whether what ends here goes on like a variable, a call, a host, a path or a time.
  private static boolean isName(String text, int end) {
    return end < text.length() && "=:(./@[".indexOf(text.charAt(end)) >= 0;
  }

  private static boolean hasUpper(String text, int from, int to) {
    for (int i = from; i < to && i < from + KeyShapes.DECISION; i++) {
      if (Characters.isUpper(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /// Whether a stretch between separators mixes digits and letters, as no word does.
  ///
  /// @param upper whether there must be capitals too, since the key had some
  private static boolean isDense(String text, int from, int to, boolean upper) {
    int start = from;
    while (start < to) {
      int end = start;
      boolean digits = false;
      boolean capitals = false;
      boolean small = false;
      while (end < to && Characters.isWord(text.charAt(end))) {
        char c = text.charAt(end);
        digits |= Characters.isDigit(c);
        capitals |= Characters.isUpper(c);
        small |= Characters.isLower(c);
        end++;
      }
      if (end - start >= SHORTEST_REST && digits && small && (capitals || !upper)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }
}
