// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.Locale;
import java.util.Set;

/// Finds where the value of a secret's name begins and ends in running text, and leaves alone what
/// only looks like one: `null`, `${PLACEHOLDER}`, a type, a call, a sentence.
final class SecretValues {

  /// How far a look goes that may find that nothing is to be masked.
  static final int DECISION = 256;

  private static final int MAX_LITERAL = 12;

  private static final Set<String> LITERALS =
      Set.of(
          "",
          "null",
          "none",
          "nil",
          "true",
          "false",
          "undefined",
          "yes",
          "no",
          "str",
          "string",
          "int",
          "bool",
          "bytes",
          "any",
          "text",
          "optional",
          "required",
          "secretstr",
          "self",
          "missing",
          "invalid",
          "unset",
          "empty",
          "input",
          "object",
          "array",
          "number");

  private static final Set<String> SCHEMES =
      Set.of("bearer", "basic", "token", "apikey", "negotiate", "ntlm", "key", "bot");
  private static final Set<String> LONG_SCHEMES =
      Set.of("digest", "aws4-hmac-sha256", "signature", "hmac", "oauth", "sharedkey");

  private final SecretScan scan;
  private final SecretKeys keys;
  private final String text;

  SecretValues(SecretScan scan, SecretKeys keys, String text) {
    this.scan = scan;
    this.keys = keys;
    this.text = text;
  }

  /// Masks the value that begins at `at`, if it is one.
  ///
  /// @param at where the value begins
  /// @param prose whether the value may as well be the next word of a sentence
  /// @param json whether the name was quoted, so that a bare value is a number or a literal
  /// @return where to go on after what was masked; -1 if nothing was
  int mask(SecretKeys.Kind kind, int at, boolean prose, boolean json) {
    int value = at;
    if (value >= text.length()) {
      return -1;
    }
    if (json && text.charAt(value) == '[') {
      return list(kind, value + 1);
    }
    // r"…", b'…', f"…" of Python
    for (int i = 0; i < 2 && value + 1 < text.length(); i++) {
      if (Characters.isLetter(text.charAt(value)) && SecretScan.isQuote(text.charAt(value + 1))) {
        value++;
      }
    }
    int quote = quoteAt(value);
    return quote >= 0 ? quoted(kind, value, quote) : bare(kind, value, prose, json);
  }

  private int list(SecretKeys.Kind kind, int at) {
    int end = -1;
    int i = at;
    while (i < text.length()) {
      char c = text.charAt(i);
      int quote = quoteAt(i);
      if (quote >= 0) {
        int masked = quoted(kind, i, quote);
        if (masked < 0) {
          return end;
        }
        end = masked;
        i = Math.min(text.length(), masked + (quote - i) + 1);
      } else if (c == ' ' || c == ',' || c == '\n') {
        i++;
        if (end < 0 && i > at + 8) {
          return end;
        }
      } else {
        return end;
      }
    }
    return end;
  }

  /// The index of the quote that opens a value, after at most seven backslashes; -1 if none does.
  private int quoteAt(int at) {
    int i = at;
    while (i < text.length() && i < at + 8 && text.charAt(i) == '\\') {
      i++;
    }
    return i < text.length() && SecretScan.isQuote(text.charAt(i)) ? i : -1;
  }

  private int quoted(SecretKeys.Kind kind, int at, int quote) {
    int from = quote + 1;
    int depth = quote - at;
    int near = close(text.charAt(quote), depth, from, Math.min(text.length(), from + DECISION));
    if ((near >= 0 && isLiteral(from, near)) || isPlaceholder(text, from)) {
      return -1;
    }
    if (kind == SecretKeys.Kind.WEAK) {
      int end = near >= 0 ? near : Math.min(text.length(), from + DECISION);
      if (!Characters.looksRandom(text, from, end, 6)) {
        return -1;
      }
    }
    int end = near >= 0 ? near : close(text.charAt(quote), depth, from, text.length());
    // Not closed: cut off, or an apostrophe; what follows on the line is hidden all the same.
    return scan.mask(SecretScan.ASSIGNMENT, from, end >= 0 ? end : lineEnd(from));
  }

