// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Masks what only the neighbours of a list's elements tell: `--password` and what follows, the
/// name of a header and its value. The list is written as the JSON it would be, so that lists and
/// the same lists in a text are masked by the same rules, and read back.
final class Neighbours {
  private static final int LONGEST_TEXT = 64 << 10;

  private final SecretKeys keys;
  private final List<String> elements;

  Neighbours(SecretKeys keys, List<String> elements) {
    this.keys = keys;
    this.elements = elements;
  }

  /// Masks, and gives back all elements.
  ///
  /// @param scan masks the secrets of a text, and returns the same instance if there are none
  /// @return the same instance if nothing was found
  @SuppressWarnings("ReferenceEquality") // that nothing was found is told so
  List<String> redact(UnaryOperator<String> scan) {
    if (elements.size() < 2 || !mayTell()) {
      return elements;
    }
    String text = written();
    String masked = text.length() > LONGEST_TEXT ? text : scan.apply(text);
    if (masked == text) {
      return elements;
    }
    List<String> read = read(masked);
    return read.size() == elements.size() ? read : hidden();
  }

  private boolean mayTell() {
    for (String element : elements) {
      boolean option = !element.isEmpty() && element.charAt(0) == '-';
      if (option
          || keys.match(element, Math.max(0, element.length() - 64), element.length()) != null) {
        return true;
      }
    }
    return false;
  }

  private String written() {
    StringBuilder text = new StringBuilder("[");
    for (String element : elements) {
      text.append(text.length() == 1 ? "\"" : ",\"");
      for (int i = 0; i < element.length(); i++) {
        char c = element.charAt(i);
        if (c == '"' || c == '\\') {
          text.append('\\');
        }
        text.append(c);
      }
      text.append('"');
    }
    return text.append(']').toString();
  }

  private static List<String> read(String text) {
    List<String> read = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (inside) {
          read.add(element.toString());
          element.setLength(0);
        }
        inside = !inside;
      } else if (inside) {
        boolean escape = c == '\\' && i + 1 < text.length();
        i += escape ? 1 : 0;
        element.append(text.charAt(i));
      }
    }
    return read;
  }

  /// What a mask swallowed with the quotes around it cannot be told apart any more.
  private List<String> hidden() {
    List<String> hidden = new ArrayList<>(elements);
    hidden.replaceAll(element -> Redactor.MASK);
    return hidden;
  }
}
