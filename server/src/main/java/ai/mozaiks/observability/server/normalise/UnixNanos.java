// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// OTLP's times: nanoseconds since 1970 as unsigned 64-bit integers, 0 when not known.
public final class UnixNanos {

  /// Longer than any call, turn or run lasts, waiting people included: what claims more has a clock
  /// or a unit gone wrong (milliseconds for nanoseconds make a start in January 1970).
  public static final Duration LONGEST = Duration.ofDays(30);

  /// The attribute that keeps the times of a span as they were sent, `start/end` in nanoseconds,
  /// when the time of receipt stands for them.
  public static final String SENT_TIMES = "mozaiks.sent_times";

  /// The value of [#SENT_TIMES] of a span that was sent without times, so none was ahead.
  public static final String NO_TIMES = "0/0";

  private static final long LONGEST_NANOS = LONGEST.toNanos();

  private UnixNanos() {}

  /// The time as a signed number. What is beyond the year 2262, where 63 bits end, is taken as that
  /// instant, else it would turn negative.
  public static long of(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  /// How long it was from a start to an end, both as [#of] gives them; zero when the end comes
  /// first (clocks differ), null when one of the two is not known or nothing lasts that long.
  public static @Nullable Duration between(long start, long end) {
    return start == 0 || end == 0 ? null : credible(Math.max(0, end - start));
  }

  /// The length; null when it is longer than [#LONGEST].
  public static @Nullable Duration credible(long nanos) {
    return nanos > LONGEST_NANOS ? null : Duration.ofNanos(nanos);
  }
}
