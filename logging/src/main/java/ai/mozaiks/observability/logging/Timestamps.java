// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Writes instants as Python's `isoformat` does, in UTC with microseconds. Remembers the second
/// that was written last, since the next line mostly has the same. Thread-safe.
final class Timestamps {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final byte[] UTC = "+00:00\"".getBytes(StandardCharsets.US_ASCII);

  private volatile Second last = new Second(0);

  private static final class Second {
    private final long epoch;
    private final byte[] json;

    Second(long epoch) {
      this.epoch = epoch;
      String text = LocalDateTime.ofEpochSecond(epoch, 0, ZoneOffset.UTC).format(SECOND);
      json = ('"' + text + '.').getBytes(StandardCharsets.US_ASCII);
    }
  }

  /// `"2025-10-02T10:00:00.123456+00:00"`.
  void write(JsonBuffer out, Instant at) {
    Second second = last;
    if (second.epoch != at.getEpochSecond()) {
      second = new Second(at.getEpochSecond());
      last = second;
    }
    out.raw(second.json);
    int micros = at.getNano() / 1_000;
    for (int place = 100_000; place > 0; place /= 10) {
      out.raw((char) ('0' + micros / place % 10));
    }
    out.raw(UTC);
  }
}
