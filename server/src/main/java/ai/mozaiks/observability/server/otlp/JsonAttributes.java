// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.ArrayList;
import java.util.List;

/// Reads attributes and their values from OTLP/JSON.
final class JsonAttributes {
  private JsonAttributes() {}

  static List<KeyValue> list(JsonInput in) throws UndecodableException, Refusal {
    List<KeyValue> attributes = new ArrayList<>();
    if (in.array()) {
      while (in.element()) {
        if (in.object()) {
          attributes.add(keyValue(in));
        }
      }
    }
    return attributes;
  }

  private static KeyValue keyValue(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.ATTRIBUTE);
    KeyValue.Builder attribute = KeyValue.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "key" -> attribute.setKey(in.string());
        case "value" -> {
          if (in.object()) {
            attribute.setValue(value(in));
          }
        }
        default -> in.skip();
      }
    }
    return attribute.build();
  }

  static AnyValue value(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.VALUE);
    AnyValue.Builder value = AnyValue.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      if (in.isNull()) {
        continue;
      }
      switch (name) {
        case "stringValue", "string_value" -> value.setStringValue(in.string());
        case "boolValue", "bool_value" -> value.setBoolValue(in.bool());
        case "intValue", "int_value" -> value.setIntValue(in.int64());
        case "doubleValue", "double_value" -> value.setDoubleValue(in.float64());
        case "bytesValue", "bytes_value" -> value.setBytesValue(in.base64());
        case "arrayValue", "array_value" -> value.setArrayValue(array(in));
        case "kvlistValue", "kvlist_value" -> value.setKvlistValue(map(in));
        default -> in.skip();
      }
    }
    return value.build();
  }

  private static ArrayValue array(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.ARRAY);
    ArrayValue.Builder array = ArrayValue.newBuilder();
    if (in.object()) {
      for (String name = in.field(); name != null; name = in.field()) {
        if (name.equals("values") && in.array()) {
          while (in.element()) {
            array.addValues(in.object() ? value(in) : AnyValue.getDefaultInstance());
          }
        } else {
          in.skip();
        }
      }
    }
    return array.build();
  }

  private static KeyValueList map(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.MAP);
    KeyValueList.Builder map = KeyValueList.newBuilder();
    if (in.object()) {
      for (String name = in.field(); name != null; name = in.field()) {
        if (name.equals("values")) {
          map.addAllValues(list(in));
        } else {
          in.skip();
        }
      }
    }
    return map.build();
  }
}
