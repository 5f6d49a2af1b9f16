// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

/// Finds secrets whose name stands beside them as a value of its own: `{"name":"password",
/// "value":"…"}` in either order, `["X-Api-Key", "…"]`, `("password", "…")`, `<property
/// name="password" value="…"/>`, and over two lines in YAML.
///
/// Used by one thread, once. A look that finds nothing reads at most some hundred characters.
final class SecretPairs {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_MEMBER = 24;
  private static final int MOST_MEMBERS = 4;

  private final SecretScan scan;
  private final SecretKeys keys;
  private final String text;
  private final SecretValues values;
  private final SecretElements elements;

  SecretPairs(SecretScan scan, SecretKeys keys, String text, SecretElements elements) {
    this.scan = scan;
    this.keys = keys;
    this.text = text;
    this.values = new SecretValues(scan, keys, text, SecretScan.PAIR);
    this.elements = elements;
  }

  /// Looks at an assignment whose value is the name of something: `"name":`.
  ///
  /// @param first nothing before this index belongs to it
  /// @param nameStart where the word begins that announces a name
  /// @param at the `:` or `=`
  /// @return where to go on after what was masked; -1 if nothing was
  int named(int first, int nameStart, int at) {
    int start = Members.afterSpace(text, at + 1);
    int quote = SecretValues.quoteAt(text, start);
    int from = quote < 0 ? start : quote + 1;
    int to = quote < 0 ? nameEnd(from) : closing(start, quote, LONGEST_NAME);
    SecretKeys.Kind kind = to < 0 ? null : keys.match(text, from, to);
    if (kind == null) {
      return -1;
    }
    int masked = after(kind, quote < 0 ? to : to + (quote - start) + 1);
    return masked >= 0 ? masked : before(kind, first, nameStart);
  }

