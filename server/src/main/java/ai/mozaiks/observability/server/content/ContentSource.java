// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// A span that has content, as the forms look at it. For one thread.
final class ContentSource {
  /// Flattened messages further down are another emitter's business.
  private static final int MAX_STEPS = 12;

  private final List<Span.Event> events;
  private final Map<String, AnyValue> attributes = new HashMap<>();

  ContentSource(Span span) {
    this.events = span.getEventsList();
    for (KeyValue attribute : span.getAttributesList()) {
      attributes.put(attribute.getKey(), attribute.getValue());
    }
  }

  List<Span.Event> events() {
    return events;
  }

  /// An attribute as a tree; missing when it is absent.
  JsonNode tree(String key) {
    AnyValue value = attributes.get(key);
    return value == null ? MissingNode.getInstance() : Trees.of(value);
  }

  /// An attribute without a look into it; missing when it is absent. Text stays text.
  JsonNode plain(String key) {
    AnyValue value = attributes.get(key);
    if (value == null) {
      return MissingNode.getInstance();
    }
    return value.hasStringValue()
        ? JsonNodeFactory.instance.stringNode(value.getStringValue())
        : Trees.of(value);
  }

  /// The keys of all attributes, in no order.
  Iterable<String> keys() {
    return attributes.keySet();
  }

  /// Puts together what was flattened into `prefix.{i}.a.b`: objects by their index, in its order,
  /// whichever indexes there are. Inner lists (`a.0`, `a.1`) are objects with numbers as fields.
  SortedMap<Integer, ObjectNode> rebuilt(String prefix) {
    TreeMap<Integer, ObjectNode> objects = new TreeMap<>();
    for (Map.Entry<String, AnyValue> attribute : attributes.entrySet()) {
      if (attribute.getKey().startsWith(prefix)) {
        String[] steps = attribute.getKey().substring(prefix.length()).split("\\.", MAX_STEPS);
        if (steps.length > 1 && isIndex(steps[0])) {
          ObjectNode object =
              objects.computeIfAbsent(
                  Integer.valueOf(steps[0]), _ -> JsonNodeFactory.instance.objectNode());
          put(object, steps, attribute.getValue());
        }
      }
    }
    return objects;
  }

  private static void put(ObjectNode object, String[] steps, AnyValue value) {
    ObjectNode at = object;
    for (int i = 1; i < steps.length - 1; i++) {
      at = at.get(steps[i]) instanceof ObjectNode known ? known : at.putObject(steps[i]);
    }
    String last = steps[steps.length - 1];
    if (!at.has(last)) {
      at.set(last, value.hasStringValue() ? textNode(value) : Trees.of(value));
    }
  }

  private static JsonNode textNode(AnyValue value) {
    return JsonNodeFactory.instance.stringNode(value.getStringValue());
  }

  /// The inner list of a rebuilt object, in the order of its indexes.
  static List<JsonNode> list(JsonNode object, String field) {
    TreeMap<Integer, JsonNode> byIndex = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : object.path(field).properties()) {
      if (isIndex(entry.getKey())) {
        byIndex.put(Integer.valueOf(entry.getKey()), entry.getValue());
      }
    }
    return List.copyOf(byIndex.values());
  }

  private static boolean isIndex(String step) {
    return !step.isEmpty()
        && step.length() <= 6
        && step.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
