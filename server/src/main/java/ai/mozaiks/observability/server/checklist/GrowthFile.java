// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.checklist.StoreGrowth.Measurement;
import ai.mozaiks.observability.server.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Remembers how large the data was, over a restart. Nothing depends on it but the checklist, so a
/// file that cannot be used is told of in the log, and begun anew. For one thread.
public final class GrowthFile {
  /// Its name in the data folder.
  public static final String NAME = "store-growth.json";

  private static final Logger LOG = LoggerFactory.getLogger(GrowthFile.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// A week of measurements has a twentieth of this; bytes.
  private static final long LARGEST = 1 << 20;

  private final WholeFile file;
  private boolean isForgotten;

  /// @param data the data folder
  public GrowthFile(Path data) {
    this.file = new WholeFile(data.resolve(NAME));
  }

  /// What it holds, in the order of its lines; empty if it is not there or cannot be read.
  public List<Measurement> read() {
    try {
      if (Files.exists(file.path()) && Files.size(file.path()) > LARGEST) {
        throw new IOException("too large (expected: at most " + LARGEST + " bytes)");
      }
      String text = file.read().orElse("");
      return text.isEmpty() ? List.of() : measurements(text);
    } catch (IOException | JacksonException | DateTimeException | IllegalArgumentException e) {
      LOG.warn("{}: how the data grew is watched anew, since this cannot be read", file.path(), e);
      return List.of();
    }
  }

  private static List<Measurement> measurements(String text) throws IOException {
    JsonNode told = JSON.readTree(text).path("measurements");
    if (!told.isArray()) {
      throw new IOException("no list (expected: measurements)");
    }
    List<Measurement> measurements = new ArrayList<>();
    for (JsonNode each : told) {
      measurements.add(
          new Measurement(
              Instant.parse(each.path("at").asString("")), each.path("bytes").asLong(-1)));
    }
    return measurements;
  }

  /// Replaces what it holds.
  public void write(List<Measurement> measurements) {
    ObjectNode tree = JSON.createObjectNode();
    ArrayNode told = tree.putArray("measurements");
    for (Measurement each : measurements) {
      told.addObject().put("at", each.at().toString()).put("bytes", each.bytes());
    }
    try {
      file.write(JSON.writeValueAsString(tree) + "\n");
      isForgotten = false;
    } catch (IOException e) {
      if (!isForgotten) {
        LOG.warn("{}: how the data grows is not remembered over a restart", file.path(), e);
      }
      isForgotten = true;
    }
  }
}
