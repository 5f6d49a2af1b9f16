// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredLog;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A log event in the form of the span that it points to, so that the dialects read both alike.
/// From the stored form, in which it comes back later too: both ways must give the same.
final class NotedSpan {
  private NotedSpan() {}

  static Span of(StoredLog log, SpanNote.Kind kind) {
    PartId trace = log.trace();
    if (trace == null) {
      throw new IllegalArgumentException("log record " + log.id() + " has no trace");
    }
    List<KeyValue> attributes = new ArrayList<>(StoredAttributes.of(log.attributes()));
    if (log.structured()) {
      attributes.addAll(StoredAttributes.of(log.body())); // older emitters put the fields there
    }
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(trace.high()).concat(bytes(trace.low())))
            .setSpanId(bytes(log.spanId()))
            // Whose child it is cannot be known; one whose parent is not there is a local root.
            .setParentSpanId(bytes(~log.spanId()))
            .setName(String.valueOf(log.event()))
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setEndTimeUnixNano(log.timeNanos());
    switch (kind) {
      case CALL -> span.addAllAttributes(attributes);
      case EXCEPTION ->
          span.addEvents(Span.Event.newBuilder().setName("exception").addAllAttributes(attributes));
    }
    return span.build();
  }

  private static ByteString bytes(long half) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(half).flip());
  }
}
