// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import ai.mozaiks.observability.recorder.redaction.KeyShapes.Found;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys that have a form, but no prefix that ends with a separator as those of [KeyShapes] do.
///
/// No state. One look costs at most some two hundred characters, or what it masks.
final class OtherShapes {

  private static final String GOOGLE = "google-key";
  private static final String GOOGLE_OAUTH = "google-oauth";
  private static final String AWS = "aws-access-key";
  private static final String AWS_SESSION = "aws-session-token";
  private static final String TWILIO = "twilio-key";
  private static final String DATABRICKS = "databricks-token";
  private static final String TELEGRAM = "telegram-token";
  private static final String DISCORD = "discord-token";

  private static final String AZURE = "azure-key";
  private static final String ATLASSIAN = "atlassian-token";
  private static final String ALIBABA = "alibaba-access-key";
  private static final String BEDROCK = "aws-bedrock-key";
  private static final String MAILCHIMP = "mailchimp-key";
  private static final String TERRAFORM = "terraform-token";
  private static final String AIRTABLE = "airtable-token";

  private static final int AWS_SECRET = 40;
  private static final int AZURE_KEY = 84;
  private static final int AZURE_BEFORE_MARK = 52;
  private static final int SHORTEST_AZURE_SECRET = 31;
  private static final int LONGEST_AZURE_SECRET = 40;
  private static final int SHORTEST_REFRESH_TOKEN = 20;
  private static final int SHORTEST_SESSION_TOKEN = 60;
  private static final int SHORTEST_TELEGRAM = 32;
  private static final int SHORTEST_DISCORD_ID = 22;
  private static final int LONGEST_DISCORD_ID = 30;
  private static final int SHORTEST_DISCORD_END = 25;

  private OtherShapes() {}

  static List<String> rules() {
    return List.of(
        GOOGLE,
        GOOGLE_OAUTH,
        AWS,
        AWS_SESSION,
        BEDROCK,
        AZURE,
        ALIBABA,
        ATLASSIAN,
        TWILIO,
        DATABRICKS,
        TELEGRAM,
        DISCORD,
        MAILCHIMP,
        TERRAFORM,
        AIRTABLE);
  }

  /// Looks at a character that stands in the fixed part of one of the forms.
  ///
  /// @param from nothing before this index belongs to a key
  static @Nullable Found atCharacter(String text, int from, int at) {
    return switch (text.charAt(at)) {
      case '/' -> refreshToken(text, from, at - 2);
      case 'A' -> capitalA(text, from, at);
      case 'J' -> capitalJ(text, from, at);
      case '~' -> azureSecret(text, from, at);
      case 'Z' -> sessionToken(text, from, at - 4, "FwoGZXIvYXdz");
      case 'K' -> hexadecimal(text, from, at - 1, TWILIO, "SK");
      case 'p' -> hexadecimal(text, from, at - 2, DATABRICKS, "dapi");
      default -> null;
    };
  }

  /// `1//0…`
  private static @Nullable Found refreshToken(String text, int from, int start) {
    if (start < from || !text.startsWith("1//0", start) || !startsWord(text, from, start)) {
      return null;
    }
    int body = start + 4;
    int end = KeyShapes.runEnd(text, body, limit(text, body), false);
    return end - body >= SHORTEST_REFRESH_TOKEN && KeyShapes.isMixed(text, body, end)
        ? new Found(GOOGLE_OAUTH, start, KeyShapes.runEnd(text, end, text.length(), false))
        : null;
  }

  private static @Nullable Found capitalA(String text, int from, int start) {
    if (text.startsWith("AIza", start) && Characters.isBoundary(text, from, start)) {
      int end = KeyShapes.runEnd(text, start, limit(text, start), false);
      return end - start >= 34 && KeyShapes.isIrregular(text, start + 4, end)
          ? new Found(GOOGLE, start, KeyShapes.runEnd(text, end, text.length(), false))
          : null;
    }
    if ((text.startsWith("AKIA", start)
            || text.startsWith("ASIA", start)
            || text.startsWith("ABIA", start)
            || text.startsWith("ACCA", start))
        && Characters.isBoundary(text, from, start)) {
      int end = start;
      boolean digit = false;
      while (end < text.length()
          && end - start <= 20
          && (Characters.isUpper(text.charAt(end)) || Characters.isDigit(text.charAt(end)))) {
        digit |= Characters.isDigit(text.charAt(end));
        end++;
      }
      boolean whole = end == text.length() || !Characters.isWord(text.charAt(end));
      return end - start == 20 && digit && whole
          ? new Found(AWS, start, awsSecretEnd(text, end))
          : null;
    }
    if (text.startsWith("ATATT3x", start) || text.startsWith("ATCTT3x", start)) {
      return based(text, from, start, start + 7, ATLASSIAN, 50);
    }
    if (text.startsWith("ABSK", start)) {
      return based(text, from, start, start + 4, BEDROCK, 60);
    }
    return text.startsWith("LTAI", start - 2) ? alibaba(text, from, start - 2) : null;
  }

