// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/// Reads the times of the logs: `2026-05-06 15:20:20.100000`, which is UTC and does not say so, or
/// with `T` and a zone.
final class LogTimes {
  private static final DateTimeFormatter FORM =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("[ ]['T']HH:mm:ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .toFormatter(java.util.Locale.ROOT);

  // As for events on every other way in.
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  private LogTimes() {}

  /// The instant; null if the text is none from 1970 to 2199.
  static @Nullable Instant read(@Nullable String text) {
    if (text == null || text.length() > 40) {
      return null;
    }
    try {
      TemporalAccessor parsed = FORM.parse(text);
      Instant at =
          parsed.isSupported(ChronoField.OFFSET_SECONDS)
              ? Instant.from(parsed)
              : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
      return at.isBefore(Instant.EPOCH) || !at.isBefore(LAST) ? null : at;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
