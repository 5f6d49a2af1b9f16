// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

/// OTLP's times: nanoseconds since 1970 as unsigned 64-bit integers.
public final class UnixNanos {
  private UnixNanos() {}

  /// The time as a signed number. What is beyond the year 2262, where 63 bits end, is taken as that
  /// instant, else it would turn negative.
  public static long of(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }
}
