// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.server.normalise.UnixNanos;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// The time to the first token where no attribute says it as a length: the first event that a chunk
/// came, or when the answer began (Langfuse), each after the span's start.
final class FirstChunk {
  private static final String BEGAN = "langfuse.observation.completion_start_time";

  private FirstChunk() {}

  /// What a span tells; null when it tells nothing. The value is in nanoseconds, `>= 0`.
  static FieldTable.@Nullable Told of(Span span) {
    long start = UnixNanos.of(span.getStartTimeUnixNano());
    if (start == 0) {
      return null;
    }
    for (Span.Event event : span.getEventsList()) {
      if (isChunk(event.getName())) {
        return told(UnixNanos.of(event.getTimeUnixNano()) - start, event.getName());
      }
    }
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().equals(BEGAN)) {
        Instant began = instant(attribute.getValue().getStringValue());
        return began == null
            ? null
            : told(began.getEpochSecond() * 1_000_000_000 + began.getNano() - start, BEGAN);
      }
    }
    return null;
  }

  private static boolean isChunk(String event) {
    return event.equals("gen_ai.content.completion.chunk") || event.equals("ai.stream.firstChunk");
  }

  private static FieldTable.@Nullable Told told(long nanos, String source) {
    boolean credible = nanos >= 0 && nanos <= UnixNanos.LONGEST.toNanos();
    return credible ? new FieldTable.Told(nanos, source, Integer.MAX_VALUE) : null;
  }

  /// ISO 8601, in quotes or not.
  private static @Nullable Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text.replace("\"", "")).toInstant();
    } catch (DateTimeException _) {
      return null; // no time, so it tells nothing
    }
  }
}
