// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Attributes and values as they were before the store kept them as JSON. Bytes were made text
/// then, and stay text.
public final class StoredAttributes {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StoredAttributes() {}

  /// Those of an object; none if it is something else.
  ///
  /// @throws IllegalArgumentException if it is no JSON
  public static List<KeyValue> of(String json) {
    try {
      JsonNode object = JSON.readTree(json);
      return object.isObject() ? fields(object) : List.of();
    } catch (JacksonException e) {
      throw new IllegalArgumentException("attributes: not JSON", e);
    }
  }

  /// Any value.
  ///
  /// @throws IllegalArgumentException if it is no JSON
  public static AnyValue valueOf(String json) {
    try {
      return value(JSON.readTree(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("body: not JSON", e);
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
