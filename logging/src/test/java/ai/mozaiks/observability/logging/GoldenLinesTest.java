// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One line of every kind, as they are on disk.
class GoldenLinesTest {

  private static String golden(String name) throws IOException {
    try (InputStream in = GoldenLinesTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as("golden file %s", name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String written() {
    try (Lines lines = new Lines()) {
      RecordLines.write();
      return lines.allJson();
    }
  }

  @Test
  void linesAreThoseOfTheGoldenFile() throws IOException {
    assertThat(written()).isEqualTo(golden("lines.jsonl"));
  }

  @Test
  void filebeatCanPutTheKeysUnderItsRoot() {
    // json.keys_under_root: each line is an object whose keys do not overwrite Filebeat's own, and
    // whose values have one type each, or Elasticsearch refuses the second.
    JsonMapper json = JsonMapper.builder().build();
    java.util.Map<String, tools.jackson.databind.node.JsonNodeType> types =
        new java.util.HashMap<>();
    for (String line : written().lines().toList()) {
      JsonNode read = json.readTree(line);
      assertThat(read.isObject()).isTrue();
      assertThat(read.propertyNames())
          .doesNotContain(
              "@timestamp",
              "@metadata",
              "type",
              "fields",
              "input",
              "log",
              "host",
              "agent",
              "ecs",
              "error",
              "message");
      for (String name : read.propertyNames()) {
        if (!read.path(name).isNull()) {
          assertThat(types.merge(name, read.path(name).getNodeType(), (a, b) -> a))
              .as(name)
              .isEqualTo(read.path(name).getNodeType());
        }
      }
    }
    assertThat(types.keySet())
        .containsExactlyInAnyOrder(
            "ts",
            "level",
            "logger",
            "msg",
            "mod",
            "fn",
            "line",
            "file",
            "path",
            "source",
            "emoji",
            "exception",
            "extra");
  }
}
