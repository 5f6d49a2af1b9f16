// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.opensearch.OpenSearchNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real OpenSearch in a process of its own, which can be killed and started again with its data.
public final class OpenSearchProcess implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path MODULE = Path.of("..", "opensearch-node", "target");

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path folder;
  private final int port;
  private final int transportPort;
  private @Nullable Process process;

  private OpenSearchProcess(Path folder, int port, int transportPort) {
    this.folder = folder;
    this.port = port;
    this.transportPort = transportPort;
  }

  /// Starts a node on free ports.
  public static OpenSearchProcess start(Path folder) throws IOException {
    OpenSearchProcess node = new OpenSearchProcess(folder, FreePort.any(), FreePort.any());
    node.start();
    return node;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Starts it, again if it was killed, and waits until it answers.
  public void start() throws IOException {
    String classPath =
        MODULE.resolve("classes")
            + File.pathSeparator
            + Files.readString(MODULE.resolve("classpath"));
    Process started =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    OpenSearchNode.class.getName(),
                    folder.toString(),
                    Integer.toString(port),
                    Integer.toString(transportPort)))
            .redirectErrorStream(true)
            .start();
    process = started;
    BufferedReader out = new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals(OpenSearchNode.READY)) {
        Thread.ofVirtual().start(() -> drain(out));
        return;
      }
      said.append(line).append('\n');
    }
    throw new IOException("OpenSearch ended before it was ready:\n" + said);
  }

  private static void drain(BufferedReader out) {
    try {
      while (out.readLine() != null) {}
    } catch (IOException _) {
      // the process was killed, as planned
    }
  }

  /// As `kill -9` does.
  public void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  public JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, body);
  }

  public JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    kill();
    client.close();
  }
}
