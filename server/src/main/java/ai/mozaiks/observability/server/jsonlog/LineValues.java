// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import ai.mozaiks.observability.server.entry.Surrogates;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import tools.jackson.databind.JsonNode;

/// JSON as values of OTLP.
final class LineValues {
  /// Of objects and lists in one another; what is deeper stays JSON, as text. A reader of protobuf
  /// takes 100 messages in one another, and each level is three.
  private static final int DEEPEST = 16;

  private LineValues() {}

  static AnyValue of(JsonNode node) {
    return of(node, 1);
  }

  static AnyValue of(String text) {
    return AnyValue.newBuilder().setStringValue(Surrogates.paired(text)).build();
  }

  static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(Surrogates.paired(key)).setValue(value).build();
  }

  private static AnyValue of(JsonNode node, int depth) {
    if ((node.isObject() || node.isArray()) && depth > DEEPEST) {
      return of(node.toString());
    }
    if (node.isObject()) {
      KeyValueList.Builder list = KeyValueList.newBuilder();
      node.properties()
          .forEach(
              each -> list.addValues(attribute(each.getKey(), of(each.getValue(), depth + 1))));
      return AnyValue.newBuilder().setKvlistValue(list).build();
    }
    if (node.isArray()) {
      ArrayValue.Builder array = ArrayValue.newBuilder();
      node.values().forEach(each -> array.addValues(of(each, depth + 1)));
      return AnyValue.newBuilder().setArrayValue(array).build();
    }
    return plain(node);
  }

  private static AnyValue plain(JsonNode node) {
    if (node.isBoolean()) {
      return AnyValue.newBuilder().setBoolValue(node.booleanValue()).build();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return AnyValue.newBuilder().setIntValue(node.longValue()).build();
    }
    if (node.isFloatingPointNumber() && Double.isFinite(node.decimalValue().doubleValue())) {
      return AnyValue.newBuilder().setDoubleValue(node.decimalValue().doubleValue()).build();
    }
    return node.isNull() ? AnyValue.getDefaultInstance() : of(node.asString());
  }
}
