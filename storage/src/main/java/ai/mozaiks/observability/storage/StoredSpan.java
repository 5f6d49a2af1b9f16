// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;

/// A span as the store keeps it: the columns it is found by, and the whole of it as an opaque body.
///
/// @param trace the trace it belongs to; `direct` is false
/// @param spanId unique within the trace; not 0
/// @param parentSpanId 0 for a root
/// @param name the span's name
/// @param startNanos when it began; nanoseconds since 1970
/// @param endNanos when it ended; nanoseconds since 1970, may be before the start if the sender
///   said so
/// @param kind OTLP's span kind, 0 to 5
/// @param statusCode OTLP's status code: 0 unset, 1 ok, 2 error
/// @param origin the id of the [StoredOrigin] it came from
/// @param body the OTLP `Span` message; the array is not copied and must not be changed
@SuppressWarnings(
    "ArrayRecordComponent") // compared by id, never by content; a copy per span would double the
// memory traffic
public record StoredSpan(
    PartId trace,
    long spanId,
    long parentSpanId,
    String name,
    long startNanos,
    long endNanos,
    int kind,
    int statusCode,
    long origin,
    byte[] body) {
  public StoredSpan {
    Objects.requireNonNull(trace, "trace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(body, "body");
  }

  /// The same below another span.
  ///
  /// @param spanId 0 for none
  public StoredSpan withParent(long spanId) {
    return new StoredSpan(
        trace, this.spanId, spanId, name, startNanos, endNanos, kind, statusCode, origin, body);
  }
}
