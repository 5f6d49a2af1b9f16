// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows which command's arguments a place in a text belongs to, since `-p` and `-u` are secrets
/// of a few commands only. Reads every character at most once, however often it is asked; what was
/// masked is passed over, so that a text that is masked already is read in the same way.
///
/// Used by one thread, once.
final class ShellCommands {

  /// One command.
  ///
  /// @param name how it is called
  /// @param options the letters of the options that take a secret
  /// @param joinedOnly whether the secret must follow its letter without a space
  /// @param pair whether the secret is `user:password`
  record Command(String name, String options, boolean joinedOnly, boolean pair) {}

  private static final List<Command> COMMANDS =
      List.of(
          new Command("curl", "uU", false, true),
          new Command("mysql", "p", true, false),
          new Command("mysqldump", "p", true, false),
          new Command("mysqladmin", "p", true, false),
          new Command("mysqlimport", "p", true, false),
          new Command("mariadb", "p", true, false),
          new Command("mongo", "p", false, false),
          new Command("mongosh", "p", false, false),
          new Command("mongodump", "p", false, false),
          new Command("mongorestore", "p", false, false),
          new Command("mongoimport", "p", false, false),
          new Command("mongoexport", "p", false, false),
          new Command("sshpass", "p", false, false),
          new Command("redis-cli", "a", false, false),
          new Command("docker login", "p", false, false),
          new Command("podman login", "p", false, false));

  private final String text;
  private int read;
  private @Nullable Command current;

  ShellCommands(String text) {
    this.text = text;
  }

  /// The command to which what stands at `at` belongs; null if it is none of these.
  ///
  /// @param at not before what was asked or passed over last
  @Nullable Command at(int at) {
    while (read < at) {
      char c = text.charAt(read);
      if (c == '\n' || (c == 'n' && isBackslash(read - 1))) {
        boolean goesOn = isBackslash(c == '\n' ? read - 1 : read - 2);
        current = goesOn ? current : null;
      } else if ("cmsrdp".indexOf(c) >= 0) {
        startingAt(read);
      }
      read++;
    }
    return current;
  }

  /// Goes on after what was masked.
  void passOver(int from, int to) {
    at(from);
    read = to;
  }

  private void startingAt(int at) {
    if (at > 0 && Characters.isKey(text.charAt(at - 1)) && !isEscaped(at - 1)) {
      return;
    }
    for (Command command : COMMANDS) {
      int end = at + command.name.length();
      if (text.startsWith(command.name, at)
          && (end == text.length() || !Characters.isKey(text.charAt(end)))) {
        current = command;
        return;
      }
    }
  }

  private boolean isEscaped(int at) {
    return (text.charAt(at) == 'n' || text.charAt(at) == 't') && isBackslash(at - 1);
  }

  private boolean isBackslash(int at) {
    return at >= 0 && text.charAt(at) == '\\';
  }
}
