// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import org.jspecify.annotations.Nullable;

/// Finds user and password in addresses, also where the password has characters in it that should
/// have been encoded (`postgres://user:pa/ss@word@host`), and the secret paths of incoming
/// webhooks. No state.
final class SecretUrls {

  private static final String ENDS = "\"'<>\\`";
  private static final String NOT_IN_USER = "/?#,;()[]|";
  private static final String AFTER_PORT = "/?#,;)]";
  private static final int MOST_PORT_DIGITS = 5;
  private static final int SHORTEST_PATH = 8;

  private SecretUrls() {}

  /// Where the `@` stands that ends user and password; -1 if the address has none, or placeholders
  /// in their place. No two looks at different `://` read the same characters.
  ///
  /// @param first nothing before this index belongs to the address
  /// @param from after `://`
  static int userInfoEnd(String text, int first, int from) {
    // In a connection string a `?` or `#` is more likely an unescaped part of the password than in
    // an address of the web, and an `@` is more likely one of the path there.
    boolean web =
        (from - 7 >= first && text.startsWith("http", from - 7))
            || (from - 8 >= first && text.startsWith("https", from - 8));
    int colon = userEnd(text, from);
    if (colon < 0) {
      return -1;
    }
    boolean port = isPort(text, colon + 1);
    if (port && (web || isHost(text, from, colon))) {
      return -1;
    }
    int at = -1;
    for (int i = colon + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean over =
          isEnd(text, i)
              || (at < 0 && port && (c == '?' || c == '='))
              || (at >= 0 && (c == '?' || c == '#' || (web && c == '/')));
      if (over) {
        break;
      }
      if (c == '@') {
        at = i;
      }
    }
    return at < colon + 2 || SecretValues.isPlaceholder(text, colon + 1) ? -1 : at;
  }

  /// The first colon, if only what a user's name may have stands before it.
  private static int userEnd(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (isEnd(text, i) || NOT_IN_USER.indexOf(text.charAt(i)) >= 0) {
        return -1;
      }
      if (text.charAt(i) == ':') {
        return i;
      }
    }
    return -1;
  }

  private static boolean isEnd(String text, int at) {
    char c = text.charAt(at);
    return c <= ' ' || ENDS.indexOf(c) >= 0 || (c == ':' && text.startsWith("//", at + 1));
  }

  private static boolean isPort(String text, int from) {
    int end = from;
    while (end < text.length()
        && end - from <= MOST_PORT_DIGITS
        && Characters.isDigit(text.charAt(end))) {
      end++;
    }
    return end == text.length()
        || (end - from <= MOST_PORT_DIGITS && AFTER_PORT.indexOf(text.charAt(end)) >= 0);
  }

  /// Whether this is a host rather than a user.
  private static boolean isHost(String text, int from, int to) {
    return text.substring(from, Math.min(to, from + SecretValues.DECISION)).indexOf('.') >= 0
        || text.startsWith("localhost:", from);
  }

  /// Where the secret path of a webhook begins and ends.
  ///
  /// @param dot a dot in the host's name
  static KeyShapes.@Nullable Found webhook(String text, int dot) {
    int path = path(text, dot);
    if (path < 0) {
      return null;
    }
    int end = path;
    while (end < text.length()
        && (Characters.isKey(text.charAt(end))
            || text.charAt(end) == '/'
            || text.charAt(end) == '@')) {
      end++;
    }
    return end - path < SHORTEST_PATH ? null : new KeyShapes.Found(SecretScan.WEBHOOK, path, end);
  }

  private static int path(String text, int dot) {
    if (text.startsWith("hooks.slack.com/", dot - 5)) {
      for (String kind : new String[] {"services/", "workflows/", "triggers/"}) {
        if (text.startsWith(kind, dot + 11)) {
          return dot + 11 + kind.length();
        }
      }
    }
    if (text.startsWith("discord.com/api/", dot - 7)) {
      return discordPath(text, dot + 9);
    }
    if (text.startsWith("discordapp.com/api/", dot - 10)) {
      return discordPath(text, dot + 9);
    }
    return text.startsWith(".webhook.office.com/webhookb2/", dot) ? dot + 30 : -1;
  }

  private static int discordPath(String text, int from) {
    int at = from;
    if (at < text.length() && text.charAt(at) == 'v') {
      at++;
      while (at < text.length() && at < from + 4 && Characters.isDigit(text.charAt(at))) {
        at++;
      }
      at++;
    }
    return text.startsWith("webhooks/", at) ? at + 9 : -1;
  }
}
