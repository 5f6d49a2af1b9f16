// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.http.Refusal;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads one item as a tree, which is small whatever the item is: an event has few fields, so what
/// has many values is none. Not thread-safe.
final class ItemTree {

  /// Values of one sent item, in whatever depth; count. An event has some thirty, and a list of at
  /// most 512 texts.
  static final int MAX_VALUES = 1_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser in;
  private final Decoding decoding;
  private final int maxValues;
  private int values;

  private ItemTree(JsonParser in, Decoding decoding, int maxValues) {
    this.in = in;
    this.decoding = decoding;
    this.maxValues = maxValues;
  }

  /// Reads the value that the parser stands on, and leaves it at its end.
  ///
  /// @param maxValues of the item; count
  /// @throws InvalidEventException if it has too many values; the parser stands within it then
  /// @throws Refusal if the request as a whole is too much
  static JsonNode read(JsonParser in, Decoding decoding, int maxValues)
      throws InvalidEventException, Refusal {
    return new ItemTree(in, decoding, maxValues).value();
  }

  private JsonNode value() throws InvalidEventException, Refusal {
    if (++values > maxValues) {
      throw new InvalidEventException(
          "event: more than " + maxValues + " values (expected: one event)");
    }
    return switch (in.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> {
        String text = in.getString();
        decoding.text(text);
        yield NODES.stringNode(text);
      }
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case null, default -> NODES.nullNode();
    };
  }

  // Depth is bounded by the parser's own limit.
  private JsonNode object() throws InvalidEventException, Refusal {
    ObjectNode object = NODES.objectNode();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      object.set(name, value());
    }
    return object;
  }

  private JsonNode array() throws InvalidEventException, Refusal {
    ArrayNode array = NODES.arrayNode();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      array.add(value());
    }
    return array;
  }

  /// A number whose exponent no decimal has stays text, for the rules to refuse if its field
  /// matters.
  private JsonNode decimal() {
    try {
      return NODES.numberNode(in.getDecimalValue());
    } catch (NumberFormatException | ArithmeticException e) {
      return NODES.stringNode(in.getString());
    }
  }

  private JsonNode integer() {
    return switch (in.getNumberType()) {
      case INT -> NODES.numberNode(in.getIntValue());
      case LONG -> NODES.numberNode(in.getLongValue());
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(in.getBigIntegerValue());
    };
  }
}
