// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.Objects;

/// Points at the span that an event was derived from.
///
/// @param traceId 32 lower-case hex digits
/// @param spanId 16 lower-case hex digits
public record SpanRef(String traceId, String spanId) {
  public SpanRef {
    Objects.requireNonNull(traceId, "traceId");
    Objects.requireNonNull(spanId, "spanId");
  }
}
