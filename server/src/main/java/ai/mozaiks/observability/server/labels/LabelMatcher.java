// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.labels;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// What one label must be like: `severity="critical"`, `app!=shop`, `agent=~"plan.*"`. A label that
/// is not there is the empty text; a regular expression must match all of the value.
///
/// Regular expressions are those of RE2, as in Alertmanager: the time they take grows with the
/// value and no faster, so that nobody can stop alerts with one. Immutable.
public final class LabelMatcher {
  private static final java.util.regex.Pattern FORM =
      java.util.regex.Pattern.compile(
          "\\s*([A-Za-z_][A-Za-z0-9_]{0,99})\\s*(=~|!~|!=|=)\\s*(.*?)\\s*",
          java.util.regex.Pattern.DOTALL);
  private static final java.util.regex.Pattern TIMES =
      java.util.regex.Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}");
  private static final int LONGEST = 1_000;

  /// What is repeated a number of times is written out so often.
  private static final long LONGEST_WRITTEN_OUT = 10_000;

  private final String name;
  private final Operator operator;
  private final String value;
  private final @Nullable Pattern pattern;

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

  /// Makes one.
  ///
  /// @param name of the label
  /// @param operator how it is compared
  /// @param value what with
  /// @throws IllegalArgumentException if the value is to be a regular expression and is none
  public LabelMatcher(String name, Operator operator, String value) {
    this.name = Objects.requireNonNull(name, "name");
    this.operator = Objects.requireNonNull(operator, "operator");
    this.value = Objects.requireNonNull(value, "value");
    this.pattern =
        switch (operator) {
          case IS, IS_NOT -> null;
          case MATCHES, MATCHES_NOT -> compiled();
        };
  }

  private Pattern compiled() {
    long length = Math.max(1, value.length());
    for (Matcher times = TIMES.matcher(value); times.find() && length <= LONGEST_WRITTEN_OUT; ) {
      String most = Objects.requireNonNullElse(times.group(2), "");
      length *= Math.max(1, Long.parseLong(most.isEmpty() ? times.group(1) : most));
    }
    if (length > LONGEST_WRITTEN_OUT) {
      throw new IllegalArgumentException(
          name + operator.sign() + value + " (expected: fewer repetitions in {})");
    }
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          name + operator.sign() + value + " (expected: a regular expression of RE2)", e);
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

  public String name() {
    return name;
  }

  public Operator operator() {
    return operator;
  }

  public String value() {
    return value;
  }

  /// Whether labels are like that.
  public boolean matches(Map<String, String> labels) {
    String actual = labels.getOrDefault(name, "");
    return switch (operator) {
      case IS -> actual.equals(value);
      case IS_NOT -> !actual.equals(value);
      case MATCHES -> Objects.requireNonNull(pattern).matches(actual);
      case MATCHES_NOT -> !Objects.requireNonNull(pattern).matches(actual);
    };
  }

  /// As it is written, with quotes.
  public String text() {
    return name + operator.sign() + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelMatcher that
        && name.equals(that.name)
        && operator == that.operator
        && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, operator, value);
  }

  @Override
  public String toString() {
    return text();
  }
}
