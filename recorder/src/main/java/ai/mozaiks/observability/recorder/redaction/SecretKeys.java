// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells by its name whether an attribute, header, variable or option holds a secret. Only the end
/// of a name counts (`openai.api_key`, `dbPassword`, `X-Api-Key`), whatever its case and
/// separators; numbering at the end is ignored (`API_KEY_2`), and so is a word that says no more
/// than that the value stands there (`password.value`).
///
/// Immutable; every call reads at most a few dozen characters from the end of the name.
final class SecretKeys {

  /// How sure a name makes us, and how its value looks in running text.
  enum Kind {
    STRONG,
    /// A bare `token`, which is a piece of text as often as a credential: the value must look
    /// random.
    WEAK,
    /// A name of many meanings, such as `auth`: the value must be longer and more irregular than
    /// any word or name.
    OPAQUE,
    /// A scheme and credentials follow.
    AUTHORIZATION,
    /// Pairs to the end of the line follow.
    COOKIE
  }

  /// One name.
  ///
  /// @param letters the end of the name, in lower case without separators
  /// @param wholeWord whether a word must begin where the letters begin
  /// @param tail [#tail] of the letters
  private record Name(String letters, boolean wholeWord, Kind kind, int tail) {
    Name(String letters, boolean wholeWord, Kind kind) {
      this(letters, wholeWord, kind, SecretKeys.tail(letters, 0, letters.length()));
    }
  }

  // AG2's file logger hides these too, but only under exactly these names: as the end of a longer
  // name they are addresses and tenants that people want to see.
  private static final String[] EXACT = {"base_url", "azure_endpoint", "organization"};

  private static final String[] ANYWHERE = {
    "apikey",
    "apikeys",
    "password",
    "passwords",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "secrets",
    "credential",
    "credentials",
    "accesstoken",
    "refreshtoken",
    "authtoken",
    "apitoken",
    "idtoken",
    "sessiontoken",
    "securitytoken",
    "bearertoken",
    "azureadtokenprovider",
    "privatekey",
    "secretkey",
    "accesskey",
    "accountkey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "subscriptionkey",
    "connectionstring",
    "dbpass",
    "userpass",
    "smtppass",
    "rootpass",
    "adminpass",
    "pgpass",
    "mysqlpass",
    "postgrespass",
    "redispass",
    "mailpass",
    "proxypass",
    "passcode",
    "sharedkey",
    "hmackey",
    "functionskey",
    "apikeysid",
    "openaikey",
    "anthropickey",
    "coherekey",
    "mistralkey",
    "togetherkey",
    "geminikey",
    "groqkey",
    "openrouterkey",
    "langsmithkey",
    "huggingfacekey",
    "stripekey",
    "sendgridkey",
    "twiliokey",
    "databrickskey",
    "deepseekkey",
    "fireworkskey",
    "perplexitykey",
    "pineconekey",
    "replicatekey",
    "tavilykey",
    "voyagekey",
    "langfusekey",
    "authkey",
    "jwtkey",
    "sshkey",
    "rsakey",
    "aeskey",
    "cipherkey",
    "decryptionkey",
    "deploykey",
    "licensekey",
    "cosmoskey",
    "clientkeydata",
    "secretkeybase",
    "passkey",
    "passhash",
    "passwordhash",
    "seedphrase",
    "mnemonicphrase",
    "recoveryphrase",
    "recoverycodes",
    "backupcodes",
    "jsessionid",
    "phpsessid",
    "connectsid",
    "aspnetsessionid",
    "laravelsession",
    "githubtoken",
    "gitlabtoken",
    "slacktoken",
    "bottoken",
    "jwttoken",
    "oauthtoken",
    "csrftoken",
    "xsrftoken",
    "sastoken",
    "npmtoken",
    "pypitoken",
    "hftoken",
    "logintoken",
    "usertoken",
    "resettoken",
    "devicetoken",
    "deploytoken",
    "servicetoken",
    "clienttoken",
    "webhooktoken",
    "privatetoken"
  };

  // What stands behind a secret's name without changing what the value is.
  private static final String[] VALUE_WORDS = {"value", "val", "plaintext", "provided"};

  // What stands before `token` where it is a unit of text or a position in a list.
  private static final String[] TEXT_TOKENS = {
    "max",
    "min",
    "prompt",
    "completion",
    "input",
    "output",
    "total",
    "per",
    "first",
    "next",
    "last",
    "stop",
    "start",
    "end",
    "begin",
    "eos",
    "bos",
    "pad",
    "unk",
    "sep",
    "cls",
    "mask",
    "special",
    "cached",
    "reasoning",
    "num",
    "page",
    "continuation",
    "new",
    "current",
    "cur",
    "prev",
    "previous",
    "sub",
    "image",
    "audio",
    "text",
    "word",
    "target",
    "label",
    "each",
    "every",
    "single",
    "extra",
    "invalid",
    "unknown",
    "expected",
    "unexpected",
    "cancellation"
  };

  private final Name[][] byLastLetter = new Name[128][];

  SecretKeys(List<String> extra) {
    List<Name> names = new ArrayList<>();
    for (String letters : ANYWHERE) {
      names.add(new Name(letters, false, Kind.STRONG));
    }
    names.add(new Name("token", true, Kind.WEAK));
    names.add(new Name("bearer", true, Kind.STRONG));
    names.add(new Name("pass", true, Kind.OPAQUE));
    names.add(new Name("pw", true, Kind.OPAQUE));
    names.add(new Name("auth", true, Kind.OPAQUE));
    names.add(new Name("authorization", false, Kind.AUTHORIZATION));
    names.add(new Name("cookie", true, Kind.COOKIE));
    names.add(new Name("cookies", true, Kind.COOKIE));
    for (String key : extra) {
      names.add(new Name(letters(key), true, Kind.STRONG));
    }
    for (Name name : names) {
      int last = name.letters.charAt(name.letters.length() - 1);
      Name[] before = byLastLetter[last];
      int count = before == null ? 0 : before.length;
      Name[] after = new Name[count + 1];
      if (before != null) {
        System.arraycopy(before, 0, after, 0, count);
      }
      after[count] = name;
      byLastLetter[last] = after;
    }
  }

