// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text as it is scanned, and where each of its characters stands in the original: either the
/// original itself, or what one reads when percent-encoding (`%3A`, also `%253A`), the escapes of
/// JSON (`\/`, four digits for any character) and of HTML (`&quot;`, `&#34;`, also `&amp;quot;`),
/// and characters that nobody sees (soft hyphen, zero-width space) are undone.
///
/// Used by one thread.
final class Reading {

  private static final int MOST_BACKSLASHES = 7;
  private static final int MOST_ENCODINGS = 3;
  private static final int LONGEST_ENTITY = 7;
  private static final String[] ENTITIES = {"quot", "apos", "lt", "gt", "equals", "colon"};
  private static final String ENTITY_VALUES = "\"'<>=:";
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
    while (first < length
        && (isPlain(original.charAt(first)) || disguise(original, first) == NOTHING)) {
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
      if (disguise != NOTHING && SecretScan.isQuote(read) && original.charAt(at) == '\\') {
        // Written with four digits it still is a quote inside of a text, as deep as its backslashes
        // tell: one, two or four of them are one, three or seven before a quote.
        int written = original.indexOf('u', at) - at;
        for (int i = Math.min(2 * written - 1, written + 4); i > 0; i--) {
          positions[text.length()] = at;
          text.append('\\');
        }
      }
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

  /// Whether no disguise begins with this character: a test of its own, since it is made of every
  /// character of every text.
  private static boolean isPlain(char c) {
    return c != '%' && c != '&' && c != '\\' && c < 0xAD;
  }

  /// How many characters stand for which one (0 for none), packed; [#NOTHING] if the character at
  /// `at` stands for itself.
  private static int disguise(String text, int at) {
    char c = text.charAt(at);
    if (c > '\\') {
      return c >= 0xAD && isInvisible(c) ? 1 << LENGTH_SHIFT : NOTHING;
    }
    return switch (c) {
      case '\\' -> backslash(text, at);
      case '&' -> entity(text, at);
      case '%' -> percent(text, at);
      default -> NOTHING;
    };
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
    boolean readable = value > ' ' && value < 127 && value != '\\';
    return readable ? length | value : NOTHING;
  }

  private static int entity(String text, int at) {
    int name = at + 1;
    for (int i = 0; i < MOST_ENCODINGS && text.startsWith("amp;", name); i++) {
      name += 4;
    }
    int semicolon = name;
    while (semicolon < text.length()
        && semicolon < name + LONGEST_ENTITY
        && text.charAt(semicolon) != ';') {
      semicolon++;
    }
    if (semicolon == text.length() || text.charAt(semicolon) != ';') {
      return name == at + 1 ? NOTHING : (name - at) << LENGTH_SHIFT | '&';
    }
    int value = entityValue(text, name, semicolon);
    if (value < 0) {
      return name == at + 1 ? NOTHING : (name - at) << LENGTH_SHIFT | '&';
    }
    return (semicolon + 1 - at) << LENGTH_SHIFT | value;
  }

  /// The character that is called so; -1 if none that matters is.
  private static int entityValue(String text, int from, int to) {
    if (from < to && text.charAt(from) == '#') {
      boolean hexadecimal = from + 1 < to && (text.charAt(from + 1) | 0x20) == 'x';
      int radix = hexadecimal ? 16 : 10;
      int value = 0;
      int digits = from + (hexadecimal ? 2 : 1);
      for (int i = digits; i < to; i++) {
        int digit = text.charAt(i) > 127 ? -1 : Character.digit(text.charAt(i), radix);
        if (digit < 0) {
          return -1;
        }
        value = value * radix + digit;
      }
      return digits < to && value > ' ' && value < 127 ? value : -1;
    }
    for (int i = 0; i < ENTITIES.length; i++) {
      if (ENTITIES[i].length() == to - from && text.startsWith(ENTITIES[i], from)) {
        return ENTITY_VALUES.charAt(i);
      }
    }
    return -1;
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
