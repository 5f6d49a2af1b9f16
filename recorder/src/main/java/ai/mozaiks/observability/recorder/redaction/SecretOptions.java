// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds secrets among a command's arguments: `--password VALUE`, `curl -u user:password`, `mysql
/// -pVALUE`, also as a list of arguments (`"--password", "VALUE"`).
///
/// Used by one thread, once.
final class SecretOptions {

  private static final int LONGEST_NAME = 40;
  private static final int SHORTEST_WORD = 4;
  private static final int LONGEST_GAP = 96;

  private static final Set<String> PROSE =
      Set.of(
          "is",
          "must",
          "and",
          "or",
          "to",
          "option",
          "flag",
          "argument",
          "for",
          "will",
          "can",
          "then",
          "with",
          "which",
          "if",
          "in",
          "as",
          "are");

  /// Where a value begins.
  ///
  /// @param quote what quotes it; 0 for nothing
  /// @param bare whether it stands in a list without quotes
  private record Start(int at, char quote, boolean bare) {}

  private final SecretKeys keys;
  private final String text;
  private final ShellCommands commands;

  SecretOptions(SecretKeys keys, String text) {
    this.keys = keys;
    this.text = text;
    commands = new ShellCommands(text);
  }

  /// Must be told what was masked.
  void passOver(int from, int to) {
    commands.passOver(from, to);
  }

  /// Looks at a `-`.
  ///
  /// @param from nothing before this index belongs to an option
  KeyShapes.@Nullable Found at(int from, int dash) {
    char before = dash > from ? text.charAt(dash - 1) : ' ';
    if (before > ' ' && before != '[' && !SecretScan.isQuote(before)) {
      return null;
    }
    if (dash + 1 >= text.length()) {
      return null;
    }
    if (text.charAt(dash + 1) == '-') {
      return named(dash + 2);
    }
    KeyShapes.Found found = lettered(dash);
    return found == null && Characters.isLetter(text.charAt(dash + 1)) ? word(dash + 1) : found;
  }

  /// `-password VALUE`, with one hyphen, as PowerShell and Java have it.
  private KeyShapes.@Nullable Found word(int name) {
    int end = nameEnd(name);
    if (end - name < SHORTEST_WORD || keys.match(text, name, end) != SecretKeys.Kind.STRONG) {
      return null;
    }
    Start start = start(end, false);
    return start == null ? null : value(start);
  }