  /// Where the closing quote's backslashes begin; -1 if it is not before `limit`. Inside a JSON
  /// text that was itself quoted `n` times a quote carries 2^n-1 backslashes, and one that belongs
  /// to the value carries more.
  private int close(char quote, int depth, int from, int limit) {
    int backslashes = 0;
    for (int i = from; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        backslashes++;
        continue;
      }
      if (c == quote && backslashes % (2 * (depth + 1)) == depth) {
        return i - depth;
      }
      backslashes = 0;
    }
    return -1;
  }

  private int bare(SecretKeys.Kind kind, int at, boolean prose, boolean json) {
    if (isPlaceholder(text, at)) {
      return -1;
    }
    int near = at;
    while (near < text.length() && near < at + DECISION && !isStop(text.charAt(near))) {
      near++;
    }
    if (near == at) {
      return -1;
    }
    if (kind == SecretKeys.Kind.AUTHORIZATION) {
      int end = credentials(at, near);
      if (end > 0) {
        return scan.mask(SecretScan.ASSIGNMENT, at, end);
      }
    }
    if (kind == SecretKeys.Kind.COOKIE) {
      return text.substring(at, near).indexOf('=') > 0
          ? scan.mask(SecretScan.ASSIGNMENT, at, headerEnd(near))
          : -1;
    }
    boolean decided = near - at == DECISION;
    if (!decided && (isLiteral(at, near) || isCode(at, near) || (prose && isProse(at, near)))) {
      return -1;
    }
    if (kind == SecretKeys.Kind.WEAK && !Characters.looksRandom(text, at, near, 6)) {
      return -1;
    }
    int end = wordEnd(text, near);
    return json ? scan.maskBareJson(at, end) : scan.mask(SecretScan.ASSIGNMENT, at, end);
  }

  /// The end of `Bearer abc` and the like; -1 if no scheme comes first.
  private int credentials(int at, int schemeEnd) {
    String scheme = text.substring(at, schemeEnd).toLowerCase(Locale.ROOT);
    if (LONG_SCHEMES.contains(scheme)) {
      return headerEnd(schemeEnd);
    }
    if (schemeEnd + 1 >= text.length()
        || text.charAt(schemeEnd) != ' '
        || isStop(text.charAt(schemeEnd + 1))
        || isPlaceholder(text, schemeEnd + 1)) {
      return -1;
    }
    int near = schemeEnd + 1;
    while (near < text.length() && near < schemeEnd + DECISION && !isStop(text.charAt(near))) {
      near++;
    }
    // A scheme of somebody's own is told from a sentence by what follows it.
    return SCHEMES.contains(scheme) || Characters.looksRandom(text, schemeEnd + 1, near, 6)
        ? wordEnd(text, near)
        : -1;
  }

  private int headerEnd(int from) {
    int end = from;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '\n' || c == '\r' || c == '\\' || SecretScan.isQuote(c)) {
        break;
      }
      end++;
    }
    return end;
  }

  private int lineEnd(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private boolean isLiteral(int from, int to) {
    return to - from <= MAX_LITERAL
        && LITERALS.contains(text.substring(from, to).toLowerCase(Locale.ROOT));
  }

  /// `${NAME}`, `$NAME`, `{{ name }}`, `<name>`, `%(name)s`, or masked already.
  static boolean isPlaceholder(String text, int at) {
    if (at >= text.length()) {
      return true;
    }
    char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
    return switch (text.charAt(at)) {
      case '$' ->
          next == '{'
              || next == '('
              || Characters.isUpper(next)
              || text.startsWith(Redactor.MASK, at + 1);
      case '{', '<' -> true;
      case '%' ->
          next == '('
              || (next == 's'
                  && (at + 2 >= text.length() || !Characters.isWord(text.charAt(at + 2))));
      case '*' -> text.startsWith("***", at);
      default -> false;
    };
  }

  /// An identifier that is called or indexed (`os.environ[`), or that names a secret itself
  /// (`api_key=self.api_key`).
  private boolean isCode(int from, int to) {
    if (!Characters.isLetter(text.charAt(from)) && text.charAt(from) != '_') {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        return true;
      }
      if (!Characters.isWord(c) && c != '_' && c != '.') {
        return false;
      }
    }
    return keys.match(text, from, to) != null;
  }

  /// A word of letters with another one after it.
  private boolean isProse(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Characters.isLetter(text.charAt(i))) {
        return false;
      }
    }
    return to + 1 < text.length()
        && text.charAt(to) == ' '
        && Characters.isLetter(text.charAt(to + 1));
  }

  static int wordEnd(String text, int from) {
    int end = from;
    while (end < text.length() && !isStop(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /// What ends a value without quotes.
  static boolean isStop(char c) {
    return c <= ' ' || ",;&\"'`<>)]}|\\".indexOf(c) >= 0;
  }
}
