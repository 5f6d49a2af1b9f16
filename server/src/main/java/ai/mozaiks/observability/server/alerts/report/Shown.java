// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How figures are shown to people: rounded, and with a word for what is not known.
final class Shown {
  static final String UNKNOWN = "unknown";
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);
  private static final DateTimeFormatter DAY_OF_YEAR =
      DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.UK);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM uuuu HH:mm", Locale.UK);
  private static final BigDecimal CENT = new BigDecimal("0.01");
  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_EVEN);

  /// From here on, times are easier to read than percent.
  static final long MANY_PERCENT = 1_000;

  private Shown() {}

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String count(@Nullable Long count) {
    return count == null ? UNKNOWN : count(count.longValue());
  }

  /// Dollars, rounded to cents; what is less than one to two digits, so that it never shows as
  /// nothing.
  static String usd(@Nullable BigDecimal usd) {
    if (usd == null) {
      return UNKNOWN;
    }
    boolean small = usd.signum() != 0 && usd.abs().compareTo(CENT) < 0;
    return small
        ? usd.round(TWO_DIGITS).stripTrailingZeros().toPlainString()
        : String.format(Locale.ROOT, "%,.2f", usd.setScale(2, RoundingMode.HALF_EVEN));
  }

  /// With its sign.
  static String signed(BigDecimal change, String shown) {
    return change.signum() > 0 ? "+" + shown : shown;
  }

  static String seconds(@Nullable Duration duration) {
    if (duration == null) {
      return UNKNOWN;
    }
    double seconds = duration.toNanos() / 1e9;
    return seconds < 60
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : String.format(Locale.ROOT, "%,.1f min", seconds / 60);
  }

  /// The two largest units.
  static String lasting(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
  }

  /// A share as percent, with as many digits as a target of 99.95 % needs.
  static String share(@Nullable Double share) {
    if (share == null) {
      return UNKNOWN;
    }
    // Down, or 99.996 % would show as what it is not.
    BigDecimal percent =
        BigDecimal.valueOf(share).movePointRight(2).setScale(2, RoundingMode.FLOOR);
    return plain(percent) + " %";
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }

  /// How much more than before.
  static String percent(@Nullable Long percent) {
    if (percent == null) {
      return "";
    }
    if (percent >= MANY_PERCENT) {
      return "\u00d7" + count(Math.round(percent / 100.0 + 1));
    }
    return (percent > 0 ? "+" : "") + percent + " %";
  }

  static String name(String name) {
    return name.isEmpty() ? "(no name)" : name;
  }

  static String day(LocalDate day) {
    return DAY.format(day);
  }

  /// From the first to the last day.
  static String days(LocalDate first, LocalDate last) {
    return DAY.format(first) + " \u2013 " + DAY_OF_YEAR.format(last);
  }

  static String time(Instant time, ZoneId zone) {
    return TIME.format(time.atZone(zone));
  }
}
