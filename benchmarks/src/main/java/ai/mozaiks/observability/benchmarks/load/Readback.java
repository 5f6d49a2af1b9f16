// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads from the server what arrived.
final class Readback implements AutoCloseable {

  /// Counts of spans since the server started.
  ///
  /// @param accepted taken with a good answer
  /// @param stored kept; for Zipkin: accepted and not dropped
  /// @param duplicates known already
  /// @param pending accepted and not stored yet
  /// @param agentTurns what the performance answer says; 0 for Zipkin
  record Counts(long accepted, long stored, long duplicates, long pending, long agentTurns) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private final URI server;
  private final boolean zipkin;

  Readback(URI server, boolean zipkin) {
    this.server = server;
    this.zipkin = zipkin;
  }

  Counts counts() throws IOException, InterruptedException {
    return zipkin ? zipkinCounts() : mozaiksCounts();
  }

  private Counts mozaiksCounts() throws IOException, InterruptedException {
    JsonNode balance = get("/api/balance").path("spans");
    JsonNode aggregate = get("/metrics/perf/aggregate?limit=0");
    return new Counts(
        balance.path("accepted").asLong(0),
        balance.path("stored").asLong(0),
        balance.path("duplicates").asLong(0),
        balance.path("pending").asLong(0),
        aggregate.path("total_agent_turns").asLong(0));
  }

  private Counts zipkinCounts() throws IOException, InterruptedException {
    JsonNode metrics = get("/metrics");
    long accepted = metrics.path("counter.zipkin_collector.spans.http").asLong(0);
    long dropped = metrics.path("counter.zipkin_collector.spans_dropped.http").asLong(0);
    return new Counts(accepted, accepted - dropped, 0, 0, 0);
  }

  /// Waits until nothing is pending.
  ///
  /// @return how long it took; negative if it did not happen within a minute
  Duration awaitSettled() throws IOException, InterruptedException {
    long start = System.nanoTime();
    long give = Duration.ofMinutes(1).toNanos();
    while (counts().pending() > 0) {
      if (System.nanoTime() - start > give) {
        return Duration.ofNanos(-1);
      }
      Thread.sleep(20);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofSeconds(30)).build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("GET " + path + ": status " + response.statusCode());
    }
    return json.readTree(response.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
