// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One pass over one text, that stops only at characters which can belong to a secret (`TRIGGERS`)
/// and looks around there. Every look that finds nothing costs a bounded number of characters, and
/// what is masked is jumped over, so that the whole is linear whatever the text.
///
/// Used by one thread, once.
final class SecretScan {

  static final String PRIVATE_KEY = "private_key";
  static final String JWT = "jwt";
  static final String BEARER = "bearer_token";
  static final String BASIC = "basic_credentials";
  static final String URL_PASSWORD = "url_password";
  static final String WEBHOOK = "webhook_url";
  static final String ASSIGNMENT = "assignment";
  static final String OPTION = "command_option";

  private static final String TRIGGERS = ":=-_.AJBb";
  private static final boolean[] TRIGGER = new boolean[128];

  private static final Set<String> SIGNATURES =
      Set.of("sig", "x-amz-signature", "x-goog-signature", "x-amz-security-token");
  private static final Set<String> PROSE_AFTER_OPTION =
      Set.of("is", "must", "and", "or", "to", "option", "flag", "argument", "for", "will", "can");

  static {
    for (int i = 0; i < TRIGGERS.length(); i++) {
      TRIGGER[TRIGGERS.charAt(i)] = true;
    }
  }

  private final SecretKeys keys;
  private final String text;
  private final Consumer<String> count;
  private @Nullable StringBuilder out;
  private int copied;
  private int noDotBefore;

  /// @param count told the rule's name for each stretch masked
  SecretScan(SecretKeys keys, String text, Consumer<String> count) {
    this.keys = keys;
    this.text = text;
    this.count = count;
  }

  /// Where the first character from `start` on stands at which a look is worth while; the text's
  /// length if there is none.
  static int nextTrigger(String text, int start) {
    int i = start;
    int end = text.length();
    while (i < end) {
      char c = text.charAt(i);
      if (c < 128 && TRIGGER[c]) {
        return i;
      }
      i++;
    }
    return end;
  }

  /// The text with its secrets masked; the same instance if there are none.
  ///
  /// @param first where the first trigger stands
  String run(int first) {
    int i = first;
    while (i < text.length()) {
      int end = look(text.charAt(i), i);
      i = nextTrigger(text, Math.max(end, i + 1));
    }
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }

  /// Looks around one trigger.
  ///
  /// @return where to go on after what was masked; -1 if nothing was
  private int look(char c, int at) {
    return switch (c) {
      case ':' -> {
        boolean slash = at + 1 < text.length() && text.charAt(at + 1) == '/';
        int end = slash && text.startsWith("://", at) ? url(at + 3) : -1;
        yield end >= 0 ? end : assignment(at);
      }
      case '=' -> assignment(at);
      case '-' -> dash(at);
      case '.' -> {
        int end = at >= 5 && text.charAt(at - 1) == 's' ? slackHook(at - 5) : -1;
        yield end >= 0 ? end : mask(KeyShapes.atAnchor(text, copied, at));
      }
      case '_' -> mask(KeyShapes.atAnchor(text, copied, at));
      case 'A' -> mask(KeyShapes.atCapitalA(text, copied, at));
      case 'J' -> jwt(at);
      default -> scheme(at);
    };
  }

  private int slackHook(int at) {
    return text.startsWith("hooks.slack.com/services/", at) ? path(at + 25) : -1;
  }

  private int dash(int at) {
    if (at + 1 == text.length() || text.charAt(at + 1) != '-') {
      return mask(KeyShapes.atAnchor(text, copied, at));
    }
    if (text.startsWith("-----BEGIN ", at)) {
      int label = labelAfter(at + 11);
      if (label >= 0) {
        int end = text.indexOf("-----END", label);
        int close = end < 0 ? -1 : text.indexOf("-----", end + 8);
        return mask(PRIVATE_KEY, at, close < 0 ? text.length() : close + 5);
      }
    }
    int end = option(at);
    return end >= 0 ? end : mask(KeyShapes.atAnchor(text, copied, at));
  }

