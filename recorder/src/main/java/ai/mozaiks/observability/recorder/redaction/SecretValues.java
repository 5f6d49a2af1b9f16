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

  /// Before a quote that is escaped four times.
  static final int MOST_BACKSLASHES = 15;

  private static final int MAX_LITERAL = 12;
  private static final int MOST_PARTS = 8;
  private static final int MOST_WRAPPINGS = 3;
  private static final int LONGEST_INDENT = 64;

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
          "number",
          "new",
          "await");

  private static final Set<String> SCHEMES =
      Set.of("bearer", "basic", "token", "apikey", "negotiate", "ntlm", "key", "bot");
  private static final Set<String> LONG_SCHEMES =
      Set.of("digest", "aws4-hmac-sha256", "signature", "hmac", "oauth", "sharedkey");

  private final SecretScan scan;
  private final SecretKeys keys;
  private final String text;
  private final String rule;

  /// @param rule counts what is masked
  SecretValues(SecretScan scan, SecretKeys keys, String text, String rule) {
    this.scan = scan;
    this.keys = keys;
    this.text = text;
    this.rule = rule;
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
    if (json && text.charAt(value) == '{') {
      value = wrapped(value);
      if (value < 0) {
        return -1;
      }
    }
    // r"…", b'…', f"…" of Python
    for (int i = 0; i < 2 && value + 1 < text.length(); i++) {
      if (Characters.isLetter(text.charAt(value)) && SecretScan.isQuote(text.charAt(value + 1))) {
        value++;
      }
    }
    int quote = quoteAt(value);
    if (quote < 0) {
      return bare(kind, value, prose, json);
    }
    return !json && isOuterEnd(quote + 1) ? -1 : quoted(kind, value, quote);
  }

  /// Whether a quote before this index ends the text around, as in `{"a":"password=","b":1}`.
  private boolean isOuterEnd(int at) {
    char c = Members.at(text, at);
    char next = Members.at(text, at + 1);
    return switch (c) {
      case ',', '}', ']', ')' ->
          next <= ' '
              || next == '\\'
              || next == ','
              || next == '}'
              || next == ']'
              || SecretScan.isQuote(next);
      default -> false;
    };
  }

  /// Where the value begins in `{"value":"…"}`, also in `{"value":{"stringValue":"…"}}`; -1 if it
  /// is another object.
  private int wrapped(int at) {
    int value = at;
    for (int depth = 0; depth < MOST_WRAPPINGS && text.charAt(value) == '{'; depth++) {
      int start = Members.afterSpace(text, value + 1);
      int quote = quoteAt(start);
      int to = quote < 0 ? -1 : quote + 1;
      while (to >= 0
          && to < text.length()
          && to < quote + 16
          && Characters.isKey(text.charAt(to))) {
        to++;
      }
      if (to < 0 || !Members.holdsValue(text, quote + 1, to)) {
        return -1;
      }
      int sign = Members.afterSpace(text, to + (quote - start) + 1);
      value = Members.afterSpace(text, sign + 1);
      if (Members.at(text, sign) != ':' || value >= text.length()) {
        return -1;
      }
    }
    return text.charAt(value) == '{' ? -1 : value;
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
      } else if (c == ' ' || c == ',' || c == '\n' || c == '\r' || c == '\t') {
        i++;
        if (end < 0 && i > at + LONGEST_INDENT) {
          return end;
        }
      } else {
        return end;
      }
    }
    return end;
  }

  /// The index of the quote that opens a value, after at most [#MOST_BACKSLASHES]; -1 if none does.
  private int quoteAt(int at) {
    return quoteAt(text, at);
  }

  /// The same for any text.
  static int quoteAt(String text, int at) {
    int i = at;
    while (i < text.length() && i <= at + MOST_BACKSLASHES && text.charAt(i) == '\\') {
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
    int decided = near >= 0 ? near : Math.min(text.length(), from + DECISION);
    if (!isLikely(kind, from, decided)) {
      return -1;
    }
    int end = near >= 0 ? near : close(text.charAt(quote), depth, from, text.length());
    // Not closed: cut off, or an apostrophe; what follows on the line is hidden all the same.
    return scan.mask(rule, from, end >= 0 ? end : lineEnd(from));
  }

  /// Whether what stands under a name of this kind can be its value.
  boolean isLikely(SecretKeys.Kind kind, int from, int to) {
    return switch (kind) {
      case WEAK -> Characters.looksRandom(text, from, to, 6);
      case OPAQUE -> Characters.isOpaque(text, from, to);
      case STRONG, AUTHORIZATION, COOKIE -> true;
    };
  }

  /// Where the closing quote's backslashes begin; -1 if it is not before `limit`. Inside a JSON
  /// text that was itself quoted `n` times a quote carries 2^n-1 backslashes, and one that belongs
  /// to the value carries more.
  private int close(char quote, int depth, int from, int limit) {
    return close(text, quote, depth, from, limit);
  }

  /// The same for any text.
  static int close(String text, char quote, int depth, int from, int limit) {
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
        return scan.mask(rule, at, end);
      }
    }
    if (kind == SecretKeys.Kind.COOKIE) {
      return text.substring(at, near).indexOf('=') > 0 ? scan.mask(rule, at, headerEnd(near)) : -1;
    }
    boolean decided = near - at == DECISION;
    if (!decided && (isLiteral(at, near) || isCode(at, near) || (prose && isProse(at, near)))) {
      return -1;
    }
    if (!isLikely(kind, at, near)) {
      return -1;
    }
    int end = wordEnd(text, near);
    return json ? scan.maskBareJson(rule, at, end) : scan.mask(rule, at, goingOn(end));
  }

  /// Where a value ends that may have commas and semicolons in it: what follows one of them without
  /// a space belongs to it, unless it is an assignment of its own or a literal, after a comma a
  /// number, such as the next argument, and after a semicolon a word, such as the next command.
  private int goingOn(int valueEnd) {
    int end = valueEnd;
    for (int part = 0; part < MOST_PARTS; part++) {
      char separator = end < text.length() ? text.charAt(end) : 0;
      if (separator != ',' && separator != ';') {
        return end;
      }
      int next = end + 1;
      int near = next;
      boolean word = true;
      boolean digits = true;
      while (near < text.length() && near < next + DECISION && !isStop(text.charAt(near))) {
        char c = text.charAt(near);
        if (c == '=' || c == ':') {
          return end;
        }
        word &= Characters.isLetter(c);
        digits &= Characters.isDigit(c) || c == '.';
        near++;
      }
      if (near == next
          || near - next == DECISION
          || (digits && separator == ',')
          || (word && separator == ';')
          || isLiteral(next, near)
          || isPlaceholder(text, next)) {
        return end;
      }
      end = near;
    }
    return end;
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

  boolean isLiteral(int from, int to) {
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
