// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A calendar week by ISO 8601, Monday to Monday in the time of a zone: 167 or 169 hours when the
/// clocks change.
///
/// @param monday its first day
public record Week(LocalDate monday, ZoneId zone) {
  private static final Pattern NAME = Pattern.compile("(\\d{4})-W(\\d{2})");
  private static final int DAYS = 7;

  public Week {
    Objects.requireNonNull(zone, "zone");
    if (monday.getDayOfWeek() != DayOfWeek.MONDAY) {
      throw new IllegalArgumentException("monday: " + monday + " (expected: a Monday)");
    }
  }

  /// The week by its name, such as `2026-W10`; empty if there is none of that name.
  public static Optional<Week> named(String name, ZoneId zone) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(matcher.group(2));
    if (number < 1 || number > 53) {
      return Optional.empty();
    }
    // The fourth of January is always in the first week.
    LocalDate monday =
        LocalDate.of(Integer.parseInt(matcher.group(1)), 1, 4)
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
            .plusWeeks(number - 1L);
    Week week = new Week(monday, zone);
    // Most years have no week 53.
    return week.name().equals(name) ? Optional.of(week) : Optional.empty();
  }

  /// The week that a time is in.
  public static Week of(Instant time, ZoneId zone) {
    return new Week(
        LocalDate.ofInstant(time, zone).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
        zone);
  }

  /// Such as `2026-W10`.
  public String name() {
    return String.format(
        Locale.ROOT,
        "%04d-W%02d",
        monday.get(IsoFields.WEEK_BASED_YEAR),
        monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  public Week before() {
    return new Week(monday.minusWeeks(1), zone);
  }

  /// Its days, Monday first.
  public List<LocalDate> days() {
    return Stream.iterate(monday, day -> day.plusDays(1)).limit(DAYS).toList();
  }

  /// When it begins.
  public Instant from() {
    return beginOf(monday);
  }

  /// When the next one begins.
  public Instant to() {
    return beginOf(monday.plusWeeks(1));
  }

  /// When a day begins in its zone.
  Instant beginOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
