// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.csv;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes a value of its tokens, as they come. Numbers keep all their digits. For one thread.
final class NodeBuilder {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Deque<ContainerNode<?>> open = new ArrayDeque<>();

  /// Takes the token that a parser is at.
  ///
  /// @return the value, when it is whole; else null
  @Nullable JsonNode take(JsonParser at, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> begun(at, NODES.objectNode());
      case START_ARRAY -> begun(at, NODES.arrayNode());
      case END_OBJECT, END_ARRAY -> {
        JsonNode done = open.pop();
        yield open.isEmpty() ? done : null;
      }
      case VALUE_STRING -> placed(at, NODES.stringNode(at.getString()));
      case VALUE_NUMBER_INT -> placed(at, NODES.numberNode(at.getBigIntegerValue()));
      case VALUE_NUMBER_FLOAT -> placed(at, NODES.numberNode(at.getDecimalValue()));
      case VALUE_TRUE -> placed(at, NODES.booleanNode(true));
      case VALUE_FALSE -> placed(at, NODES.booleanNode(false));
      case VALUE_NULL -> placed(at, NODES.nullNode());
      case PROPERTY_NAME -> null;
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalArgumentException(token + " (expected: a token of JSON)");
    };
  }

  private @Nullable JsonNode begun(JsonParser at, ContainerNode<?> container) {
    if (!open.isEmpty()) {
      add(at, container);
    }
    open.push(container);
    return null;
  }

  private @Nullable JsonNode placed(JsonParser at, JsonNode value) {
    if (open.isEmpty()) {
      return value;
    }
    add(at, value);
    return null;
  }

  private void add(JsonParser at, JsonNode value) {
    switch (open.peek()) {
      case ObjectNode object -> object.set(name(at, value), value);
      case ArrayNode array -> array.add(value);
      case null, default -> throw new IllegalStateException("a value stands nowhere");
    }
  }

  /// At the begin of a container the parser is within it already.
  private static String name(JsonParser at, JsonNode value) {
    return value.isContainer()
        ? at.streamReadContext().getParent().currentName()
        : at.currentName();
  }
}
