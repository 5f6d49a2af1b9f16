// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/// What a setting's values look like. They are written into configuration files and scripts of many
/// forms as they are, so none may hold what has a meaning in one of them.
enum SettingKind {
  TEXT(
      "text",
      "text without quotes, backslashes, braces, line breaks, $ and %",
      "[^\"'`\\\\${}%\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]*[^\"'`\\\\${}%\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]"),
  WORD(
      "word",
      "letters, digits, '.', '_' and '-', none of the last two at the beginning",
      "[A-Za-z0-9_][A-Za-z0-9._-]*"),
  INDEX(
      "index",
      "small letters, digits, '.', '_' and '-', beginning with one of the first two",
      "[a-z0-9][a-z0-9._-]*"),
  LABEL(
      "label",
      "a name of Kubernetes: small letters, digits and '-' between them, at most 63",
      "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
  QUANTITY("quantity", "a quantity of Kubernetes, such as 512Mi or 4Gi", "[1-9]\\d{0,5}[KMGT]i?"),
  IMAGE(
      "image",
      "the name of an image, such as registry.example.com/mozaiks:0.1.0",
      "[A-Za-z0-9][A-Za-z0-9._:/@-]*"),
  PORT("port", "a port, 1 to 65535", "\\d{1,5}") {
    @Override
    boolean accepts(String value) {
      return super.accepts(value) && isPort(Integer.parseInt(value));
    }
  },
  SWITCH("switch", "true or false", "true|false"),
  DURATION(
      "duration",
      "a whole number above 0 and its unit, such as 30s, 5m, 12h or 30d",
      "[1-9]\\d{0,4}(s|m|h|d)"),
  ADDRESS(
      "address",
      "host:port, such as localhost:9090",
      "([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:]+\\]):\\d{1,5}") {
    @Override
    boolean accepts(String value) {
      return super.accepts(value)
          && isPort(Integer.parseInt(value.substring(value.lastIndexOf(':') + 1)));
    }
  },
  PATH("path", "a path from the root, such as /etc/prometheus", "(/[A-Za-z0-9._@:+-]+)+"),
  URL(
      "url",
      "an http or https address of letters, digits and . _ ~ : / @ + = -, without user, password and"
          + " query",
      "https?://[A-Za-z0-9._~:/@+=\\[\\]-]+") {
    @Override
    boolean accepts(String value) {
      if (!super.accepts(value)) {
        return false;
      }
      try {
        URI uri = new URI(value);
        return uri.getHost() != null
            && uri.getUserInfo() == null
            && (uri.getPort() == -1 || isPort(uri.getPort()));
      } catch (URISyntaxException _) {
        return false;
      }
    }
  };

  /// Longer than anything that makes sense; characters.
  private static final int LONGEST = 1_000;

  private final String word;
  private final String expected;
  private final Pattern pattern;

  SettingKind(String word, String expected, String pattern) {
    this.word = word;
    this.expected = expected;
    this.pattern = Pattern.compile(pattern);
  }

  /// What is expected, for messages.
  String expected() {
    return expected;
  }

  boolean accepts(String value) {
    return value.length() <= LONGEST && pattern.matcher(value).matches();
  }

  private static boolean isPort(int number) {
    return number >= 1 && number <= 65_535;
  }

  /// The kind of a name in `settings.yaml`.
  static SettingKind named(String word) {
    for (SettingKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of settings: " + word);
  }
}
