// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: a whole number and a unit (`500ms`, `30s`, `2m`, `24h`, `30d`),
/// or several of them in a row (`1h30m`).
public final class DurationText {
  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}(?:ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  /// A hundred years. Beyond some 292 the nanoseconds of a duration do not fit a `long`.
  public static final Duration LONGEST = Duration.ofDays(36_500);

  private DurationText() {}

  /// Reads a duration.
  ///
  /// @return empty if the text is no duration, or longer than [#LONGEST]; never negative
  public static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    for (Matcher part = PART.matcher(text); part.find(); ) {
      long count = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
              });
    }
    return Optional.of(sum).filter(duration -> duration.compareTo(LONGEST) <= 0);
  }

  /// Writes a duration in the same form.
  ///
  /// @param duration `>= 0`; less than a millisecond is left out
  public static String write(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDaysPart(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  /// Requires a duration that a setting can have.
  ///
  /// @throws IllegalArgumentException if it is not `> 0`, or longer than [#LONGEST]
  static void require(String name, Duration duration) {
    if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": " + duration + " (expected: > 0, at most " + LONGEST + ")");
    }
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
