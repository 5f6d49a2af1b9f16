// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

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

  private static final String TRIGGERS = ":=-_./AJKZBbp";
  private static final boolean[] TRIGGER = new boolean[128];

  private static final Set<String> SIGNATURES =
      Set.of("sig", "x-amz-signature", "x-goog-signature", "x-amz-security-token");

  static {
    for (int i = 0; i < TRIGGERS.length(); i++) {
      TRIGGER[TRIGGERS.charAt(i)] = true;
    }
  }

  private final SecretKeys keys;
  private final Reading reading;
  private final String text;
  private final SecretOptions options;
  private final Consumer<String> count;
  private @Nullable StringBuilder out;
  private int copied;
  private int noDotBefore;

  /// @param count told the rule's name for each stretch masked
  SecretScan(SecretKeys keys, Reading reading, Consumer<String> count) {
    this.keys = keys;
    this.reading = reading;
    this.text = reading.text();
    this.options = new SecretOptions(keys, text);
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

  /// The original with its secrets masked; the same instance if there are none.
  String run() {
    int i = nextTrigger(text, 0);
    while (i < text.length()) {
      int end = look(text.charAt(i), i);
      i = nextTrigger(text, Math.max(end, i + 1));
    }
    String original = reading.original();
    return out == null
        ? original
        : out.append(original, reading.position(copied), original.length()).toString();
  }

  /// Looks around one trigger.
  ///
  /// @return where to go on after what was masked; -1 if nothing was
  private int look(char c, int at) {
    return switch (c) {
      case ':' -> {
        if (text.startsWith("://", at)) {
          yield url(at + 3);
        }
        int end = mask(OtherShapes.telegram(text, copied, at));
        yield end >= 0 ? end : assignment(at);
      }
      case '=' -> assignment(at);
      case '-' -> dash(at);
      case '.' -> {
        int end = mask(SecretUrls.webhook(text, at));
        if (end < 0) {
          end = mask(OtherShapes.discord(text, copied, at));
        }
        yield end >= 0 ? end : mask(KeyShapes.atAnchor(text, copied, at));
      }
      case '_' -> mask(KeyShapes.atAnchor(text, copied, at));
      case '/', 'A', 'K', 'Z', 'p' -> mask(OtherShapes.atCharacter(text, copied, at));
      case 'J' -> {
        int end = jwt(at);
        yield end >= 0 ? end : mask(OtherShapes.atCharacter(text, copied, at));
      }
      default -> scheme(at);
    };
  }

  private int dash(int at) {
    if (text.startsWith("-----BEGIN ", at)) {
      int label = labelAfter(at + 11);
      if (label >= 0) {
        int end = text.indexOf("-----END", label);
        int close = end < 0 ? -1 : text.indexOf("-----", end + 8);
        return mask(PRIVATE_KEY, at, close < 0 ? text.length() : close + 5);
      }
    }
    int end = mask(options.at(copied, at));
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

  /// `//user:password@host`, of which the guide masks both.
  private int url(int from) {
    int at = SecretUrls.userInfoEnd(text, copied, from);
    if (at < 0) {
      return -1;
    }
    count.accept(URL_PASSWORD);
    return replace(from, at, "***:***");
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
    String quote = reading.original().substring(reading.position(start), reading.position(end));
    count.accept(ASSIGNMENT);
    return replace(from, to, quote + Redactor.MASK + quote);
  }

  private int replace(int from, int to, String replacement) {
    String original = reading.original();
    if (out == null) {
      out = new StringBuilder(original.length() + 16);
    }
    options.passOver(from, to);
    out.append(original, reading.position(copied), reading.position(from)).append(replacement);
    copied = to;
    return to;
  }
}
