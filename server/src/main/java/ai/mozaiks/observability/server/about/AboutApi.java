// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.about;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/about`: which version this is, what it runs on, where its data is, and what it is made of.
/// Thread-safe.
public final class AboutApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final String LICENCE = "Apache-2.0";

  private final Storage storage;
  private final @Nullable Path data;
  private final @Nullable Integer schemaVersion;
  private final InstantSource clock;
  private final Instant startedAt;

  /// @param data where the data is; null for a store that keeps nothing on disk
  /// @param schemaVersion of the store's tables; null likewise
  public AboutApi(
      Storage storage, @Nullable Path data, @Nullable Integer schemaVersion, InstantSource clock) {
    this.storage = storage;
    this.data = data;
    this.schemaVersion = schemaVersion;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/about", this::about);
  }

  private Answer about(Request request) throws Refusal {
    request.allowParameters("format");
    ObjectNode node = JSON.createObjectNode();
    node.put("version", Build.version());
    node.put("licence", LICENCE);
    node.put("started_at", startedAt.toString());
    node.put("uptime_sec", Duration.between(startedAt, clock.instant()).toSeconds());
    putJava(node.putObject("java"));
    putSystem(node.putObject("system"));
    putData(node.putObject("data"));
    ArrayNode libraries = node.putArray("libraries");
    for (Libraries.Library library : Libraries.all()) {
      libraries
          .addObject()
          .put("name", library.name())
          .put("version", library.version())
          .put("licence", library.licence());
    }
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private static void putJava(ObjectNode node) {
    node.put("version", Runtime.version().toString());
    node.put("vendor", System.getProperty("java.vendor"));
    node.put("vm", System.getProperty("java.vm.name"));
    node.put("max_heap_bytes", Runtime.getRuntime().maxMemory());
  }

  private static void putSystem(ObjectNode node) {
    node.put("name", System.getProperty("os.name"));
    node.put("version", System.getProperty("os.version"));
    node.put("architecture", System.getProperty("os.arch"));
    node.put("processors", Runtime.getRuntime().availableProcessors());
  }

  private void putData(ObjectNode node) {
    node.put("folder", data == null ? null : data.toAbsolutePath().normalize().toString());
    node.put("schema_version", schemaVersion);
    node.put("database_bytes", storage.stats().bytes());
    node.put("free_bytes", data == null ? null : freeBytes(data));
  }

  private static @Nullable Long freeBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException notKnown) {
      return null;
    }
  }
}
