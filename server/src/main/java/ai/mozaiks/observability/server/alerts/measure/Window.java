// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import ai.mozaiks.observability.server.config.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;

/// A span of time that ends now.
public sealed interface Window {

  /// When it began. What is in it is cut to whole buckets, of 10 s for windows of up to an hour, a
  /// minute up to twelve hours, a quarter of an hour up to seven days, and an hour beyond: at its
  /// beginning a window may hold up to one bucket more.
  Instant start(Instant now);

  /// The longest it can be.
  Duration longest();

  /// In words: `5m`, `day in Europe/Berlin`.
  String text();

  /// The last so many seconds.
  ///
  /// @param length 10 s to 31 days
  record Sliding(Duration length) implements Window {
    public static final Duration SHORTEST = Duration.ofSeconds(10);
    public static final Duration LONGEST = Duration.ofDays(31);

    public Sliding {
      if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "window: " + length + " (expected: " + SHORTEST + " to " + LONGEST + ")");
      }
    }

    @Override
    public Instant start(Instant now) {
      return now.minus(length);
    }

    @Override
    public Duration longest() {
      return length;
    }

    @Override
    public String text() {
      return DurationText.write(length);
    }
  }

  /// The calendar day so far; exact, also on days of 23 or 25 hours.
  record Day(ZoneId zone) implements Window {
    public Day {
      Objects.requireNonNull(zone, "zone");
    }

    @Override
    public Instant start(Instant now) {
      return now.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    @Override
    public Duration longest() {
      return Duration.ofHours(26);
    }

    @Override
    public String text() {
      return "day in " + zone;
    }
  }

  /// The calendar month so far.
  record Month(ZoneId zone) implements Window {
    public Month {
      Objects.requireNonNull(zone, "zone");
    }

    @Override
    public Instant start(Instant now) {
      ZonedDateTime local = now.atZone(zone);
      return local.toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant();
    }

    @Override
    public Duration longest() {
      return Duration.ofDays(31).plusHours(2);
    }

    @Override
    public String text() {
      return "month in " + zone;
    }
  }
}