  /// Lower case without separators.
  static String letters(String key) {
    StringBuilder letters = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (!isSeparator(c)) {
        if (c > 127 || !Characters.isWord(c)) {
          throw new IllegalArgumentException(
              "secret key name: " + key + " (expected: ASCII letters, digits, '_', '-', '.')");
        }
        letters.append(Characters.lower(c));
      }
    }
    if (letters.length() < 3) {
      throw new IllegalArgumentException(
          "secret key name: '" + key + "' (expected: at least three letters)");
    }
    return letters.toString();
  }

  boolean isSecret(String key) {
    Kind kind = match(key, 0, key.length());
    if (kind != null) {
      return kind != Kind.OPAQUE;
    }
    for (String exact : EXACT) {
      if (exact.equalsIgnoreCase(key)) {
        return true;
      }
    }
    return false;
  }

  /// The kind of the name that ends at `to`; null if it is no secret's.
  ///
  /// @param from characters before this index are not looked at
  @Nullable Kind match(String text, int from, int to) {
    int end = withoutNumber(text, from, to);
    Kind kind = named(text, from, end);
    if (kind != null) {
      return kind;
    }
    int name = withoutValueWord(text, from, end);
    return name == end ? null : named(text, from, name);
  }

  private @Nullable Kind named(String text, int from, int end) {
    if (end == from) {
      return null;
    }
    char last = text.charAt(end - 1);
    Name[] names = last < 128 ? byLastLetter[Characters.lower(last)] : null;
    if (names == null) {
      return null;
    }
    int tail = tail(text, from, end);
    for (int i = 0; i < names.length; i++) {
      Name name = names[i];
      if (name.tail != tail) {
        continue;
      }
      int start = start(text, from, end, name.letters);
      if (start >= 0 && (!name.wholeWord || isWordStart(text, from, start))) {
        return name.kind == Kind.WEAK ? token(text, from, start) : name.kind;
      }
    }
    return null;
  }

  private static int withoutNumber(String text, int from, int to) {
    int end = to;
    while (end > from && to - end < 8 && Characters.isDigit(text.charAt(end - 1))) {
      end--;
    }
    while (end < to && end > from && isSeparator(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /// The last two letters, which tell most names apart that end with the same one.
  private static int tail(String text, int from, int to) {
    int before = to - 2;
    if (before > from && isSeparator(text.charAt(before))) {
      before--;
    }
    int last = Characters.lower(text.charAt(to - 1));
    return before < from ? last : last << 16 | Characters.lower(text.charAt(before));
  }

  /// Where the name ends before `.value` or the like; `to` if there is none.
  private static int withoutValueWord(String text, int from, int to) {
    if (to - from < 5 || !mayBeValueWord(text.charAt(to - 2), text.charAt(to - 1))) {
      return to;
    }
    for (String word : VALUE_WORDS) {
      int start = to - word.length();
      if (start > from
          && text.regionMatches(true, start, word, 0, word.length())
          && isWordStart(text, from, start)) {
        return isSeparator(text.charAt(start - 1)) ? start - 1 : start;
      }
    }
    return to;
  }

  private static boolean mayBeValueWord(char before, char last) {
    return switch (Characters.lower(last)) {
      case 'e' -> Characters.lower(before) == 'u';
      case 'l' -> Characters.lower(before) == 'a';
      case 't' -> Characters.lower(before) == 'x';
      case 'd' -> Characters.lower(before) == 'e';
      default -> false;
    };
  }

  /// Where the letters begin that end before `to`, single separators skipped; -1 if they do not.
  private static int start(String text, int from, int to, String letters) {
    int i = to - 1;
    boolean separated = true;
    for (int j = letters.length() - 1; j >= 0; ) {
      if (i < from) {
        return -1;
      }
      char c = text.charAt(i);
      if (Characters.lower(c) == letters.charAt(j)) {
        j--;
        separated = false;
      } else if (separated || !isSeparator(c)) {
        return -1;
      } else {
        separated = true;
      }
      i--;
    }
    return i + 1;
  }

  private static boolean isWordStart(String text, int from, int start) {
    if (start == from || !Characters.isWord(text.charAt(start - 1))) {
      return true;
    }
    boolean upper = Characters.isUpper(text.charAt(start));
    boolean nextLower = start + 1 < text.length() && Characters.isLower(text.charAt(start + 1));
    return upper && (nextLower || !Characters.isUpper(text.charAt(start - 1)));
  }

  /// What a `token` is by the word before it.
  private static @Nullable Kind token(String text, int from, int start) {
    if (start == from) {
      return Kind.WEAK;
    }
    int end = start;
    char separator = text.charAt(end - 1);
    if (isSeparator(separator)) {
      end--;
    }
    for (String word : TEXT_TOKENS) {
      int begin = end - word.length();
      if (begin >= from
          && text.regionMatches(true, begin, word, 0, word.length())
          && isWordStart(text, from, begin)) {
        return null;
      }
    }
    boolean qualified = separator == '_' || separator == '-' || Characters.isWord(separator);
    return qualified && end > from && Characters.isWord(text.charAt(end - 1))
        ? Kind.STRONG
        : Kind.WEAK;
  }

  private static boolean isSeparator(char c) {
    return c == '_' || c == '-' || c == '.' || c == ' ';
  }
}
