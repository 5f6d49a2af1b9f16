// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values as JSON trees, so that structured values and JSON written as text read alike.
public final class Trees {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Trees() {}

  /// The value as a tree; text that is a JSON object or array becomes that. Bytes are told by their
  /// number only.
  public static JsonNode of(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> ofText(value.getStringValue());
      case BOOL_VALUE -> NODES.booleanNode(value.getBoolValue());
      case INT_VALUE -> NODES.numberNode(value.getIntValue());
      case DOUBLE_VALUE -> NODES.numberNode(value.getDoubleValue());
      case BYTES_VALUE -> Blobs.node(null, null, value.getBytesValue().size());
      case ARRAY_VALUE -> {
        ArrayNode array = NODES.arrayNode();
        for (AnyValue each : value.getArrayValue().getValuesList()) {
          array.add(structured(each));
        }
        yield array;
      }
      case KVLIST_VALUE -> {
        ObjectNode object = NODES.objectNode();
        for (KeyValue entry : value.getKvlistValue().getValuesList()) {
          object.set(entry.getKey(), structured(entry.getValue()));
        }
        yield object;
      }
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> NODES.nullNode();
    };
  }

  /// Inside a structure text is text, whatever it looks like.
  private static JsonNode structured(AnyValue value) {
    return value.hasStringValue() ? NODES.stringNode(value.getStringValue()) : of(value);
  }

  /// The text as a tree if it is a JSON object or array, else as it is.
  static JsonNode ofText(String text) {
    JsonNode parsed = parsed(text);
    return parsed == null ? NODES.stringNode(text) : parsed;
  }

  /// The JSON object or array that a text is; null if it is none.
  static @Nullable JsonNode parsed(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
      return null;
    }
    try {
      return JSON.readTree(stripped);
    } catch (JacksonException e) {
      return null; // cut on its way, or no JSON after all: it is kept as it stands
    }
  }

  /// Whether there is nothing in it: emitters put `{}` and `[]` where they hide content.
  static boolean isEmpty(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return true;
    }
    if (node.isContainer()) {
      return node.isEmpty();
    }
    return node.isString()
        && (node.stringValue().isBlank()
            || node.stringValue().equals("null")
            || node.stringValue().equals("__REDACTED__"));
  }

  /// The text at a field of an object; null when it is absent, empty or no text.
  static @Nullable String text(JsonNode object, String field) {
    JsonNode node = object.path(field);
    return node.isString() && !node.stringValue().isEmpty() ? node.stringValue() : null;
  }
}
