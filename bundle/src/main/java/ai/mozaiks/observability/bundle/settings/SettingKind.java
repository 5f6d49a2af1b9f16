// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/// What a setting's values look like. They are written into configuration files of many forms as
/// they are, so none may hold what has a meaning in one of them.
enum SettingKind {
  TEXT("text", "text without quotes, backslashes, line breaks, $ and %", "[^\"'\\\\\\p{Cntrl}$%]*"),
  WORD("word", "letters, digits, '.', '_' and '-'", "[A-Za-z0-9._-]*"),
  NUMBER("number", "a number, such as 5 or 0.5", "\\d+(\\.\\d+)?"),
  SWITCH("switch", "true or false", "true|false"),
  DURATION("duration", "a whole number and its unit, such as 30s, 5m, 12h or 30d", "\\d+(s|m|h|d)"),
  ADDRESS(
      "address",
      "host:port, such as localhost:9090",
      "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+\\]):\\d{1,5}"),
  PATH("path", "a path from the root, such as /etc/prometheus", "(/[A-Za-z0-9._@:+-]+)+"),
  URL(
      "url",
      "an http or https address without user, password and query",
      "https?://[^\\s\"'\\\\]+") {
    @Override
    boolean accepts(String value) {
      if (!super.accepts(value)) {
        return false;
      }
      try {
        URI uri = new URI(value);
        return uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null;
      } catch (URISyntaxException _) {
        return false;
      }
    }
  };

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
    return pattern.matcher(value).matches();
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