  /// Where `PRIVATE KEY` begins after `-----BEGIN `; -1 if it is another kind of block.
  private int labelAfter(int from) {
    for (int i = from; i < from + 32; i++) {
      if (text.startsWith("PRIVATE KEY", i)) {
        return i;
      }
    }
    return -1;
  }

  /// `--password VALUE`
  private int option(int at) {
    if (at > copied && text.charAt(at - 1) > ' ' && !isQuote(text.charAt(at - 1))) {
      return -1;
    }
    int end = at + 2;
    while (end < text.length() && end < at + 42 && Characters.isKey(text.charAt(end))) {
      end++;
    }
    if (end + 1 >= text.length() || text.charAt(end) != ' ' || text.charAt(end + 1) == '-') {
      return -1;
    }
    SecretKeys.Kind kind = keys.match(text, at + 2, end);
    if (kind == null) {
      return -1;
    }
    int value = end + 1;
    int close = value;
    while (close < text.length()
        && close < value + SecretValues.DECISION
        && !SecretValues.isStop(text.charAt(close))) {
      close++;
    }
    if (close == value
        || SecretValues.isPlaceholder(text, value)
        || PROSE_AFTER_OPTION.contains(text.substring(value, close).toLowerCase(Locale.ROOT))) {
      return -1;
    }
    return mask(OPTION, value, SecretValues.wordEnd(text, close));
  }

  /// `//user:password@host`, of which the guide masks both; an incoming webhook's path.
  private int url(int from) {
    int hook = slackHook(from);
    if (hook >= 0) {
      return hook;
    }
    if (text.startsWith("discord.com/api/webhooks/", from)) {
      return path(from + 25);
    }
    // In a web address a `?` or `#` ends the authority; in a connection string they are more likely
    // an unescaped part of the password.
    boolean web = text.startsWith("http", from - 7) || text.startsWith("https", from - 8);
    int colon = -1;
    int at = -1;
    int end = from;
    for (; end < text.length(); end++) {
      char c = text.charAt(end);
      if (c <= ' '
          || c == '/'
          || c == '"'
          || c == '\''
          || c == '<'
          || c == '>'
          || c == '\\'
          || c == '`'
          || (web && (c == '?' || c == '#'))) {
        break;
      }
      if (c == ':' && colon < 0) {
        colon = end;
      } else if (c == '@') {
        at = end;
      }
    }
    if (colon < 0 || at < colon + 2 || SecretValues.isPlaceholder(text, colon + 1)) {
      return -1;
    }
    count.accept(URL_PASSWORD);
    return replace(from, at, "***:***");
  }

  private int path(int from) {
    int end = from;
    while (end < text.length() && (Characters.isKey(text.charAt(end)) || text.charAt(end) == '/')) {
      end++;
    }
    return end - from < 8 ? -1 : mask(WEBHOOK, from, end);
  }

  private int jwt(int at) {
    int start = at - 2;
    if (start < copied
        || start < noDotBefore
        || !text.startsWith("ey", start)
        || !Characters.isBoundary(text, copied, start)) {
      return -1;
    }
    int header = keyRun(start);
    int payload = header < text.length() && text.charAt(header) == '.' ? keyRun(header + 1) : -1;
    if (payload < 0
        || payload - header < 5
        || header - start < 10
        || payload == text.length()
        || text.charAt(payload) != '.') {
      noDotBefore = header; // the same fate for every other start in this stretch
      return -1;
    }
    return mask(JWT, start, keyRun(payload + 1));
  }