  private int nameEnd(int from) {
    int end = from;
    while (end < text.length()
        && end < from + LONGEST_NAME
        && (Characters.isKey(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    return end;
  }

  /// Where the text in quotes ends; -1 if it is longer than that.
  private int closing(int start, int quote, int longest) {
    int limit = Math.min(text.length(), quote + 1 + longest);
    return SecretValues.close(text, text.charAt(quote), quote - start, quote + 1, limit);
  }

  /// The value that follows its name, at once or after other members.
  private int after(SecretKeys.Kind kind, int nameEnd) {
    int at = Members.afterSpace(text, nameEnd);
    for (int member = 0; member < MOST_MEMBERS; member++) {
      if (Members.at(text, at) == '>') {
        return elements.text(kind, at + 1, SecretScan.PAIR);
      }
      if (Members.at(text, at) == ',') {
        at = Members.afterSpace(text, at + 1);
      }
      int quote = SecretValues.quoteAt(text, at);
      int from = quote < 0 ? at : quote + 1;
      int to = memberEnd(from);
      int sign = quote < 0 ? to : to + (quote - at);
      if (to == from || (quote >= 0 && !SecretScan.isQuote(Members.at(text, sign)))) {
        return -1;
      }
      sign = Members.afterSpace(text, quote < 0 ? sign : sign + 1);
      char c = Members.at(text, sign);
      if (c != ':' && c != '=') {
        return -1;
      }
      int value = Members.afterSpace(text, sign + 1);
      if (Members.holdsValue(text, from, to)) {
        return values.mask(kind, value, false, quote >= 0 && c == ':');
      }
      int end = memberValueEnd(value);
      if (end < 0) {
        return -1;
      }
      at = Members.afterSpace(text, end);
    }
    return -1;
  }

  private int memberEnd(int from) {
    int end = from;
    while (end < text.length()
        && end < from + LONGEST_MEMBER
        && Characters.isKey(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int memberValueEnd(int at) {
    int quote = SecretValues.quoteAt(text, at);
    if (quote >= 0) {
      int end = closing(at, quote, SecretValues.DECISION / 2);
      return end < 0 ? -1 : end + (quote - at) + 1;
    }
    int end = at;
    while (end < text.length()
        && end < at + LONGEST_NAME
        && !SecretValues.isStop(text.charAt(end))) {
      end++;
    }
    return end == at || end == at + LONGEST_NAME ? -1 : end;
  }

  /// The value that stands before its name: `"value":"…","name":"password"`.
  private int before(SecretKeys.Kind kind, int first, int nameStart) {
    int i = beforeQuote(first, nameStart);
    i = beforeSpace(first, i);
    if (Members.at(text, i - 1) == ',') {
      i = beforeSpace(first, i - 1);
    }
    if (i <= first || !SecretScan.isQuote(text.charAt(i - 1))) {
      return -1;
    }
    char quote = text.charAt(i - 1);
    int to = i - 1;
    while (to > first && text.charAt(to - 1) == '\\') {
      to--;
    }
    int from = opening(first, to, quote, i - 1 - to);
    if (from < 0 || from <= first) {
      return -1;
    }
    int sign = beforeSpace(first, from - 1 - (i - 1 - to));
    char c = sign > first ? text.charAt(sign - 1) : 0;
    if (c != ':' && c != '=') {
      return -1;
    }
    int memberEnd = beforeQuote(first, beforeSpace(first, sign - 1));
    int memberStart = Members.wordStart(text, first, memberEnd);
    if (!Members.holdsValue(text, memberStart, memberEnd)
        || values.isLiteral(from, to)
        || SecretValues.isPlaceholder(text, from)
        || !values.isLikely(kind, from, to)) {
      return -1;
    }
    return scan.mask(SecretScan.PAIR, from, to);
  }

  private int beforeSpace(int first, int to) {
    int i = to;
    while (i > first && to - i < LONGEST_NAME && text.charAt(i - 1) <= ' ') {
      i--;
    }
    return i;
  }

  /// Before a quote and its backslashes.
  private int beforeQuote(int first, int to) {
    int i = to;
    if (i > first && SecretScan.isQuote(text.charAt(i - 1))) {
      i--;
      while (i > first && to - i <= SecretValues.MOST_BACKSLASHES && text.charAt(i - 1) == '\\') {
        i--;
      }
    }
    return i;
  }

  /// Where the text in quotes begins that ends at `to`; -1 if it is too long to tell.
  private int opening(int first, int to, char quote, int backslashes) {
    for (int i = to; i > first && i > to - SecretValues.DECISION; i--) {
      if (text.charAt(i - 1) != quote) {
        continue;
      }
      int before = i - 1;
      while (before > first && text.charAt(before - 1) == '\\') {
        before--;
      }
      if (i - 1 - before <= backslashes) {
        return i;
      }
    }
    return -1;
  }

  /// Looks at a `[` or `(`: a name and its value may follow as two texts.
  int listed(int first, int at) {
    int start = Members.afterSpace(text, at + 1);
    int quote = SecretValues.quoteAt(text, start);
    int to = quote < 0 ? -1 : closing(start, quote, LONGEST_NAME);
    SecretKeys.Kind kind = to < 0 ? null : keys.match(text, quote + 1, to);
    if (kind == null || text.charAt(quote + 1) == '-') {
      return -1; // an option of a command is not a name beside a value
    }
    int comma = Members.afterSpace(text, to + (quote - start) + 1);
    if (Members.at(text, comma) != ',') {
      return -1;
    }
    int value = Members.afterSpace(text, comma + 1);
    int opening = SecretValues.quoteAt(text, value);
    if (opening < 0) {
      return -1;
    }
    int end = closing(value, opening, SecretValues.DECISION);
    int next = end < 0 ? -1 : Members.afterSpace(text, end + (opening - value) + 1);
    char after = end < 0 ? ']' : Members.at(text, next);
    boolean isPair = after == ']' || after == ')' || (after == ',' && text.charAt(at) == '(');
    int decided = end < 0 ? Math.min(text.length(), opening + SecretValues.DECISION) : end;
    return isPair && isValue(first, at, opening + 1, decided)
        ? values.mask(kind, value, false, false)
        : -1;
  }

  /// Whether the second of two texts is the value of the first, and not another name beside it:
  /// `["password", "email"]` is a list of fields.
  private boolean isValue(int first, int at, int from, int to) {
    SecretKeys.Kind other = keys.match(text, from, to);
    if (other != null) {
      return false;
    }
    return isInList(first, at) || !isName(from, to);
  }

  /// Whether the pair is one of several, as headers are: `[["Accept","x"],["X-Api-Key","y"]]`.
  private boolean isInList(int first, int at) {
    int i = beforeSpace(first, at);
    char before = i > first ? text.charAt(i - 1) : 0;
    if (before == ',') {
      i = beforeSpace(first, i - 1);
      before = i > first ? text.charAt(i - 1) : 0;
      return before == ']' || before == ')';
    }
    return before == '[' || before == '(';
  }

  private boolean isName(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!Characters.isLetter(c) && c != '_' && c != '-' && c != '.' && c != ' ') {
        return false;
      }
    }
    return true;
  }
}
