// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Which described fields of answers have been seen. What was never seen may not exist.
public final class SeenFields {
  private final DescribedApi api;
  private final Set<String> seen = new TreeSet<>();

  public SeenFields(DescribedApi api) {
    this.api = api;
  }

  /// Notes what a value of this schema has.
  public void note(JsonNode schema, JsonNode value) {
    note(schema, value, "");
  }

  private void note(JsonNode schema, JsonNode value, String name) {
    if (schema.has("$ref")) {
      note(api.resolved(schema), value, nameOf(schema));
    }
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      if (value.has(field.getKey())) {
        seen.add(name + "." + field.getKey());
        note(field.getValue(), value.get(field.getKey()), "");
      }
    }
    schema.path("allOf").forEach(part -> note(part, value, name));
    for (String key : Set.of("oneOf", "anyOf")) {
      for (JsonNode part : schema.path(key)) {
        if (api.mistakes(part, value).isEmpty()) {
          note(part, value, name);
        }
      }
    }
    if (value.isArray() && schema.has("items")) {
      value.forEach(each -> note(schema.path("items"), each, ""));
    }
    if (value.isObject() && schema.path("additionalProperties").isObject()) {
      value.forEach(each -> note(schema.path("additionalProperties"), each, ""));
    }
  }

  /// Fields of schemas with a name that are in answers and were not seen: `Schema.field`.
  public Set<String> unseen() {
    Set<String> described = new TreeSet<>();
    Set<String> visited = new TreeSet<>();
    for (DescribedOperation operation : api.operations()) {
      for (JsonNode response : operation.node().path("responses")) {
        JsonNode resolved = api.resolved(response);
        resolved.findValues("schema").forEach(each -> describe(each, "", described, visited));
        resolved
            .findValues("x-event-data")
            .forEach(data -> data.forEach(each -> describe(each, "", described, visited)));
      }
    }
    described.removeAll(seen);
    return described;
  }

  private void describe(JsonNode schema, String name, Set<String> described, Set<String> visited) {
    if (!schema.isObject()) {
      return;
    }
    if (schema.has("$ref")) {
      String next = nameOf(schema);
      if (visited.add(next)) {
        describe(api.resolved(schema), next, described, visited);
      }
    }
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      if (!name.isEmpty()) {
        described.add(name + "." + field.getKey());
      }
      describe(field.getValue(), "", described, visited);
    }
    for (String key : Set.of("allOf", "oneOf", "anyOf")) {
      schema.path(key).forEach(part -> describe(part, name, described, visited));
    }
    for (String key : Set.of("items", "additionalProperties")) {
      describe(schema.path(key), "", described, visited);
    }
  }

  private static String nameOf(JsonNode reference) {
    String path = reference.path("$ref").asString();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
