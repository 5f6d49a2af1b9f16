// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The times that logging libraries write: ISO-8601 with `T` or a space, a point or a comma before
/// the fraction, with or without an offset (then it is UTC); seconds, milliseconds, microseconds or
/// nanoseconds since 1970, as number or text; seconds and nanoseconds apart.
final class LineTimes {
  private static final int LONGEST_TEXT = 40;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}(\\.[0-9]{1,18})?");
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  // As for times on every other way in.
  private static final BigDecimal LAST =
      BigDecimal.valueOf(Instant.parse("2200-01-01T00:00:00Z").getEpochSecond());

  private static final DateTimeFormatter TEXT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("[ ]['T']['t']HH:mm:ss[,][.]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, false)
          .optionalEnd()
          .appendPattern("[ ]")
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH", "Z")
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private LineTimes() {}

  /// Nanoseconds since 1970; 0 if the value is no time from 1970 to 2199, exclusive of its first
  /// moment, which stands for no time.
  static long read(JsonNode value) {
    if (value.isNumber()) {
      return value.isFloatingPointNumber() && value.decimalValue().scale() > 100
          ? 0
          : ofNumber(value.decimalValue());
    }
    if (value.isString()) {
      return ofText(value.asString().strip());
    }
    if (value.isObject()) {
      return ofParts(value);
    }
    return 0;
  }

  private static long ofText(String text) {
    if (text.length() > LONGEST_TEXT) {
      return 0;
    }
    if (NUMBER.matcher(text).matches()) {
      return ofNumber(new BigDecimal(text));
    }
    try {
      TemporalAccessor parsed = TEXT.parse(text);
      Instant at =
          parsed.isSupported(ChronoField.OFFSET_SECONDS)
              ? Instant.from(parsed)
              : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
      return ofSeconds(
          BigDecimal.valueOf(at.getEpochSecond()).add(BigDecimal.valueOf(at.getNano(), 9)));
    } catch (DateTimeException e) {
      return 0;
    }
  }

  /// The unit follows from the size: until 2199 no two units can be taken for one another, but for
  /// times before 1973.
  private static long ofNumber(BigDecimal number) {
    if (number.precision() - number.scale() > 20) {
      return 0;
    }
    int digits = Math.max(0, number.precision() - number.scale());
    if (digits <= 11) {
      return ofSeconds(number);
    }
    if (digits <= 14) {
      return ofSeconds(number.movePointLeft(3));
    }
    return ofSeconds(number.movePointLeft(digits <= 17 ? 6 : 9));
  }

  private static long ofParts(JsonNode value) {
    JsonNode seconds = value.has("epochSecond") ? value.get("epochSecond") : value.get("seconds");
    JsonNode nanos = value.has("nanoOfSecond") ? value.get("nanoOfSecond") : value.get("nanos");
    if (seconds == null || !seconds.isIntegralNumber() || !seconds.canConvertToLong()) {
      return 0;
    }
    long part = nanos != null && nanos.canConvertToInt() ? nanos.intValue() : 0;
    return part < 0 || part >= NANOS_PER_SECOND
        ? 0
        : ofSeconds(BigDecimal.valueOf(seconds.longValue()).add(BigDecimal.valueOf(part, 9)));
  }

  private static long ofSeconds(BigDecimal seconds) {
    return seconds.signum() <= 0 || seconds.compareTo(LAST) >= 0
        ? 0
        : seconds.movePointRight(9).setScale(0, RoundingMode.DOWN).longValueExact();
  }
}
