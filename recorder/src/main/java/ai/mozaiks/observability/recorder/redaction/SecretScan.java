// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One pass over one text, that stops only at characters which can belong to a secret (`TRIGGERS`)
/// and looks around there. Every look that finds nothing costs a bounded number of characters, and
/// what is masked is jumped over, so that the whole is linear whatever the text.
///
/// Used by one thread, once.
final class SecretScan {

  static final String PRIVATE_KEY = "private-key";
  static final String JWT = "jwt";
  static final String BEARER = "bearer-token";
  static final String BASIC = "basic-credentials";
  static final String URL_PASSWORD = "url-password";
  static final String WEBHOOK = "webhook-url";
  static final String ASSIGNMENT = "assignment";
  static final String OPTION = "command-option";

  static final String PARAMETER = "url-parameter";
  static final String PAIR = "named-pair";
  static final String ELEMENT = "xml-element";

  private static final String TRIGGERS = ":=-_./AJKZBbp[(<~";
  private static final boolean[] TRIGGER = new boolean[128];

  static {
    for (int i = 0; i < TRIGGERS.length(); i++) {
      TRIGGER[TRIGGERS.charAt(i)] = true;
    }
  }

  private static final int LONGEST_FILE_ENDING = 10;

  private final SecretKeys keys;
  private final Reading reading;
  private final String text;
  private final SecretOptions options;
  private final Consumer<String> count;
  private @Nullable SecretPairs pairs;
  private @Nullable StringBuilder out;
  private int copied;
  private int noDotBefore;
  private boolean hasKeyEnds = true;

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
        if (end < 0) {
          end = address(at + 1, SecretUrls.oracleUserEnd(text, at), "***/***");
        }
        yield end >= 0 ? end : assignment(at);
      }
      case '=' -> assignment(at);
      case '-' -> dash(at);
      case '.' -> {
        int end = mask(SecretUrls.webhook(text, at));
        if (end < 0) {
          end = mask(OtherShapes.atDot(text, copied, at));
        }
        yield end >= 0 ? end : mask(KeyShapes.atAnchor(text, copied, at));
      }
      case '_' -> mask(KeyShapes.atAnchor(text, copied, at));
      case '/', 'A', 'K', 'Z', 'p', '~' -> mask(OtherShapes.atCharacter(text, copied, at));
      case '<' ->
          Characters.isLetter(Members.at(text, at + 1))
              ? new SecretElements(this, keys, text).at(at)
              : -1;
      case '[' -> listed(at);
      case '(' -> {
        int end = dataSource(at);
        yield end >= 0 ? end : listed(at);
      }
      case 'J' -> {
        int end = jwt(at);
        yield end >= 0 ? end : mask(OtherShapes.atCharacter(text, copied, at));
      }
      default -> scheme(at);
    };
  }

  /// `user:password@tcp(host)`.
  private int dataSource(int bracket) {
    int sign = SecretUrls.dataSourceSign(text, bracket);
    return sign < 0 ? -1 : address(SecretUrls.dataSourceUser(text, copied, sign), sign, "***:***");
  }

  /// A name and its value in brackets, of which only a text can be the first.
  private int listed(int bracket) {
    char next = Members.at(text, bracket + 1);
    boolean maybe = next <= ' ' || next == '\\' || isQuote(next);
    return maybe ? pairs().listed(copied, bracket) : -1;
  }

  private SecretPairs pairs() {
    SecretPairs known = pairs;
    if (known == null) {
      known = new SecretPairs(this, keys, text, new SecretElements(this, keys, text));
      pairs = known;
    }
    return known;
  }

  private int dash(int at) {
    if (text.startsWith("-----BEGIN ", at)) {
      int label = labelAfter(at + 11);
      if (label >= 0) {
        return mask(PRIVATE_KEY, at, keyEnd(label));
      }
    }
    int end = mask(options.at(copied, at));
    if (end < 0) {
      end = mask(OtherShapes.mailchimp(text, copied, at));
    }
    return end >= 0 ? end : mask(KeyShapes.atAnchor(text, copied, at));
  }

  private int keyEnd(int label) {
    int end = hasKeyEnds ? text.indexOf("-----END", label) : -1;
    if (end < 0) {
      hasKeyEnds = false; // and need not be looked for again
      return cutOff(label);
    }
    int close = text.indexOf("-----", end + 8);
    return close < 0 ? text.length() : close + 5;
  }

  /// The end of a key without its last line: at the quote after it, or of the text.
  private int cutOff(int from) {
    int end = from;
    while (end < text.length() && !isQuote(text.charAt(end))) {
      end++;
    }
    while (end < text.length() && text.charAt(end - 1) == '\\') {
      end--;
    }
    return end;
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
    int end = address(from, SecretUrls.userInfoEnd(text, copied, from), "***:***");
    return end >= 0 ? end : address(from, SecretUrls.tokenEnd(text, from), Redactor.MASK);
  }

  /// Masks what stands before the `@` of an address; nothing if one of the places is -1.
  private int address(int from, int to, String mask) {
    if (from < 0 || to < 0) {
      return -1;
    }
    count.accept(URL_PASSWORD);
    return replace(from, to, mask);
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
        || header - start < 10
        || payload == text.length()
        || text.charAt(payload) != '.') {
      noDotBefore = header; // the same fate for every other start in this stretch
      return -1;
    }
    int end = keyRun(payload + 1);
    // An encrypted token has five parts, of which the second may be empty.
    boolean encrypted = payload == header + 1 && end - payload > 10;
    if (payload - header < 5 && !encrypted) {
      noDotBefore = header;
      return -1;
    }
    for (int part = 3; part < 5 && end + 1 < text.length() && text.charAt(end) == '.'; part++) {
      int next = keyRun(end + 1);
      if (next - end < LONGEST_FILE_ENDING) {
        break; // the end of a sentence or of a file's name
      }
      end = next;
    }
    return mask(JWT, start, end);
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
    if (end > copied && text.charAt(end - 1) == ']') {
      end--; // headers["X-Api-Key"] = "…", form[password]=…
    }
    boolean quotedKey = end > copied && isQuote(text.charAt(end - 1));
    if (quotedKey) {
      end--;
      while (end > copied && at - end < 20 && text.charAt(end - 1) == '\\') {
        end--;
      }
    }
    int from = Math.max(copied, end - 64);
    SecretKeys.Kind kind = keys.match(text, from, end);
    String rule = ASSIGNMENT;
    if (text.charAt(at) == '=' && (kind == null || kind == SecretKeys.Kind.OPAQUE)) {
      SecretKeys.Kind parameter = SecretUrls.parameter(text, copied, end);
      rule = parameter == null ? ASSIGNMENT : PARAMETER;
      kind = parameter == null ? kind : parameter;
    }
    if (kind == null) {
      if (!Members.mayTellName(text, copied, end)) {
        return -1;
      }
      int nameStart = Members.wordStart(text, copied, end);
      return Members.tellsName(text, nameStart, end) ? pairs().named(copied, nameStart, at) : -1;
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
    if (isWorkingDirectory(end, value)) {
      return -1;
    }
    boolean prose = text.charAt(at) == ':' && spaced && !quotedKey;
    return new SecretValues(this, keys, text, rule)
        .mask(kind, value, prose, quotedKey && text.charAt(at) == ':');
  }

  /// `PWD=/home/me` in an environment.
  private boolean isWorkingDirectory(int nameEnd, int at) {
    int name = nameEnd - 3;
    int quote = SecretValues.quoteAt(text, at);
    int value = quote < 0 ? at : quote + 1;
    char first = Members.at(text, value);
    return (first == '/' || first == '~' || Members.at(text, value + 1) == ':')
        && name >= 0
        && text.regionMatches(true, name, "pwd", 0, 3)
        && (!Characters.isKey(Members.at(text, name - 1))
            || text.regionMatches(true, name - 3, "old", 0, 3));
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
  int maskBareJson(String rule, int from, int to) {
    int end = text.lastIndexOf(':', from);
    while (end > 0 && !isQuote(text.charAt(end - 1))) {
      end--;
    }
    int start = Math.max(0, end - 1);
    while (start > 0 && text.charAt(start - 1) == '\\') {
      start--;
    }
    String quote = reading.original().substring(reading.position(start), reading.position(end));
    count.accept(rule);
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
