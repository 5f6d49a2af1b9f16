// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A real server within this process, on a free port, for commands that ask one.
final class TestServer implements AutoCloseable {
  private final Server server;
  private final String url;

  private TestServer(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("port", "0");
    all.put("otlp_port", "off");
    all.put("grpc_port", "off");
    server = Server.start(new ConfigSources(all, Map.of(), null).read());
    url = "http://127.0.0.1:" + server.port();
  }

  /// One that keeps nothing on disk, with the usual configuration.
  static TestServer inMemory() throws Exception {
    return inMemory(Map.of());
  }

  /// One that keeps nothing on disk.
  ///
  /// @param settings values by their keys in the configuration
  static TestServer inMemory(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("storage.kind", "memory");
    return new TestServer(all);
  }

  /// One with its data in a folder.
  ///
  /// @param settings values by their keys in the configuration
  static TestServer on(Path data, Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("data", data.toString());
    return new TestServer(all);
  }

  /// Its address, also when it is closed.
  String url() {
    return url;
  }

  /// Posts telemetry, which must be taken; it is folded on return, and not yet stored.
  ///
  /// @param path where to, such as `/api/events`
  void send(String path, String type, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url + path + "?wait=folded"))
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  /// The same of direct events.
  ///
  /// @param lines one JSON object each
  void sendEvents(String lines) throws Exception {
    send("/api/events", "application/x-ndjson", lines);
  }

  @Override
  public void close() {
    server.close();
  }
}
