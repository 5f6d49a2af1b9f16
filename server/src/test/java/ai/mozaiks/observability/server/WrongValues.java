// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// Values of a parameter that its schema excludes.
final class WrongValues {
  private static final String NO_WORD = "no-such-word";

  private WrongValues() {}

  /// Some of them; none where every text is right.
  static List<String> of(JsonNode schema) {
    if (schema.has("enum")) {
      // One word alone is a switch, and anything else leaves it off.
      return schema.get("enum").size() == 1 ? List.of() : List.of(NO_WORD);
    }
    boolean anyText = !schema.has("pattern") && !schema.path("items").has("$ref");
    return switch (schema.path("type").asString("")) {
      case "integer" ->
          List.of(
              Long.toString(schema.path("minimum").asLong() - 1),
              Long.toString(schema.path("maximum").asLong() + 1),
              "1.5",
              "many");
      case "boolean" -> List.of("perhaps");
      case "string" ->
          schema.path("format").asString("").equals("date-time")
              ? List.of("yesterday", "2026-01-31 12:00")
              : anyText ? List.of() : List.of(NO_WORD);
      case "array" ->
          anyText && !schema.path("items").has("minimum") ? List.of() : List.of(NO_WORD);
      default -> schema.has("oneOf") ? List.of(NO_WORD, "25") : List.of();
    };
  }
}
