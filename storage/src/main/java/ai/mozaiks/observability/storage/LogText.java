// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What must stand in a log record: each of these, wherever it is in the message or in the
/// attributes as JSON, the names of the attributes included. Case does not matter.
///
/// A word or phrase stands there if no letter, digit or underscore goes on at either of its ends
/// that is one itself: `order 7` is not in `order 71`, `(7)` is in `f(7)x`. The letter of a JSON
/// escape goes on nowhere: `at` is in `"\n\tat com.acme"`.
///
/// @param words words and phrases; in lower case
/// @param parts texts that may stand anywhere, also within words; in lower case
public record LogText(List<String> words, List<String> parts) {
  public static final LogText ANY = new LogText(List.of(), List.of());

  /// How many words, phrases and parts there may be.
  public static final int MAX_TEXTS = 16;

  /// How long each of them may be, in UTF-16 units.
  public static final int MAX_LENGTH = 256;

  private static final Pattern WORD_OR_PHRASE = Pattern.compile("\"([^\"]*)\"?|([^\\s\"]+)");

  public LogText {
    words = words.stream().map(LogText::lower).toList();
    parts = parts.stream().map(LogText::lower).toList();
    if (words.size() + parts.size() > MAX_TEXTS) {
      throw new IllegalArgumentException(
          "%d words, phrases and parts (expected: at most %d)"
              .formatted(words.size() + parts.size(), MAX_TEXTS));
    }
    words.forEach(LogText::check);
    parts.forEach(LogText::check);
  }

  /// Reads words, and phrases in double quotes: `timeout "rate limit"`. A quote that is not closed
  /// goes to the end.
  ///
  /// @param parts texts that may stand within words; as they are
  /// @throws IllegalArgumentException if there are too many, or one is empty or too long
  public static LogText parse(String words, List<String> parts) {
    List<String> found = new ArrayList<>();
    Matcher matcher = WORD_OR_PHRASE.matcher(words);
    while (matcher.find()) {
      String phrase = matcher.group(1);
      found.add(phrase == null ? matcher.group(2) : phrase.strip());
    }
    return new LogText(found, parts);
  }

  private static void check(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "%d characters (expected: 1 to %d of a word, phrase or part)"
              .formatted(text.length(), MAX_LENGTH));
    }
  }

  public boolean isAny() {
    return words.isEmpty() && parts.isEmpty();
  }

  /// Whether all of it stands in the record.
  public boolean matches(StoredLog log) {
    if (isAny()) {
      return true;
    }
    String body = lower(log.body());
    String attributes = lower(log.attributes());
    for (String word : words) {
      if (!hasWord(body, log.structured() ? inJson(word) : word)
          && !hasWord(attributes, inJson(word))) {
        return false;
      }
    }
    for (String part : parts) {
      if (!body.contains(log.structured() ? inJson(part) : part)
          && !attributes.contains(inJson(part))) {
        return false;
      }
    }
    return true;
  }

  /// One character at a time, whatever stands around it, so that other programs find the same.
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }

  /// The text as it stands in a JSON string, without the quotes around it.
  public static String inJson(String text) {
    StringBuilder json = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        default -> {
          if (c < ' ') {
            json.append("\\u00").append(c < 16 ? '0' : '1').append(Integer.toHexString(c & 15));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.toString();
  }

  private static boolean hasWord(String text, String word) {
    boolean boundLeft = isOfWord(word.codePointAt(0));
    boolean boundRight = isOfWord(word.codePointBefore(word.length()));
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean left = !boundLeft || at == 0 || !goesOnBefore(text, at);
      boolean right = !boundRight || end == text.length() || !isOfWord(text.codePointAt(end));
      if (left && right) {
        return true;
      }
    }
    return false;
  }

  private static boolean goesOnBefore(String text, int at) {
    boolean escape =
        at > 1 && text.charAt(at - 2) == '\\' && "nrtbf".indexOf(text.charAt(at - 1)) >= 0;
    return !escape && isOfWord(text.codePointBefore(at));
  }

  /// Whether words are made of it: letters and decimal digits of all scripts, and the underscore.
  public static boolean isOfWord(int codePoint) {
    return codePoint == '_' || Character.isLetterOrDigit(codePoint);
  }
}