  /// The end of the secret that follows an access key's id, as in `AKIA…:…` or a line of CSV; the
  /// end of the id if none does.
  private static int awsSecretEnd(String text, int idEnd) {
    int start = idEnd;
    while (start < text.length()
        && start < idEnd + 3
        && ",;:| \t".indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    int end = base64End(text, start, Math.min(text.length(), start + AWS_SECRET + 1));
    return start > idEnd
            && end - start == AWS_SECRET
            && KeyShapes.isIrregular(text, start, end)
            && Characters.isOpaque(text, start, end)
        ? end
        : idEnd;
  }

  /// A fixed beginning, and so much Base64.
  private static @Nullable Found based(
      String text, int from, int start, int body, String rule, int min) {
    int near = base64End(text, body, limit(text, body));
    return startsWord(text, from, start)
            && near - body >= min
            && KeyShapes.isMixed(text, body, near)
        ? new Found(rule, start, base64End(text, near, text.length()))
        : null;
  }

  private static @Nullable Found alibaba(String text, int from, int start) {
    if (start < from || !startsWord(text, from, start)) {
      return null;
    }
    int body = start + 4;
    int end = KeyShapes.runEnd(text, body, limit(text, body), false);
    int length = end - body;
    return length >= 12 && length <= 20 && Characters.isOpaque(text, start, end)
        ? new Found(ALIBABA, start, end)
        : null;
  }

  private static @Nullable Found capitalJ(String text, int from, int at) {
    if (text.startsWith("JQQJ99", at)) {
      return azureKey(text, from, at - AZURE_BEFORE_MARK);
    }
    if (text.startsWith("LS0tLS1CRUdJTi", at - 11)) {
      return encodedPrivateKey(text, from, at - 11);
    }
    return sessionToken(text, from, at - 3, "IQoJb3JpZ2lu");
  }

  /// A key of Azure's newer form, which has a mark in its middle.
  private static @Nullable Found azureKey(String text, int from, int start) {
    int end = start + AZURE_KEY;
    if (start < from || end > text.length() || !startsWord(text, from, start)) {
      return null;
    }
    for (int i = start; i < end; i++) {
      if (!Characters.isWord(text.charAt(i))) {
        return null;
      }
    }
    return Characters.isWord(Members.at(text, end)) ? null : new Found(AZURE, start, end);
  }

  /// A client's secret of Entra ID: three characters, a digit, `Q~`, and the rest.
  private static @Nullable Found azureSecret(String text, int from, int tilde) {
    int start = tilde - 5;
    if (start < from
        || text.charAt(tilde - 1) != 'Q'
        || !Characters.isDigit(text.charAt(tilde - 2))) {
      return null;
    }
    int end = start;
    while (end < text.length()
        && end <= tilde + LONGEST_AZURE_SECRET
        && (Characters.isKey(text.charAt(end)) || "~.".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    int length = end - tilde - 1;
    return length >= SHORTEST_AZURE_SECRET && length < LONGEST_AZURE_SECRET
        ? new Found(AZURE, start, end)
        : null;
  }

  /// A PEM text in Base64, as Kubernetes keeps it; certificates begin so, too.
  private static @Nullable Found encodedPrivateKey(String text, int from, int start) {
    if (start < from || start + 64 > text.length()) {
      return null;
    }
    try {
      byte[] head = Base64.getDecoder().decode(text.substring(start, start + 64));
      return new String(head, StandardCharsets.ISO_8859_1).contains("PRIVATE KEY")
          ? new Found(SecretScan.PRIVATE_KEY, start, base64End(text, start, text.length()))
          : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /// Looks at a dot in the middle of a form.
  static @Nullable Found atDot(String text, int from, int dot) {
    if (text.startsWith(".atlasv1.", dot)) {
      return dotted(text, from, dot - 14, dot, dot + 9, TERRAFORM, 50);
    }
    if (text.startsWith("pat", dot - 17)) {
      return dotted(text, from, dot - 17, dot, dot + 1, AIRTABLE, 50);
    }
    return discord(text, from, dot);
  }

  /// Letters and digits before a dot, and a long stretch of them after it.
  private static @Nullable Found dotted(
      String text, int from, int start, int dot, int body, String rule, int min) {
    if (start < from || !Characters.isBoundary(text, from, start)) {
      return null;
    }
    for (int i = start; i < dot; i++) {
      if (!Characters.isWord(text.charAt(i))) {
        return null;
      }
    }
    int end = KeyShapes.runEnd(text, body, limit(text, body), false);
    return end - body >= min
        ? new Found(rule, start, KeyShapes.runEnd(text, end, text.length(), false))
        : null;
  }

  /// 32 hexadecimal digits and the place of a data centre: `-us12`.
  static @Nullable Found mailchimp(String text, int from, int dash) {
    int start = dash - 32;
    if (!text.startsWith("us", dash + 1)
        || start < from
        || !Characters.isDigit(Members.at(text, dash + 3))
        || !Characters.isBoundary(text, from, start)) {
      return null;
    }
    for (int i = start; i < dash; i++) {
      if (!isHex(text.charAt(i))) {
        return null;
      }
    }
    int end = KeyShapes.runEnd(text, dash + 1, Math.min(text.length(), dash + 8), false);
    return end - dash <= 5 ? new Found(MAILCHIMP, start, end) : null;
  }

  /// What AWS's session tokens begin with is the Base64 of fixed bytes.
  private static @Nullable Found sessionToken(String text, int from, int start, String prefix) {
    if (start < from || !text.startsWith(prefix, start) || !startsWord(text, from, start)) {
      return null;
    }
    int near = base64End(text, start, limit(text, start));
    return near - start < SHORTEST_SESSION_TOKEN
        ? null
        : new Found(AWS_SESSION, start, base64End(text, near, text.length()));
  }

  private static int base64End(String text, int from, int limit) {
    int end = from;
    while (end < limit
        && (Characters.isKey(text.charAt(end)) || "+/=".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    return end;
  }

  /// A prefix and 32 hexadecimal digits; a digit after a hyphen may follow.
  private static @Nullable Found hexadecimal(
      String text, int from, int start, String rule, String prefix) {
    if (start < from
        || !text.startsWith(prefix, start)
        || !Characters.isBoundary(text, from, start)) {
      return null;
    }
    int body = start + prefix.length();
    int end = body;
    while (end < text.length() && end - body <= 32 && isHex(text.charAt(end))) {
      end++;
    }
    if (end - body != 32) {
      return null;
    }
    if (end < text.length() && Characters.isWord(text.charAt(end))) {
      return null;
    }
    boolean numbered =
        end + 1 < text.length()
            && text.charAt(end) == '-'
            && Characters.isDigit(text.charAt(end + 1))
            && (end + 2 == text.length() || !Characters.isWord(text.charAt(end + 2)));
    return new Found(rule, start, numbered ? end + 2 : end);
  }

  /// `123456789:AA…`, also after `bot` in an address.
  static @Nullable Found telegram(String text, int from, int colon) {
    if (!text.startsWith("AA", colon + 1)) {
      return null;
    }
    int start = colon;
    while (start > from && colon - start < 12 && Characters.isDigit(text.charAt(start - 1))) {
      start--;
    }
    int digits = colon - start;
    int body = colon + 1;
    int end = KeyShapes.runEnd(text, body, limit(text, body), false);
    boolean begins = Characters.isBoundary(text, from, start) || text.startsWith("bot", start - 3);
    return digits >= 8 && digits <= 10 && begins && end - body >= SHORTEST_TELEGRAM
        ? new Found(TELEGRAM, start, KeyShapes.runEnd(text, end, text.length(), false))
        : null;
  }

  /// Three parts with dots between them, of which the first is a number in Base64.
  ///
  /// @param dot the first dot
  private static @Nullable Found discord(String text, int from, int dot) {
    int next = dot + 7;
    if (next >= text.length()
        || text.charAt(next) != '.'
        || KeyShapes.runEnd(text, dot + 1, next, false) != next) {
      return null;
    }
    int end = KeyShapes.runEnd(text, next + 1, limit(text, next + 1), false);
    int start = dot;
    while (start > from
        && dot - start <= LONGEST_DISCORD_ID + 1
        && Characters.isWord(text.charAt(start - 1))) {
      start--;
    }
    if (start > from && text.charAt(start - 1) == '\\') {
      start++; // the end of an escape, such as a line break's in JSON
    }
    int length = dot - start;
    return end - next > SHORTEST_DISCORD_END
            && length >= SHORTEST_DISCORD_ID
            && length <= LONGEST_DISCORD_ID
            && isNumber(text.substring(start, dot))
        ? new Found(DISCORD, start, KeyShapes.runEnd(text, end, text.length(), false))
        : null;
  }

  private static boolean isNumber(String base64) {
    try {
      String number = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      return number.length() >= 16 && number.chars().allMatch(c -> c >= '0' && c <= '9');
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static int limit(String text, int from) {
    return Math.min(text.length(), from + KeyShapes.DECISION);
  }

  /// Whether a word can begin here that is not a piece of Base64.
  private static boolean startsWord(String text, int from, int at) {
    return Characters.isBoundary(text, from, at)
        && (at <= from || "+/".indexOf(text.charAt(at - 1)) < 0);
  }

  private static boolean isHex(char c) {
    return Characters.isDigit(c) || (c >= 'a' && c <= 'f');
  }
}
