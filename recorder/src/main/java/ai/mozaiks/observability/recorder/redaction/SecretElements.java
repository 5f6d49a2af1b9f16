// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

/// Finds secrets in XML and HTML: `<password>…</password>`, `<db:apiKey type="x">…</db:apiKey>`,
/// `<secret value="…"/>`.
///
/// Used by one thread, once. A look that finds nothing reads at most some hundred characters.
final class SecretElements {
  private static final int LONGEST_NAME = 64;
  private static final String CDATA = "<![CDATA[";

  private final SecretScan scan;
  private final SecretKeys keys;
  private final String text;
  private final SecretValues values;

  SecretElements(SecretScan scan, SecretKeys keys, String text) {
    this.scan = scan;
    this.keys = keys;
    this.text = text;
    this.values = new SecretValues(scan, keys, text, SecretScan.ELEMENT);
  }

  /// Looks at a `<`.
  ///
  /// @return where to go on after what was masked; -1 if nothing was
  int at(int opening) {
    int name = opening + 1;
    if (!Characters.isLetter(Members.at(text, name))) {
      return -1;
    }
    int end = name;
    while (end < text.length() && end < name + LONGEST_NAME && isName(text.charAt(end))) {
      end++;
    }
    SecretKeys.Kind kind = keys.match(text, name, end);
    if (kind == null) {
      return -1;
    }
    int close = end;
    while (close < text.length()
        && close < end + SecretValues.DECISION
        && text.charAt(close) != '>'
        && text.charAt(close) != '<') {
      if (text.startsWith(" value=", close)) {
        int masked = values.mask(kind, close + 7, false, false);
        if (masked >= 0) {
          return masked;
        }
      }
      close++;
    }
    boolean open = Members.at(text, close) == '>' && text.charAt(close - 1) != '/';
    return open ? text(kind, close + 1, SecretScan.ELEMENT) : -1;
  }

  /// Masks what stands between two tags, if it is a value.
  ///
  /// @param from after the first tag
  int text(SecretKeys.Kind kind, int from, String rule) {
    if (text.startsWith(CDATA, from)) {
      int start = from + CDATA.length();
      if (SecretValues.isPlaceholder(text, start)) {
        return -1;
      }
      int end = text.indexOf("]]>", start);
      return end == start ? -1 : scan.mask(rule, start, end < 0 ? text.length() : end);
    }
    int start = Members.afterSpace(text, from);
    if (SecretValues.isPlaceholder(text, start)) {
      return -1;
    }
    int near = start;
    boolean spaces = false;
    while (near < text.length()
        && near < start + SecretValues.DECISION
        && text.charAt(near) != '<') {
      spaces |= text.charAt(near) <= ' ';
      near++;
    }
    if (near == start + SecretValues.DECISION) {
      if (spaces) {
        return -1; // a document rather than a secret
      }
      while (near < text.length() && text.charAt(near) > ' ' && text.charAt(near) != '<') {
        near++;
      }
    } else if (!text.startsWith("</", near)) {
      return -1;
    }
    int end = withoutSpace(start, near);
    return values.isLiteral(start, end) || !values.isLikely(kind, start, end)
        ? -1
        : scan.mask(rule, start, end);
  }

  /// Where a value ends before white space, also escaped.
  private int withoutSpace(int start, int to) {
    int end = to;
    while (end > start) {
      if (text.charAt(end - 1) <= ' ') {
        end--;
      } else if (end - 2 >= start
          && text.charAt(end - 2) == '\\'
          && "nrt".indexOf(text.charAt(end - 1)) >= 0) {
        end -= 2;
        while (end > start && text.charAt(end - 1) == '\\') {
          end--;
        }
      } else {
        return end;
      }
    }
    return end;
  }

  private static boolean isName(char c) {
    return Characters.isKey(c) || c == ':' || c == '.';
  }
}
