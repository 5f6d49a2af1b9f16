// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text as it is scanned, and where each of its characters stands in the original: either the
/// original itself, or what one reads when percent-encoding (`%3A`, also `%253A`), the escapes of
/// JSON (`\/`, four digits for any character) and characters that nobody sees (soft hyphen,
/// zero-width space) are undone.
///
/// Used by one thread.
final class Reading {

  private static final int MOST_BACKSLASHES = 7;
  private static final int MOST_ENCODINGS = 3;
  private static final int NOTHING = 0;
  private static final int LENGTH_SHIFT = 16;

  private final String original;
  private final String text;
  private final int @Nullable [] positions;

  private Reading(String original, String text, int @Nullable [] positions) {
    this.original = original;
    this.text = text;
    this.positions = positions;
  }

  static Reading plain(String original) {
    return new Reading(original, original, null);
  }

  /// The text without its disguises; null if it has none. One pass.
  static @Nullable Reading undisguised(String original) {
    int length = original.length();
    int first = 0;
    while (first < length && disguise(original, first) == NOTHING) {
      first++;
    }
    if (first == length) {
      return null;
    }
    StringBuilder text = new StringBuilder(length).append(original, 0, first);
    int[] positions = new int[length + 1];
    for (int i = 0; i < first; i++) {
      positions[i] = i;
    }
    int at = first;
    while (at < length) {
      int disguise = disguise(original, at);
      char read = disguise == NOTHING ? original.charAt(at) : (char) disguise;
      if (read != 0 || disguise == NOTHING) {
        positions[text.length()] = at;
        text.append(read);
      }
      at += disguise == NOTHING ? 1 : disguise >>> LENGTH_SHIFT;
    }
    positions[text.length()] = length;
    positions[0] = 0; // what nobody sees before the first character goes with it
    return new Reading(original, text.toString(), Arrays.copyOf(positions, text.length() + 1));
  }

  String original() {
    return original;
  }

  String text() {
    return text;
  }

  /// Where the character at `index` of the text begins in the original; the original's length for
  /// the text's.
  int position(int index) {
    return positions == null ? index : positions[index];
  }

  /// How many characters stand for which one (0 for none), packed; [#NOTHING] if the character at
  /// `at` stands for itself.
  private static int disguise(String text, int at) {
    char c = text.charAt(at);
    if (c == '%') {
      return percent(text, at);
    }
    if (c == '\\') {
      return backslash(text, at);
    }
    return c >= 0xAD && isInvisible(c) ? 1 << LENGTH_SHIFT : NOTHING;
  }

  private static int percent(String text, int at) {
    int digits = at + 1;
    int value = hex(text, digits, 2);
    for (int i = 0; i < MOST_ENCODINGS && value == '%' && hex(text, digits + 2, 2) >= 0; i++) {
      digits += 2;
      value = hex(text, digits, 2);
    }
    boolean readable =
        (value >= ' ' && value < 127) || value == '\n' || value == '\r' || value == '\t';
    return readable ? (digits + 2 - at) << LENGTH_SHIFT | value : NOTHING;
  }

  private static int backslash(String text, int at) {
    int end = at + 1;
    while (end < text.length() && end < at + MOST_BACKSLASHES && text.charAt(end) == '\\') {
      end++;
    }
    if (end == text.length()) {
      return NOTHING;
    }
    if (text.charAt(end) == '/') {
      return (end + 1 - at) << LENGTH_SHIFT | '/';
    }
    int value = text.charAt(end) == 'u' ? hex(text, end + 1, 4) : -1;
    if (value < 0) {
      return NOTHING;
    }
    int length = (end + 5 - at) << LENGTH_SHIFT;
    if (isInvisible((char) value)) {
      return length;
    }
    // A quote or a backslash that is escaped so belongs to a value and does not end it.
    boolean readable =
        value > ' ' && value < 127 && value != '\\' && !SecretScan.isQuote((char) value);
    return readable ? length | value : NOTHING;
  }

  /// The number that so many hexadecimal digits make; -1 if they are not all there.
  private static int hex(String text, int from, int count) {
    if (from + count > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.charAt(i) > 127) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /// Soft hyphen, zero-width characters, marks of direction.
  private static boolean isInvisible(char c) {
    return c == '\u00AD'
        || c == '\u180E'
        || c == '\uFEFF'
        || (c >= '\u200B' && c <= '\u200F')
        || (c >= '\u202A' && c <= '\u202E')
        || (c >= '\u2060' && c <= '\u2069');
  }
}
