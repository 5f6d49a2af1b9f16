// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// A real Prometheus that scrapes a server under test each second.
public final class PrometheusProcess implements AutoCloseable {
  private final Process process;
  private final LocalHttp http;
  private final int port;
  private final Path log;

  private PrometheusProcess(Process process, int port, Path log) {
    this.process = process;
    this.http = new LocalHttp(port);
    this.port = port;
    this.log = log;
  }

  /// The program; without it the test is skipped, but not in CI.
  public static Path program() {
    return Programs.required("prometheus", "prometheus");
  }

  /// Writes a configuration for [#start].
  public static Path configuration(Path folder, int scrapedPort, List<Path> ruleFiles)
      throws IOException {
    StringBuilder rules = new StringBuilder();
    ruleFiles.forEach(file -> rules.append("  - ").append(file.toAbsolutePath()).append('\n'));
    return Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        rule_files:
        %sscrape_configs:
          - job_name: 'mozaiksai'
            metrics_path: '/metrics/prometheus'
            static_configs:
              - targets: ['127.0.0.1:%d']
        """
            .formatted(rules, scrapedPort));
  }

  /// Starts it and waits until it answers.
  ///
  /// @param folder for its data (`tsdb`) and its log
  /// @param further arguments
  public static PrometheusProcess start(Path folder, Path configuration, String... further)
      throws IOException, InterruptedException {
    int port = FreePort.any(); // it has no way to say which one it took for 0
    Path log = folder.resolve("prometheus.log");
    List<String> command = new ArrayList<>();
    command.add(program().toString());
    command.add("--config.file=" + configuration);
    command.add("--storage.tsdb.path=" + folder.resolve("tsdb"));
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.addAll(List.of(further));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    PrometheusProcess prometheus = new PrometheusProcess(process, port, log);
    Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
    while (Instant.now().isBefore(deadline) && process.isAlive()) {
      if (prometheus.http.isOk("/-/ready")) {
        return prometheus;
      }
      Thread.sleep(50);
    }
    prometheus.close();
    throw new IOException("prometheus did not get ready:\n" + Files.readString(log));
  }

  /// Evaluates an expression now.
  public JsonNode query(String expression) throws IOException, InterruptedException {
    JsonNode answer = http.json("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
    if (!answer.path("status").asString("").equals("success")) {
      throw new IOException(expression + ": " + answer);
    }
    return answer.get("data");
  }

  /// Evaluates an expression at each step of a time.
  public JsonNode range(String expression, Instant from, Instant to, Duration step)
      throws IOException, InterruptedException {
    JsonNode answer =
        http.json(
            "/api/v1/query_range?query=%s&start=%d&end=%d&step=%d"
                .formatted(
                    URLEncoder.encode(expression, UTF_8),
                    from.getEpochSecond(),
                    to.getEpochSecond(),
                    step.toSeconds()));
    if (!answer.path("status").asString("").equals("success")) {
      throw new IOException(expression + ": " + answer);
    }
    return answer.get("data");
  }

  /// The value of an expression that has one; NaN when it has none.
  public double value(String expression) throws IOException, InterruptedException {
    JsonNode result = query(expression).get("result");
    return result.size() == 1
        ? Double.parseDouble(result.get(0).get("value").get(1).asString())
        : Double.NaN;
  }

  /// The values of an expression by one label.
  public Map<String, Double> values(String expression, String label)
      throws IOException, InterruptedException {
    Map<String, Double> values = new TreeMap<>();
    for (JsonNode series : query(expression).get("result")) {
      values.put(
          series.get("metric").path(label).asString(""),
          Double.parseDouble(series.get("value").get(1).asString()));
    }
    return values;
  }

  /// What `/api/v1/rules` says.
  public JsonNode ruleGroups() throws IOException, InterruptedException {
    return http.json("/api/v1/rules").get("data").get("groups");
  }

  public int port() {
    return port;
  }

  /// What it wrote, for the messages of failed tests.
  public String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    http.close();
  }
}
