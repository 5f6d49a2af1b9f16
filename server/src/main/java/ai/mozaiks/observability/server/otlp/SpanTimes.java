// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.ReceiptTime;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The times of spans, with those that are missing or ahead of this server's clock mended: the time
/// of receipt stands for them, less the length of the span, as it does for direct events. One per
/// request, immutable.
final class SpanTimes {
  private final long receiptNanos;
  private final long latestNanos;

  SpanTimes(ReceiptTime receipt) {
    receiptNanos = nanos(receipt.now());
    latestNanos = receipt.latest().equals(Instant.MAX) ? Long.MAX_VALUE : nanos(receipt.latest());
  }

  private static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }

  /// Times to keep instead of those that were sent; nanoseconds, 0 for unknown.
  record Mended(long start, long end) {}

  /// What to keep of a span's times.
  ///
  /// @param unsignedStart as OTLP has it
  /// @param unsignedEnd as OTLP has it
  /// @return null when they can stay
  @Nullable Mended mended(long unsignedStart, long unsignedEnd) {
    long start = UnixNanos.of(unsignedStart);
    long end = UnixNanos.of(unsignedEnd);
    if (start == 0 && end == 0) {
      return new Mended(receiptNanos, 0); // else its chat would have begun in 1970
    }
    if (start <= latestNanos && end <= latestNanos) {
      return null;
    }
    if (end <= latestNanos) {
      return new Mended(0, end); // an end that makes sense tells more than the receipt
    }
    if (start == 0) {
      return new Mended(0, receiptNanos);
    }
    if (start <= latestNanos) {
      return new Mended(start, 0);
    }
    boolean lengthKnown =
        end >= start && end < Long.MAX_VALUE && end - start <= UnixNanos.LONGEST.toNanos();
    return new Mended(lengthKnown ? receiptNanos - (end - start) : 0, receiptNanos);
  }
}
