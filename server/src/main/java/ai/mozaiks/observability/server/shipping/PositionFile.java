// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.files.WholeFile;
import ai.mozaiks.observability.storage.LogPositions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Remembers up to which position everything is delivered. Replaced as a whole, so a crash leaves
/// the old one or the new one.
record PositionFile(Path file) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What it holds; empty if it is not there.
  ///
  /// @throws IOException if it cannot be read or understood; the message says what to do
  Optional<LogPositions> read() throws IOException {
    Optional<String> text = new WholeFile(file).read();
    return text.isEmpty() ? Optional.empty() : Optional.of(position(text.get()));
  }

  private LogPositions position(String text) throws IOException {
    try {
      JsonNode tree = JSON.readTree(text);
      return new LogPositions(
          UUID.fromString(tree.path("store").asString("")), tree.path("position").asLong(-1));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(
          file
              + ": not a position (expected: store and position). Delete it to ship everything that is"
              + " stored once more",
          e);
    }
  }

  /// Safe on disk on return.
  void write(LogPositions position) throws IOException {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("store", position.store().toString());
    tree.put("position", position.last());
    new WholeFile(file).write(JSON.writeValueAsString(tree));
  }
}
