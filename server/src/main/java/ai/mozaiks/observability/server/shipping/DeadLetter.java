// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.storage.LogPositions;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A record that a destination refused for good, as it is kept.
///
/// @param at when it was refused
/// @param place the store, and the record's position in it
/// @param id the record's id, hex
/// @param reason in the destination's words
/// @param document the JSON line that was sent
record DeadLetter(Instant at, LogPositions place, String id, String reason, String document) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  DeadLetter {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(place, "place");
  }

  /// One line, without its end.
  byte[] line() {
    return JSON.writeValueAsBytes(tree());
  }

  ObjectNode tree() {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("at", at.toString());
    tree.put("id", id);
    tree.put("reason", reason);
    tree.put("store", place.store().toString());
    tree.put("position", place.last());
    tree.set("record", JSON.readTree(document));
    return tree;
  }

  /// @throws RuntimeException if it is no such line
  static DeadLetter of(String line) {
    JsonNode tree = JSON.readTree(line);
    return new DeadLetter(
        Instant.parse(tree.required("at").asString()),
        new LogPositions(
            UUID.fromString(tree.required("store").asString()), tree.required("position").asLong()),
        tree.required("id").asString(),
        tree.required("reason").asString(),
        tree.required("record").toString());
  }
}
