// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes apart what Python writes of an object: `Name(key=value, key=value)`, or without the name
/// `key=value key=value`. Values stay texts. In one pass, so linear in the length; what stands in
/// quotes is never taken for a field.
///
/// @param fields the object's own fields, not those of objects within; of two with one name the
///   last
/// @param complete whether the text was whole and as expected up to its end
record PythonRepr(Map<String, String> fields, boolean complete) {

  static PythonRepr of(String text) {
    Scan scan = new Scan(text);
    scan.skipSpaces();
    int begin = scan.at;
    boolean named = scan.skipName() && scan.skip('(');
    if (!named) {
      scan.at = begin;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    boolean whole = scan.fields(fields, named);
    return new PythonRepr(fields, whole);
  }

  /// The elements of a list or tuple; as many as are whole.
  static List<String> elements(String text) {
    Scan scan = new Scan(text);
    scan.skipSpaces();
    List<String> elements = new ArrayList<>();
    if (!scan.skip('[') && !scan.skip('(')) {
      return elements;
    }
    while (true) {
      scan.skipSeparators();
      int begin = scan.at;
      boolean whole = scan.skipValue(false);
      if (!whole || scan.at == begin) {
        return elements;
      }
      elements.add(text.substring(begin, scan.at));
    }
  }

  /// The content of a quoted text; null if the value is none, or is empty. Escapes other than of
  /// quotes and backslashes stay as they are: names have none.
  static @Nullable String text(@Nullable String value) {
    if (value == null || value.length() < 3) {
      return null;
    }
    char quote = value.charAt(0);
    if ((quote != '\'' && quote != '"') || value.charAt(value.length() - 1) != quote) {
      return null;
    }
    String inner = value.substring(1, value.length() - 1);
    return inner.indexOf('\\') < 0
        ? inner
        : inner.replace("\\'", "'").replace("\\\"", "\"").replace("\\\\", "\\");
  }

  private static final class Scan {
    private final String text;
    private int at;

    Scan(String text) {
      this.text = text;
    }

    boolean ended() {
      return at >= text.length();
    }

    boolean skip(char expected) {
      if (!ended() && text.charAt(at) == expected) {
        at++;
        return true;
      }
      return false;
    }

    void skipSpaces() {
      while (!ended() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    void skipSeparators() {
      while (!ended() && (text.charAt(at) == ',' || Character.isWhitespace(text.charAt(at)))) {
        at++;
      }
    }

    boolean skipName() {
      int begin = at;
      while (!ended() && isNamePart(text.charAt(at))) {
        at++;
      }
      return at > begin;
    }

    private static boolean isNamePart(char c) {
      return c == '_' || c == '.' || Character.isLetterOrDigit(c);
    }

    /// Reads fields until the closing bracket or the end.
    boolean fields(Map<String, String> fields, boolean bracketed) {
      while (true) {
        skipSeparators();
        if (ended()) {
          return !bracketed;
        }
        if (bracketed && text.charAt(at) == ')') {
          return true;
        }
        int begin = at;
        if (!skipName() || !skip('=')) {
          return false;
        }
        String name = text.substring(begin, at - 1);
        int value = at;
        if (!skipValue(!bracketed)) {
          return false;
        }
        fields.put(name, text.substring(value, at));
      }
    }

    /// Goes to the comma or bracket after a value, or the space where fields are set apart by
    /// spaces.
    ///
    /// @return whether the value is whole
    boolean skipValue(boolean endsAtSpace) {
      int depth = 0;
      while (!ended()) {
        char c = text.charAt(at);
        switch (c) {
          case '\'', '"' -> {
            if (!skipQuoted(c)) {
              return false;
            }
            continue;
          }
          case '(', '[', '{' -> depth++;
          case ')', ']', '}' -> {
            if (depth-- == 0) {
              return true;
            }
          }
          case ',' -> {
            if (depth == 0) {
              return true;
            }
          }
          case ' ' -> {
            if (depth == 0 && endsAtSpace) {
              return true;
            }
          }
          default -> {}
        }
        at++;
      }
      return depth == 0;
    }

    private boolean skipQuoted(char quote) {
      for (at++; !ended(); at++) {
        char c = text.charAt(at);
        if (c == '\\') {
          at++;
        } else if (c == quote) {
          at++;
          return true;
        }
      }
      at = text.length();
      return false;
    }
  }
}
