// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The rules for ids (W3C Trace Context, OTLP).
final class SpanIds {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;
  private static final int MAX_SHOWN = 32;

  private SpanIds() {}

  /// Why a span cannot be kept; null if it can.
  static @Nullable String reasonToReject(Span span) {
    if (!isValid(span.getTraceId(), TRACE_ID_BYTES)) {
      return reason("traceId", span.getTraceId(), "16 bytes, not all zero");
    }
    if (!isValid(span.getSpanId(), SPAN_ID_BYTES)) {
      return reason("spanId", span.getSpanId(), "8 bytes, not all zero");
    }
    ByteString parent = span.getParentSpanId();
    if (!parent.isEmpty() && parent.size() != SPAN_ID_BYTES && !isZero(parent)) {
      return reason("parentSpanId", parent, "8 bytes, or none for a root");
    }
    return null;
  }

  static boolean isValid(Span.Link link) {
    return isValid(link.getTraceId(), TRACE_ID_BYTES) && isValid(link.getSpanId(), SPAN_ID_BYTES);
  }

  static boolean isTraceId(ByteString id) {
    return isValid(id, TRACE_ID_BYTES);
  }

  static boolean isSpanId(ByteString id) {
    return isValid(id, SPAN_ID_BYTES);
  }

  static boolean isZero(ByteString id) {
    for (int i = 0; i < id.size(); i++) {
      if (id.byteAt(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isValid(ByteString id, int bytes) {
    return id.size() == bytes && !isZero(id);
  }

  private static String reason(String field, ByteString id, String expected) {
    ByteString shown = id.substring(0, Math.min(id.size(), MAX_SHOWN));
    String hex = id.isEmpty() ? "none" : HexFormat.of().formatHex(shown.toByteArray());
    String more = id.size() > MAX_SHOWN ? "..." : "";
    return field + ": " + hex + more + " (expected: " + expected + ")";
  }
}