  private int keyRun(int from) {
    int end = from;
    while (end < text.length() && Characters.isKey(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /// `Bearer …` and `Basic …` wherever they stand.
  private int scheme(int at) {
    char next = at + 1 < text.length() ? Characters.lower(text.charAt(at + 1)) : 0;
    if (next != 'e' && next != 'a') {
      return -1;
    }
    boolean bearer = text.regionMatches(true, at, "bearer ", 0, 7);
    if ((!bearer && !text.regionMatches(true, at, "basic ", 0, 6))
        || !Characters.isBoundary(text, copied, at)) {
      return -1;
    }
    int from = at + (bearer ? 7 : 6);
    int end = from;
    boolean joined = false;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (!Characters.isKey(c) && "._~+/=".indexOf(c) < 0) {
        break;
      }
      joined |= (c == '-' || c == '_') && end > from;
      end++;
    }
    if (bearer) {
      boolean header = text.charAt(at) == 'B' && joined && end - from >= 8;
      return header || Characters.looksRandom(text, from, end, 8) ? mask(BEARER, from, end) : -1;
    }
    return isUserAndPassword(from, end) ? mask(BASIC, from, end) : -1;
  }

  private boolean isUserAndPassword(int from, int end) {
    // Four characters are three bytes; the user name is looked for in the first few hundred.
    int length = Math.min(end - from, 400);
    String base64 = text.substring(from, from + length);
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).indexOf(':')
          >= 0;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /// `name=value`, `name: value`, `"name":"value"`, `\"name\": \"value\"`, `'name' => 'value'`.
  private int assignment(int at) {
    int end = at;
    while (end > copied && at - end < 2 && text.charAt(end - 1) == ' ') {
      end--;
    }
    boolean quotedKey = end > copied && isQuote(text.charAt(end - 1));
    if (quotedKey) {
      end--;
      while (end > copied && at - end < 12 && text.charAt(end - 1) == '\\') {
        end--;
      }
    }
    int from = Math.max(copied, end - 64);
    SecretKeys.Kind kind = keys.match(text, from, end);
    if (kind == null) {
      kind = text.charAt(at) == '=' && isSignature(from, end) ? SecretKeys.Kind.STRONG : null;
    }
    if (kind == null) {
      return -1;
    }
    int value = at + 1;
    if (value < text.length() && (text.charAt(value) == '=' || text.charAt(value) == '>')) {
      value++;
    }
    boolean spaced = false;
    while (value < text.length()
        && value < at + 10
        && (text.charAt(value) == ' ' || text.charAt(value) == '\t')) {
      value++;
      spaced = true;
    }
    boolean prose = text.charAt(at) == ':' && spaced && !quotedKey;
    return new SecretValues(this, keys, text)
        .mask(kind, value, prose, quotedKey && text.charAt(at) == ':');
  }

  private boolean isSignature(int from, int end) {
    if (end == from || "gen".indexOf(Characters.lower(text.charAt(end - 1))) < 0) {
      return false; // none of them ends so
    }
    int start = end;
    while (start > from && Characters.isKey(text.charAt(start - 1))) {
      start--;
    }
    return start < end
        && end - start <= 20
        && SIGNATURES.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private int mask(KeyShapes.@Nullable Found found) {
    return found == null ? -1 : mask(found.rule(), found.from(), found.to());
  }

  /// Masks a stretch by a rule, and counts it.
  int mask(String rule, int from, int to) {
    count.accept(rule);
    return replace(from, to, Redactor.MASK);
  }

  /// Masks a number in JSON: with the quotes of the name before it, or the JSON would break.
  int maskBareJson(int from, int to) {
    int end = text.lastIndexOf(':', from);
    while (end > 0 && !isQuote(text.charAt(end - 1))) {
      end--;
    }
    int start = Math.max(0, end - 1);
    while (start > 0 && text.charAt(start - 1) == '\\') {
      start--;
    }
    String quote = text.substring(start, end);
    count.accept(ASSIGNMENT);
    return replace(from, to, quote + Redactor.MASK + quote);
  }

  private int replace(int from, int to, String replacement) {
    if (out == null) {
      out = new StringBuilder(text.length() + 16);
    }
    out.append(text, copied, from).append(replacement);
    copied = to;
    return to;
  }
}
