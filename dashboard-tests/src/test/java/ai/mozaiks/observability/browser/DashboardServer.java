// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.cli.demo.Demo;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real server within this process, on a free port, that has stored what the demo's agents did in
/// the last hour, and the real traces where they are at hand. For one thread.
final class DashboardServer implements AutoCloseable {
  private static final Path REAL_TRACES = Path.of("..", "..", "shared", "data", "agent-traces");
  private static final long SEED = 7;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Tables cannot be given as flags, only as variables of the environment.
  private static final Map<String, String> CONTENT =
      Map.of("MOZAIKS_CONTENT_APPS", Demo.appsWithContent());

  private final JsonMapper json = new JsonMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final Server server;
  private final String url;

  private DashboardServer() throws Exception {
    data = Files.createTempDirectory("dashboard");
    Map<String, String> settings =
        Map.of(
            "data", data.toString(),
            "port", "0",
            "otlp_port", "off",
            "grpc_port", "off",
            "chats.runaway_turns", "40");
    server = Server.start(new ConfigSources(settings, CONTENT, null).read());
    url = "http://127.0.0.1:" + server.port();
  }

  static DashboardServer start() throws Exception {
    DashboardServer started = new DashboardServer();
    try (Demo demo = new Demo(URI.create(started.url), SEED, 1, InstantSource.system())) {
      assertThat(demo.catchUp()).as("spans of the last hour").isGreaterThan(1_000);
    }
    for (Path trace : realTraces()) {
      started.send("/v1/traces", "application/json", Files.readAllBytes(trace));
    }
    started.waitUntilStored();
    return started;
  }

  /// Files of real agents' traces in OTLP/JSON; none where they are not at hand.
  static List<Path> realTraces() throws IOException {
    if (!Files.isDirectory(REAL_TRACES)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(REAL_TRACES)) {
      return files.filter(file -> file.toString().endsWith(".otlp.json")).sorted().toList();
    }
  }

  /// Its address, without a path.
  String url() {
    return url;
  }

  /// What a route answers, as JSON.
  JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  /// Posts telemetry, which must be taken; it is counted when this returns, and stored soon after.
  ///
  /// @param path where to, such as `/v1/traces`
  void send(String path, String type, byte[] body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + path + "?wait=folded"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /// Posts events, one a line.
  void sendEvents(String... lines) throws IOException, InterruptedException {
    send("/api/events", "application/x-ndjson", String.join("\n", lines).getBytes(UTF_8));
  }

  /// Waits until everything that was taken is in the store: what is counted is not stored yet.
  void waitUntilStored() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (pending() > 0) {
      assertThat(Instant.now()).as("not stored within %s", PATIENCE).isBefore(deadline);
      Thread.sleep(20);
    }
  }

  private long pending() throws IOException, InterruptedException {
    long pending = 0;
    for (JsonNode signal : json("/api/balance")) {
      pending += signal.path("pending").asLong();
    }
    return pending;
  }

  @Override
  public void close() {
    http.close();
    server.close();
    try {
      Files.walkFileTree(data, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
