// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
public final class RetryAfter {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

  private RetryAfter() {}

  /// How long to wait, between nothing and five minutes.
  ///
  /// @param headers of an answer
  /// @param now what a date is compared with
  /// @return null if the header is absent or unusable
  public static @Nullable Duration of(HttpHeaders headers, Instant now) {
    String value = headers.firstValue("Retry-After").orElse("").trim();
    return value.isEmpty() ? null : of(value, now);
  }

  private static @Nullable Duration of(String value, Instant now) {
    try {
      Duration wait =
          value.chars().allMatch(c -> c >= '0' && c <= '9')
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(now, ZonedDateTime.parse(value, DATE).toInstant());
      if (wait.isNegative()) {
        return Duration.ZERO;
      }
      return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    } catch (DateTimeException | NumberFormatException unusable) {
      return null;
    }
  }
}
