// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fields of one line, of which those are taken that mean something; what is left belongs to
/// the attributes. For one thread.
final class LineFields {
  private final ObjectNode line;
  private final List<ObjectNode> places = new ArrayList<>();

  /// @param line is taken apart
  LineFields(ObjectNode line) {
    this.line = line;
    places.add(line);
    for (String name : LineNames.CONTAINERS) {
      if (line.get(name) instanceof ObjectNode container) {
        places.add(container);
        if (container.get(name) instanceof ObjectNode inner) {
          places.add(inner); // `extra.extra`: wrapped twice
        }
      }
    }
  }

  /// Takes the first value of these names that can be read, of the line itself.
  ///
  /// @param reading null for what is something else under the same name, which stays
  <T> @Nullable T takeOwn(List<String> names, Function<JsonNode, @Nullable T> reading) {
    return take(List.of(line), names, reading);
  }

  /// The same, of the line before those of its containers.
  <T> @Nullable T take(List<String> names, Function<JsonNode, @Nullable T> reading) {
    return take(places, names, reading);
  }

  private static <T> @Nullable T take(
      List<ObjectNode> places, List<String> names, Function<JsonNode, @Nullable T> reading) {
    for (ObjectNode place : places) {
      for (String name : names) {
        T read = take(place, name, reading);
        if (read != null) {
          return read;
        }
      }
    }
    return null;
  }

  /// The same, of the containers before the line itself.
  <T> @Nullable T takeInner(List<String> names, Function<JsonNode, @Nullable T> reading) {
    return take(places.reversed(), names, reading);
  }

  boolean has(String name) {
    return line.has(name);
  }

  private static <T> @Nullable T take(
      ObjectNode place, String name, Function<JsonNode, @Nullable T> reading) {
    JsonNode value = place.get(name);
    if (value != null) {
      T read = value.isNull() ? null : reading.apply(value);
      if (read != null) {
        place.remove(name);
      }
      return read;
    }
    int point = name.indexOf('.');
    if (point < 0 || !(place.get(name.substring(0, point)) instanceof ObjectNode inner)) {
      return null;
    }
    T read = take(inner, name.substring(point + 1), reading);
    if (read != null && inner.isEmpty()) {
      place.remove(name.substring(0, point));
    }
    return read;
  }

  /// What was not taken: the entries of the containers beside those of the line, under their own
  /// names where these are free, else with the name of the container before them. Nulls are left
  /// out.
  List<Map.Entry<String, JsonNode>> rest() {
    List<Map.Entry<String, JsonNode>> rest = new ArrayList<>();
    Set<String> names = new HashSet<>(line.propertyNames());
    for (Map.Entry<String, JsonNode> field : line.properties()) {
      boolean container =
          LineNames.CONTAINERS.contains(field.getKey()) && field.getValue().isObject();
      if (!container) {
        add(rest, field.getKey(), field.getValue());
      }
    }
    for (String name : LineNames.CONTAINERS) {
      if (line.get(name) instanceof ObjectNode container) {
        addAll(rest, names, name, name, container);
      }
    }
    return rest;
  }

  private static void addAll(
      List<Map.Entry<String, JsonNode>> rest,
      Set<String> names,
      String containerName,
      String prefix,
      ObjectNode container) {
    for (Map.Entry<String, JsonNode> field : container.properties()) {
      if (field.getKey().equals(containerName) && field.getValue() instanceof ObjectNode inner) {
        addAll(rest, names, containerName, prefix + "." + containerName, inner);
      } else {
        String own = field.getKey();
        String name = names.add(own) ? own : prefix + "." + own;
        names.add(name);
        add(rest, name, field.getValue());
      }
    }
  }

  private static void add(List<Map.Entry<String, JsonNode>> rest, String name, JsonNode value) {
    if (!value.isNull()) {
      rest.add(Map.entry(name, value));
    }
  }
}
