// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The schemas of a description, made to refuse fields that they do not describe. Where a schema is
/// used as the whole of a value, `unevaluatedProperties: false` is added; not where it is a part of
/// one (`allOf` and the like), nor where others are expressly allowed.
final class ClosedSchemas {
  private static final List<String> PARTS = List.of("allOf", "oneOf", "anyOf");
  private static final List<String> MAPS = List.of("properties", "patternProperties");
  private static final List<String> VALUES = List.of("items", "additionalProperties");

  private final ObjectNode document;
  private final ObjectNode components;

  ClosedSchemas(ObjectNode document) {
    this.document = document;
    this.components = document.path("components").deepCopy().asObject();
    for (Map.Entry<String, JsonNode> schema : components.path("schemas").properties()) {
      close(schema.getValue(), true);
    }
  }

  /// A closed schema with all that it refers to.
  ObjectNode standingAlone(JsonNode schema) {
    ObjectNode copy = schema.deepCopy().asObject();
    close(copy, false);
    copy.set("components", components);
    return copy;
  }

  private void close(JsonNode node, boolean isPart) {
    if (!(node instanceof ObjectNode schema)) {
      return;
    }
    PARTS.forEach(key -> schema.path(key).forEach(each -> close(each, true)));
    MAPS.forEach(key -> schema.path(key).forEach(each -> close(each, false)));
    VALUES.forEach(key -> close(schema.path(key), false));
    if (!isPart && describesFields(schema) && !isOpen(schema)) {
      schema.put("unevaluatedProperties", false);
    }
  }

  private boolean describesFields(JsonNode schema) {
    return schema.has("properties")
        || (schema.has("$ref") && describesFields(referred(schema)))
        || PARTS.stream()
            .anyMatch(key -> schema.path(key).valueStream().anyMatch(this::describesFields));
  }

  private boolean isOpen(JsonNode schema) {
    return schema.has("additionalProperties") || (schema.has("$ref") && isOpen(referred(schema)));
  }

  private JsonNode referred(JsonNode schema) {
    return document.at(schema.path("$ref").asString().substring(1));
  }
}
