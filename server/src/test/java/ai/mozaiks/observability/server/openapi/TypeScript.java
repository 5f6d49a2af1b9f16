// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What an API's description says, as types of TypeScript. For a test alone: nothing of it is kept.
final class TypeScript {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private final DescribedApi api;

  private TypeScript(DescribedApi api) {
    this.api = api;
  }

  /// A module with three interfaces, each by route: `Described` for what is asked with GET,
  /// `DescribedSends` for what is sent, `DescribedFeeds` for events.
  static String of(ObjectNode document) {
    return new TypeScript(new DescribedApi(document)).module();
  }

  private String module() {
    StringBuilder text = new StringBuilder("export interface Schemas {\n");
    for (Map.Entry<String, JsonNode> each :
        api.document().path("components").path("schemas").properties()) {
      text.append("  %s: %s;\n".formatted(each.getKey(), type(each.getValue())));
    }
    text.append("}\n");
    List<String> answers = new ArrayList<>();
    List<String> sends = new ArrayList<>();
    List<String> feeds = new ArrayList<>();
    for (DescribedOperation each : api.operations()) {
      if (each.isFeed()) {
        JsonNode events = each.answer(200).path("content").path(EVENTS).path("x-event-data");
        feeds.add(
            "%s: { asks: %s; events: %s }"
                .formatted(quoted(each.path()), asks(each), types(events)));
      } else if (each.method().equals("GET")) {
        answers.add(
            "%s: { asks: %s; answers: %s }"
                .formatted(quoted(each.path()), asks(each), answer(each)));
      } else {
        JsonNode body = api.schema(each.node().path("requestBody"), JSON);
        sends.add(
            "%s: { asks: %s; body: %s; answers: %s }"
                .formatted(
                    quoted(each.route()),
                    asks(each),
                    body.isMissingNode() ? "undefined" : type(body),
                    answer(each)));
      }
    }
    return text
        + anInterface("Described", answers)
        + anInterface("DescribedSends", sends)
        + anInterface("DescribedFeeds", feeds);
  }

  private static String anInterface(String name, List<String> members) {
    return "export interface " + name + " {\n  " + String.join(";\n  ", members) + ";\n}\n";
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String asks(DescribedOperation operation) {
    List<String> names = new ArrayList<>();
    for (JsonNode parameter : operation.parameters()) {
      if (!parameter.path("in").asString().equals("header")) {
        names.add(quoted(parameter.path("name").asString()));
      }
    }
    return names.isEmpty() ? "never" : String.join(" | ", names);
  }

  private String answer(DescribedOperation operation) {
    for (Map.Entry<String, JsonNode> each : operation.node().path("responses").properties()) {
      JsonNode schema = api.schema(each.getValue(), JSON);
      if (each.getKey().startsWith("2") && !schema.isMissingNode()) {
        return type(schema);
      }
    }
    return "unknown";
  }

  private String types(JsonNode byName) {
    return byName.properties().stream()
        .map(each -> each.getKey() + ": " + type(each.getValue()))
        .collect(Collectors.joining("; ", "{ ", " }"));
  }

  private String type(JsonNode schema) {
    if (schema.has("$ref")) {
      String reference = schema.path("$ref").asString();
      return "Schemas[" + quoted(reference.substring(reference.lastIndexOf('/') + 1)) + "]";
    }
    if (schema.has("enum")) {
      return schema.path("enum").valueStream().map(JsonNode::toString).collect(joined(" | "));
    }
    List<String> parts = new ArrayList<>();
    schema.path("allOf").forEach(part -> parts.add(type(part)));
    for (String key : List.of("oneOf", "anyOf")) {
      if (schema.has(key)) {
        parts.add(schema.path(key).valueStream().map(this::type).collect(joined(" | ")));
      }
    }
    if (schema.path("type").isArray()) {
      parts.add(
          schema
              .path("type")
              .valueStream()
              .map(each -> simple(each.asString(), schema))
              .collect(joined(" | ")));
    } else if (schema.has("type") || schema.has("properties")) {
      parts.add(simple(schema.path("type").asString("object"), schema));
    }
    return parts.isEmpty() ? "unknown" : parts.stream().collect(joined(" & "));
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined(String by) {
    return Collectors.joining(by, "(", ")");
  }

  private String simple(String type, JsonNode schema) {
    return switch (type) {
      case "string", "boolean", "null" -> type;
      case "integer", "number" -> "number";
      case "array" -> type(schema.path("items")) + "[]";
      case "object" -> object(schema);
      default -> throw new IllegalArgumentException(type + " (expected: a type of JSON Schema)");
    };
  }

  private String object(JsonNode schema) {
    JsonNode others = schema.path("additionalProperties");
    if (!schema.has("properties")) {
      return "Record<string, " + (others.isObject() ? type(others) : "unknown") + ">";
    }
    List<String> required = schema.path("required").valueStream().map(JsonNode::asString).toList();
    return schema.path("properties").properties().stream()
        .map(each ->
            each.getKey()
                + (required.contains(each.getKey()) ? ": " : "?: ")
                + type(each.getValue()))
        .collect(Collectors.joining("; ", "{ ", " }"));
  }
}
