// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Our own recordings of real clients; `recordings/README.md` tells how they come about.
public final class Recordings {
  private static final Path FOLDER = Path.of("src", "test", "resources", "recordings");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Recordings() {}

  /// Those with spans, in order of their names: `emitter-version`.
  public static List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("request-01.otlp.json")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /// The exported requests, in the order in which they came.
  public static List<ExportTraceServiceRequest> requests(String name) throws IOException {
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve(name))) {
      for (Path file : files.filter(Recordings::isRequest).sorted().toList()) {
        requests.add(AgentTraces.parse(Files.readString(file)));
      }
    }
    return requests;
  }

  private static boolean isRequest(Path file) {
    return file.getFileName().toString().matches("request-\\d+\\.otlp\\.json");
  }

  /// What the model server served and the tools did.
  public static JsonNode truth(String name) throws IOException {
    return JSON.readTree(Files.readString(FOLDER.resolve(name).resolve("truth.json")));
  }
}
