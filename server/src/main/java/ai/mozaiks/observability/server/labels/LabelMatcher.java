// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.labels;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What one label must be like: `severity="critical"`, `app!=shop`, `agent=~"plan.*"`. A label that
/// is not there is the empty text; a regular expression must match all of the value.
///
/// @param name of the label
/// @param operator how it is compared
/// @param value what with
public record LabelMatcher(String name, Operator operator, String value) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([A-Za-z_][A-Za-z0-9_]{0,99})\\s*(=~|!~|!=|=)\\s*(.*?)\\s*", Pattern.DOTALL);
  private static final int LONGEST = 1_000;

  /// How a label is compared.
  public enum Operator {
    IS("="),
    IS_NOT("!="),
    MATCHES("=~"),
    MATCHES_NOT("!~");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /// As written.
    public String sign() {
      return sign;
    }

    private static Operator of(String sign) {
      for (Operator each : values()) {
        if (each.sign.equals(sign)) {
          return each;
        }
      }
      throw new IllegalArgumentException("operator: " + sign + " (expected: =, !=, =~ or !~)");
    }
  }

  /// @throws IllegalArgumentException if the value is to be a regular expression and is none
  public LabelMatcher {
    Objects.requireNonNull(name, "name");
    if (operator == Operator.MATCHES || operator == Operator.MATCHES_NOT) {
      try {
        Pattern.compile(value);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            name + operator.sign() + value + " (expected: a regular expression)", e);
      }
    }
  }

  /// Reads one, its value with or without quotes.
  ///
  /// @return empty if it is none
  public static Optional<LabelMatcher> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > LONGEST || !form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LabelMatcher(form.group(1), Operator.of(form.group(2)), unquoted(form.group(3))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String unquoted(String text) {
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      return text;
    }
    return text.substring(1, text.length() - 1).replaceAll("\\\\([\"\\\\])", "$1");
  }

  /// Whether labels are like that.
  public boolean matches(Map<String, String> labels) {
    String actual = labels.getOrDefault(name, "");
    return switch (operator) {
      case IS -> actual.equals(value);
      case IS_NOT -> !actual.equals(value);
      case MATCHES -> Pattern.matches(value, actual);
      case MATCHES_NOT -> !Pattern.matches(value, actual);
    };
  }

  /// As it is written, with quotes.
  public String text() {
    return name + operator.sign() + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
