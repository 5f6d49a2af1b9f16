// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds user and password in addresses, also where the password has characters in it that should
/// have been encoded (`postgres://user:pa/ss@word@host`), secret parameters, and the secret paths
/// of incoming webhooks. No state.
final class SecretUrls {

  private static final String ENDS = "\"'<>\\`";
  private static final String NOT_IN_USER = "/?#,;()[]|";
  private static final String AFTER_PORT = "/?#,;)]";
  private static final int MOST_PORT_DIGITS = 5;
  private static final int SHORTEST_PATH = 8;

  private static final int LONGEST_PARAMETER = 24;

  private static final Set<String> SIGNATURES =
      Set.of("sig", "x-amz-signature", "x-goog-signature", "x-amz-security-token");

  // Names that are a secret's in an address and something else everywhere else.
  private static final Set<String> SECRET_PARAMETERS =
      Set.of(
          "pw",
          "pass",
          "jwt",
          "otp",
          "assertion",
          "client_assertion",
          "code_verifier",
          "samlresponse");
  private static final Set<String> OPAQUE_PARAMETERS =
      Set.of(
          "key",
          "code",
          "auth",
          "sid",
          "ticket",
          "signature",
          "session",
          "sessionid",
          "session_id",
          "device_code",
          "hash",
          "k");

  private SecretUrls() {}

  /// What kind of secret a parameter's value is; null if it is none, or no parameter.
  ///
  /// @param first nothing before this index belongs to it
  /// @param end where its name ends
  static SecretKeys.@Nullable Kind parameter(String text, int first, int end) {
    int start = end;
    while (start > first
        && end - start <= LONGEST_PARAMETER
        && Characters.isKey(text.charAt(start - 1))) {
      start--;
    }
    if (start == end || end - start > LONGEST_PARAMETER) {
      return null;
    }
    char before = Members.at(text, start - 1);
    boolean inAddress = before == '?' || before == '&' || before == '#';
    boolean maybeSignature = "gen".indexOf(Characters.lower(text.charAt(end - 1))) >= 0;
    if (!inAddress && !maybeSignature) {
      return null;
    }
    String name = text.substring(start, end).toLowerCase(Locale.ROOT);
    if (SIGNATURES.contains(name) || (inAddress && SECRET_PARAMETERS.contains(name))) {
      return SecretKeys.Kind.STRONG;
    }
    return inAddress && OPAQUE_PARAMETERS.contains(name) ? SecretKeys.Kind.OPAQUE : null;
  }

  /// Where a token ends that stands alone before the `@` of an address: `https://<token>@host`; -1
  /// if there is none.
  ///
  /// @param from after `://`
  static int tokenEnd(String text, int from) {
    int end = from;
    while (end < text.length()
        && end < from + SecretValues.DECISION
        && (Characters.isKey(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    int at = Members.at(text, end) == ':' ? end + 1 : end;
    return Members.at(text, at) == '@' && Characters.isOpaque(text, from, end) ? end : -1;
  }

  /// Where the `@` stands in `user:password@tcp(host)`, as Go writes addresses of databases; -1 if
  /// there is none before this bracket.
  static int dataSourceSign(String text, int bracket) {
    if (text.startsWith("@tcp", bracket - 4)) {
      return bracket - 4;
    }
    return text.startsWith("@unix", bracket - 5) ? bracket - 5 : -1;
  }

  /// Where user and password begin that end at this `@`; -1 if there are none.
  static int dataSourceUser(String text, int first, int sign) {
    int colon = -1;
    int start = sign;
    while (start > first && sign - start < SecretValues.DECISION / 2) {
      char c = text.charAt(start - 1);
      if (c <= ' ' || ENDS.indexOf(c) >= 0 || c == '=' || c == '/') {
        break;
      }
      start--;
      if (c == ':') {
        colon = start;
      }
    }
    return colon < 0 || SecretValues.isPlaceholder(text, colon + 1) ? -1 : start;
  }

  /// Where user and password end in `jdbc:oracle:thin:user/password@host`; -1 if there are none
  /// after this colon.
  static int oracleUserEnd(String text, int colon) {
    if (!text.startsWith("thin:", colon - 4) || SecretValues.isPlaceholder(text, colon + 1)) {
      return -1;
    }
    int slash = -1;
    for (int i = colon + 1; i < text.length() && i < colon + SecretValues.DECISION; i++) {
      char c = text.charAt(i);
      if (c == '@') {
        return slash > colon + 1 && i > slash + 1 ? i : -1;
      }
      if (c <= ' ' || ENDS.indexOf(c) >= 0) {
        return -1;
      }
      if (c == '/' && slash < 0) {
        slash = i;
      }
    }
    return -1;
  }

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