  private int nameEnd(int name) {
    int end = name;
    while (end < text.length() && end < name + LONGEST_NAME && Characters.isKey(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private KeyShapes.@Nullable Found named(int name) {
    int end = nameEnd(name);
    SecretKeys.Kind kind = keys.match(text, name, end);
    if (kind != null) {
      Start start = start(end, false);
      return start == null || (kind == SecretKeys.Kind.OPAQUE && !isPassword(end, start))
          ? null
          : value(start);
    }
    boolean user =
        end - name == 4 ? text.startsWith("user", name) : text.startsWith("proxy-user", name);
    if (!user || (end - name != 4 && end - name != 10)) {
      return null;
    }
    ShellCommands.Command command = commands.at(name);
    Start start = command != null && command.pair() ? start(end, true) : null;
    return start == null ? null : pair(start);
  }

  /// `--pass` takes a secret; `--auth` may as well name a method.
  private boolean isPassword(int nameEnd, Start start) {
    return Characters.lower(text.charAt(nameEnd - 1)) != 'h'
        || Characters.isOpaque(
            text, start.at, end(start, Math.min(text.length(), start.at + SecretValues.DECISION)));
  }

  private KeyShapes.@Nullable Found lettered(int dash) {
    char letter = text.charAt(dash + 1);
    if (letter != 'u' && letter != 'U' && letter != 'p' && letter != 'a') {
      return null;
    }
    ShellCommands.Command command = commands.at(dash);
    if (command == null || command.options().indexOf(letter) < 0 || dash + 2 >= text.length()) {
      return null;
    }
    char next = text.charAt(dash + 2);
    boolean closed = isListed(dash) && SecretValues.quoteAt(text, dash + 2) >= 0;
    boolean joined = next > ' ' && next != ',' && !closed;
    if (!joined && command.joinedOnly()) {
      return null;
    }
    Start start = joined ? quoted(dash + 2) : start(dash + 2, false);
    if (start == null) {
      return null;
    }
    return command.pair() ? pair(start) : password(start);
  }

  /// Whether the option is an argument in quotes of its own.
  private boolean isListed(int dash) {
    return dash > 0 && SecretScan.isQuote(text.charAt(dash - 1));
  }

  /// Where the value begins after the name of an option; null if none follows.
  private @Nullable Start start(int nameEnd, boolean equals) {
    int at = nameEnd;
    int limit = Math.min(text.length(), nameEnd + LONGEST_GAP);
    while (at < limit && text.charAt(at) == '\\') {
      at++;
    }
    boolean listed = at < limit && SecretScan.isQuote(text.charAt(at));
    if (!listed && (at > nameEnd || Members.at(text, at) == '\n')) {
      return nextItem(nameEnd);
    }
    if (listed) {
      int comma = Members.afterSpace(text, at + 1);
      boolean separated = comma > at + 1;
      if (Members.at(text, comma) == ',') {
        comma = Members.afterSpace(text, comma + 1);
        separated = true;
      }
      Start start = comma < text.length() ? quoted(comma) : null;
      return start == null || !separated || start.quote == 0 ? null : start;
    }
    // [--password, x] is how Java and YAML show lists
    boolean bare = Members.at(text, at) == ',' && Members.at(text, at + 1) == ' ';
    int gap = bare ? at + 1 : at;
    at = gap;
    while (at < limit
        && (text.charAt(at) == ' '
            || text.charAt(at) == '\t'
            || (equals && text.charAt(at) == '='))) {
      at++;
    }
    if (at == gap || at >= text.length() || text.charAt(at) == '-') {
      return null;
    }
    Start start = quoted(at);
    return new Start(start.at, start.quote, bare);
  }

  /// The value in YAML's `- --password` and, on the next line, `- value`; null if the line holds
  /// more than that.
  private @Nullable Start nextItem(int lineEnd) {
    int item = Members.afterSpace(text, lineEnd);
    if (item == lineEnd || Members.at(text, item) != '-' || Members.at(text, item + 1) != ' ') {
      return null;
    }
    Start start = quoted(item + 2);
    int end = end(start, Math.min(text.length(), start.at + SecretValues.DECISION));
    int after = start.quote == 0 ? end : end + 1;
    return after >= text.length() || "\n\r\\".indexOf(text.charAt(after)) >= 0 ? start : null;
  }

  private Start quoted(int at) {
    int i = at;
    while (i < text.length() && i <= at + SecretValues.MOST_BACKSLASHES && text.charAt(i) == '\\') {
      i++;
    }
    return i < text.length() && SecretScan.isQuote(text.charAt(i))
        ? new Start(i + 1, text.charAt(i), false)
        : new Start(at, (char) 0, false);
  }

  /// Whether a text goes on after a word as no list does.
  private boolean isGoneOn(int end) {
    return Members.at(text, end) != ',' && Members.at(text, end) != ']';
  }

  private KeyShapes.@Nullable Found value(Start start) {
    int near = end(start, Math.min(text.length(), start.at + SecretValues.DECISION));
    if (near == start.at
        || SecretValues.isPlaceholder(text, start.at)
        || text.charAt(start.at) == '-'
        || (start.bare && isGoneOn(near))
        || (start.quote == 0
            && PROSE.contains(text.substring(start.at, near).toLowerCase(Locale.ROOT)))) {
      return null;
    }
    return new KeyShapes.Found(SecretScan.OPTION, start.at, end(start, text.length()));
  }

  /// A value that may as well be a port or a mapping of ports.
  private KeyShapes.@Nullable Found password(Start start) {
    int near = end(start, Math.min(text.length(), start.at + SecretValues.DECISION));
    return isNumeric(start.at, near) ? null : value(start);
  }

  /// A value that must be `user:password`, and may as well be `uid:gid`.
  private KeyShapes.@Nullable Found pair(Start start) {
    int near = end(start, Math.min(text.length(), start.at + SecretValues.DECISION));
    int colon = text.substring(start.at, near).indexOf(':');
    int password = start.at + colon + 1;
    if (colon < 0
        || near - start.at < 2
        || isNumeric(start.at, near)
        || (password < near && SecretValues.isPlaceholder(text, password))
        || text.startsWith(Redactor.MASK, start.at)) {
      return null;
    }
    return new KeyShapes.Found(SecretScan.OPTION, start.at, end(start, text.length()));
  }

  private boolean isNumeric(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!Characters.isDigit(c) && c != ':' && c != '.' && c != '/') {
        return false;
      }
    }
    return true;
  }

  private int end(Start start, int limit) {
    int end = start.at;
    while (end < limit
        && (start.quote == 0
            ? !SecretValues.isStop(text.charAt(end))
            : text.charAt(end) != start.quote
                && text.charAt(end) != '\\'
                && text.charAt(end) != '\n')) {
      end++;
    }
    return end;
  }
}
