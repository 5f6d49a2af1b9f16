// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.IOException;
import java.util.List;

/// Writes a request as OTLP from spans that are serialised already, for the store: serialising is
/// the dearest step after decoding, so each span goes through it once. One per request, not
/// thread-safe.
final class SpanPayload {
  private final ExportTraceServiceRequest request;
  private final List<byte[]> bodies;

  /// What stands in front of each `ResourceSpans` and `ScopeSpans`, in the order of writing.
  private final int[] lengths;

  private SpanPayload(ExportTraceServiceRequest request, List<byte[]> bodies) {
    this.request = request;
    this.bodies = bodies;
    int messages = request.getResourceSpansCount();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      messages += resource.getScopeSpansCount();
    }
    this.lengths = new int[messages];
  }

  /// The request as bytes.
  ///
  /// @param bodies those of the request's spans, all of them in its order
  static byte[] of(ExportTraceServiceRequest request, List<byte[]> bodies) {
    SpanPayload payload = new SpanPayload(request, bodies);
    byte[] bytes = new byte[payload.measure()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      payload.write(out);
    } catch (IOException e) {
      throw new AssertionError("the length was measured", e);
    }
    out.checkNoSpaceLeft();
    return bytes;
  }

  private int measure() {
    int at = 0;
    int span = 0;
    int total = 0;
    for (ResourceSpans resource : request.getResourceSpansList()) {
      int ofResource = at++;
      int length = 0;
      if (resource.hasResource()) {
        length +=
            CodedOutputStream.computeMessageSize(
                ResourceSpans.RESOURCE_FIELD_NUMBER, resource.getResource());
      }
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        int inner = 0;
        if (scope.hasScope()) {
          inner +=
              CodedOutputStream.computeMessageSize(ScopeSpans.SCOPE_FIELD_NUMBER, scope.getScope());
        }
        for (int i = 0; i < scope.getSpansCount(); i++) {
          inner +=
              CodedOutputStream.computeByteArraySize(
                  ScopeSpans.SPANS_FIELD_NUMBER, bodies.get(span++));
        }
        inner += measure(ScopeSpans.SCHEMA_URL_FIELD_NUMBER, scope.getSchemaUrl());
        lengths[at++] = inner;
        length += delimited(ResourceSpans.SCOPE_SPANS_FIELD_NUMBER, inner);
      }
      length += measure(ResourceSpans.SCHEMA_URL_FIELD_NUMBER, resource.getSchemaUrl());
      lengths[ofResource] = length;
      total += delimited(ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER, length);
    }
    return total;
  }

  private static int measure(int field, String text) {
    return text.isEmpty() ? 0 : CodedOutputStream.computeStringSize(field, text);
  }

  private static int delimited(int field, int length) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt32SizeNoTag(length)
        + length;
  }

  private void write(CodedOutputStream out) throws IOException {
    int at = 0;
    int span = 0;
    for (ResourceSpans resource : request.getResourceSpansList()) {
      begin(out, ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER, lengths[at++]);
      if (resource.hasResource()) {
        out.writeMessage(ResourceSpans.RESOURCE_FIELD_NUMBER, resource.getResource());
      }
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        begin(out, ResourceSpans.SCOPE_SPANS_FIELD_NUMBER, lengths[at++]);
        if (scope.hasScope()) {
          out.writeMessage(ScopeSpans.SCOPE_FIELD_NUMBER, scope.getScope());
        }
        for (int i = 0; i < scope.getSpansCount(); i++) {
          out.writeByteArray(ScopeSpans.SPANS_FIELD_NUMBER, bodies.get(span++));
        }
        write(out, ScopeSpans.SCHEMA_URL_FIELD_NUMBER, scope.getSchemaUrl());
      }
      write(out, ResourceSpans.SCHEMA_URL_FIELD_NUMBER, resource.getSchemaUrl());
    }
  }

  private static void write(CodedOutputStream out, int field, String text) throws IOException {
    if (!text.isEmpty()) {
      out.writeString(field, text);
    }
  }

  private static void begin(CodedOutputStream out, int field, int length) throws IOException {
    out.writeTag(field, 2); // length-delimited
    out.writeUInt32NoTag(length);
  }
}
