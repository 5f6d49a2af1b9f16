// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredLog;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A log event in the form of the span that it points to, so that the dialects read both alike.
/// From the stored form, in which it comes back later too: both ways must give the same.
final class NotedSpan {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private NotedSpan() {}

  static Span of(StoredLog log, SpanNote.Kind kind) {
    PartId trace = log.trace();
    if (trace == null) {
      throw new IllegalArgumentException("log record " + log.id() + " has no trace");
    }
    List<KeyValue> attributes = new ArrayList<>(fields(log.attributes()));
    if (log.structured()) {
      attributes.addAll(fields(log.body())); // older emitters put the fields there
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

  private static List<KeyValue> fields(String json) {
    try {
      JsonNode object = JSON.readTree(json);
      return object.isObject() ? fields(object) : List.of();
    } catch (JacksonException e) {
      throw new IllegalArgumentException("attributes: not JSON", e);
    }
  }

  private static List<KeyValue> fields(JsonNode object) {
    List<KeyValue> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      fields.add(
          KeyValue.newBuilder().setKey(field.getKey()).setValue(value(field.getValue())).build());
    }
    return fields;
  }

  private static AnyValue value(JsonNode node) {
    AnyValue.Builder value = AnyValue.newBuilder();
    if (node.isString()) {
      value.setStringValue(node.stringValue());
    } else if (node.isBoolean()) {
      value.setBoolValue(node.booleanValue());
    } else if (node.isIntegralNumber()) {
      value.setIntValue(node.longValue());
    } else if (node.isNumber()) {
      value.setDoubleValue(node.doubleValue());
    } else if (node.isArray()) {
      ArrayValue.Builder array = ArrayValue.newBuilder();
      node.forEach(each -> array.addValues(value(each)));
      value.setArrayValue(array);
    } else if (node.isObject()) {
      value.setKvlistValue(KeyValueList.newBuilder().addAllValues(fields(node)));
    }
    return value.build();
  }
}
