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
  private static final int LONGEST_GAP = 16;

  private static final Set<String> PROSE =
      Set.of("is", "must", "and", "or", "to", "option", "flag", "argument", "for", "will", "can");

  /// Where a value begins, and what quotes it; 0 for nothing.
  private record Start(int at, char quote) {}

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
    if (dash > from && text.charAt(dash - 1) > ' ' && !SecretScan.isQuote(text.charAt(dash - 1))) {
      return null;
    }
    if (dash + 1 >= text.length()) {
      return null;
    }
    return text.charAt(dash + 1) == '-' ? named(dash + 2) : lettered(dash);
  }

  private KeyShapes.@Nullable Found named(int name) {
    int end = name;
    while (end < text.length() && end < name + LONGEST_NAME && Characters.isKey(text.charAt(end))) {
      end++;
    }
    if (keys.match(text, name, end) != null) {
      Start start = start(end, false);
      return start == null ? null : value(start);
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
    boolean joined = next > ' ' && !(SecretScan.isQuote(next) && isListed(dash));
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
    if (!listed && at > nameEnd) {
      return null;
    }
    int gap = listed ? at + 1 : at;
    at = gap;
    while (at < limit
        && (text.charAt(at) == ' '
            || text.charAt(at) == '\t'
            || (equals && text.charAt(at) == '=')
            || (listed && (text.charAt(at) == ',' || text.charAt(at) == '\n')))) {
      at++;
    }
    if (at == gap || at >= text.length()) {
      return null;
    }
    Start start = quoted(at);
    return text.charAt(at) == '-' || (listed && start.quote == 0) ? null : start;
  }

  private Start quoted(int at) {
    int i = at;
    while (i < text.length() && i < at + 8 && text.charAt(i) == '\\') {
      i++;
    }
    return i < text.length() && SecretScan.isQuote(text.charAt(i))
        ? new Start(i + 1, text.charAt(i))
        : new Start(at, (char) 0);
  }

  private KeyShapes.@Nullable Found value(Start start) {
    int near = end(start, Math.min(text.length(), start.at + SecretValues.DECISION));
    if (near == start.at
        || SecretValues.isPlaceholder(text, start.at)
        || text.charAt(start.at) == '-'
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
