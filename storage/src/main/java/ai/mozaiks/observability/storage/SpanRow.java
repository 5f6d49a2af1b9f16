// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Comparator;
import java.util.Objects;

/// What a waterfall needs of a stored span: all but its body.
///
/// @param parentSpanId 0 for a root
/// @param startNanos nanoseconds since 1970; 0 when not known
/// @param endNanos the same; 0 when not known
/// @param statusCode as in OTLP: 0 unset, 1 ok, 2 error
public record SpanRow(
    PartId trace,
    long spanId,
    long parentSpanId,
    String name,
    long startNanos,
    long endNanos,
    int statusCode) {

  /// By start, then trace, then span id, both unsigned.
  public static final Comparator<SpanRow> BY_START =
      Comparator.comparingLong(SpanRow::startNanos)
          .thenComparing(SpanRow::trace)
          .thenComparing(SpanRow::spanId, Long::compareUnsigned);

  public SpanRow {
    Objects.requireNonNull(trace, "trace");
    Objects.requireNonNull(name, "name");
  }

  static SpanRow of(StoredSpan span) {
    return new SpanRow(
        span.trace(),
        span.spanId(),
        span.parentSpanId(),
        span.name(),
        span.startNanos(),
        span.endNanos(),
        span.statusCode());
  }
}
