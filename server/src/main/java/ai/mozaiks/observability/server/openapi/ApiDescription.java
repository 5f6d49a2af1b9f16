// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description of the API, put together from the files of its areas. Each file is a piece of an
/// OpenAPI document: objects are joined, lists are appended, and nothing may be said twice.
public final class ApiDescription {

  /// The files, the head first; what they list shows in this order.
  static final List<String> FILES =
      List.of(
          "openapi",
          "chats",
          "chat",
          "analytics",
          "cost",
          "logs",
          "alerts",
          "notifications",
          "review",
          "data",
          "ingest",
          "server");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private ApiDescription() {}

  /// The whole document, made anew with each call: some ten milliseconds of work.
  public static ObjectNode read() {
    ObjectNode whole = YAML.createObjectNode();
    FILES.forEach(file -> join(whole, piece(file), file + ".yaml"));
    return whole;
  }

  private static ObjectNode piece(String file) {
    try (InputStream in = ApiDescription.class.getResourceAsStream(file + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException(file + ".yaml is not beside " + ApiDescription.class);
      }
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Adds a piece.
  ///
  /// @param place where it is, for messages
  /// @throws IllegalArgumentException if the whole has another value where the piece has one
  static void join(ObjectNode whole, ObjectNode piece, String place) {
    for (Map.Entry<String, JsonNode> each : piece.properties()) {
      String name = each.getKey();
      JsonNode known = whole.get(name);
      switch (each.getValue()) {
        case JsonNode value when known == null -> whole.set(name, value);
        case ObjectNode value when known instanceof ObjectNode object && !isWhole(place) ->
            join(object, value, place + "/" + name);
        case ArrayNode value when known instanceof ArrayNode array && !isWhole(place) ->
            array.addAll(value);
        default ->
            throw new IllegalArgumentException(
                place + "/" + name + " (expected: nothing that another file describes already)");
      }
    }
  }

  /// A path, a schema, a parameter: what is described in one place or in another.
  private static boolean isWhole(String place) {
    return place.matches("[^/]+/(paths|components/[a-zA-Z]+)");
  }
}
