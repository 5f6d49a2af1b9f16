// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An operator's own pattern, kept from running away: `java.util.regex` backtracks, and a pattern
/// such as `(a+)+b` could hold an ingest thread for years.
///
/// Immutable.
record BoundedPattern(String name, Pattern pattern) {

  private static final int STEPS_PER_CHARACTER = 100;

  BoundedPattern {
    Objects.requireNonNull(pattern, "pattern");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name: empty (expected: at least one character)");
    }
    if (pattern.matcher("").find()) {
      throw new IllegalArgumentException(
          name + ": " + pattern + " matches an empty text (expected: at least one character)");
    }
  }

  /// Masks every match.
  ///
  /// @return the same instance if nothing matched; [Redactor#MASK] if the matching ran away
  String mask(String text, Consumer<String> count) {
    Matcher matcher = pattern.matcher(new Counted(text, 0, text.length(), new Budget(text)));
    try {
      if (!matcher.find()) {
        return text;
      }
      StringBuilder out = new StringBuilder(text.length());
      int copied = 0;
      do {
        if (matcher.end() > matcher.start()) {
          count.accept(name);
          out.append(text, copied, matcher.start()).append(Redactor.MASK);
          copied = matcher.end();
        }
      } while (matcher.find());
      return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    } catch (RanAway | StackOverflowError ranAway) {
      count.accept(name);
      return Redactor.MASK;
    }
  }

  private static final class RanAway extends RuntimeException {
    private static final long serialVersionUID = 1;

    RanAway() {
      super("pattern took too many steps", null, false, false);
    }
  }

  private static final class Budget {
    private long left;

    Budget(String text) {
      left = 10_000 + (long) STEPS_PER_CHARACTER * text.length();
    }

    void spend() {
      if (--left < 0) {
        throw new RanAway();
      }
    }
  }

  /// Counts what the matcher reads.
  private record Counted(String text, int from, int to, Budget budget) implements CharSequence {
    @Override
    public int length() {
      return to - from;
    }

    @Override
    public char charAt(int index) {
      budget.spend();
      return text.charAt(from + index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text, from + start, from + end, budget);
    }

    @Override
    public String toString() {
      return text.substring(from, to);
    }
  }
}
