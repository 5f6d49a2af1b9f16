// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How a request is written on the wire.
enum Wire {
  OTLP_PROTOBUF("/v1/traces", "application/x-protobuf") {
    @Override
    byte[] encode(ExportTraceServiceRequest request) {
      return request.toByteArray();
    }
  },
  OTLP_JSON("/v1/traces", "application/json") {
    @Override
    byte[] encode(ExportTraceServiceRequest request) {
      ObjectNode root = JSON.createObjectNode();
      ObjectNode resource = root.putArray("resourceSpans").addObject();
      attributes(
          resource.putObject("resource").putArray("attributes"),
          request.getResourceSpans(0).getResource().getAttributesList());
      ObjectNode scope = resource.putArray("scopeSpans").addObject();
      scope
          .putObject("scope")
          .put("name", request.getResourceSpans(0).getScopeSpans(0).getScope().getName());
      ArrayNode spans = scope.putArray("spans");
      for (Span span : spansOf(request)) {
        ObjectNode node = spans.addObject();
        node.put("traceId", hex(span.getTraceId()));
        node.put("spanId", hex(span.getSpanId()));
        if (!span.getParentSpanId().isEmpty()) {
          node.put("parentSpanId", hex(span.getParentSpanId()));
        }
        node.put("name", span.getName());
        node.put("kind", span.getKindValue());
        node.put("startTimeUnixNano", Long.toString(span.getStartTimeUnixNano()));
        node.put("endTimeUnixNano", Long.toString(span.getEndTimeUnixNano()));
        attributes(node.putArray("attributes"), span.getAttributesList());
      }
      return JSON.writeValueAsBytes(root);
    }

    private static void attributes(ArrayNode array, List<KeyValue> attributes) {
      for (KeyValue attribute : attributes) {
        ObjectNode value = array.addObject().put("key", attribute.getKey()).putObject("value");
        if (attribute.getValue().hasIntValue()) {
          value.put("intValue", Long.toString(attribute.getValue().getIntValue()));
        } else {
          value.put("stringValue", attribute.getValue().getStringValue());
        }
      }
    }
  },
  ZIPKIN_PROTOBUF("/api/v2/spans", "application/x-protobuf") {
    @Override
    byte[] encode(ExportTraceServiceRequest request) {
      try {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(list);
        for (Span span : spansOf(request)) {
          out.writeByteArray(1, zipkinSpan(span));
        }
        out.flush();
        return list.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail
      }
    }

    // Field numbers of zipkin.proto, message Span.
    private static byte[] zipkinSpan(Span span) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeBytes(1, span.getTraceId());
      if (!span.getParentSpanId().isEmpty()) {
        out.writeBytes(2, span.getParentSpanId());
      }
      out.writeBytes(3, span.getSpanId());
      out.writeString(5, span.getName());
      out.writeFixed64(6, span.getStartTimeUnixNano() / 1_000);
      out.writeUInt64(7, micros(span));
      ByteArrayOutputStream endpoint = new ByteArrayOutputStream();
      CodedOutputStream endpointOut = CodedOutputStream.newInstance(endpoint);
      endpointOut.writeString(1, "load");
      endpointOut.flush();
      out.writeByteArray(8, endpoint.toByteArray());
      for (KeyValue attribute : span.getAttributesList()) {
        ByteArrayOutputStream tag = new ByteArrayOutputStream();
        CodedOutputStream tagOut = CodedOutputStream.newInstance(tag);
        tagOut.writeString(1, attribute.getKey());
        tagOut.writeString(2, text(attribute));
        tagOut.flush();
        out.writeByteArray(11, tag.toByteArray());
      }
      out.flush();
      return bytes.toByteArray();
    }
  },
  ZIPKIN_JSON("/api/v2/spans", "application/json") {
    @Override
    byte[] encode(ExportTraceServiceRequest request) {
      ArrayNode root = JSON.createArrayNode();
      for (Span span : spansOf(request)) {
        ObjectNode node = root.addObject();
        node.put("traceId", hex(span.getTraceId()));
        node.put("id", hex(span.getSpanId()));
        if (!span.getParentSpanId().isEmpty()) {
          node.put("parentId", hex(span.getParentSpanId()));
        }
        node.put("name", span.getName());
        node.put("timestamp", span.getStartTimeUnixNano() / 1_000);
        node.put("duration", micros(span));
        node.putObject("localEndpoint").put("serviceName", "load");
        ObjectNode tags = node.putObject("tags");
        for (KeyValue attribute : span.getAttributesList()) {
          tags.put(attribute.getKey(), text(attribute));
        }
      }
      return JSON.writeValueAsBytes(root);
    }
  };

  private static final JsonMapper JSON = new JsonMapper();

  private final String path;
  private final String contentType;

  Wire(String path, String contentType) {
    this.path = path;
    this.contentType = contentType;
  }

  abstract byte[] encode(ExportTraceServiceRequest request);

  String path() {
    return path;
  }

  String contentType() {
    return contentType;
  }

  boolean zipkin() {
    return this == ZIPKIN_JSON || this == ZIPKIN_PROTOBUF;
  }

  private static List<Span> spansOf(ExportTraceServiceRequest request) {
    return request.getResourceSpans(0).getScopeSpans(0).getSpansList();
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static String text(KeyValue attribute) {
    return attribute.getValue().hasIntValue()
        ? Long.toString(attribute.getValue().getIntValue())
        : attribute.getValue().getStringValue();
  }

  private static long micros(Span span) {
    return (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1_000;
  }
}
