// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each secret that is masked in what is kept counts once, and nothing else does.
class RedactionCountsTest {
  private static final String SECRET = "Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345";

  @TempDir Path data;

  private ServerConfig config() {
    return ServerConfig.defaults(data).toBuilder()
        .port(0)
        .grpcPort(ServerConfig.OFF)
        .otlpPort(ServerConfig.OFF)
        .storage(new StorageConfig.Memory(Duration.ofDays(1)))
        .build();
  }

  private static double sum(HttpPeer peer, String start) throws Exception {
    return peer.get("/metrics/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static double redactions(HttpPeer peer) throws Exception {
    return sum(peer, "mozaiks_redactions_total{");
  }

  private static double cuts(HttpPeer peer, String kind) throws Exception {
    return sum(peer, "mozaiks_ingest_cuts_total{kind=\"" + kind + "\"}");
  }

  private static void post(HttpPeer peer, String path, String type, String body, int status)
      throws Exception {
    assertThat(peer.post(path, type, body.getBytes(UTF_8), false).statusCode()).isEqualTo(status);
  }

  @Test
  void countWhatWasMasked_andOnlyThat() throws Exception {
    String longName = "n".repeat(10_000);
    try (Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(redactions(peer)).isZero();

      String withoutId =
          "{\"chat_id\":\"c\",\"type\":\"tool_call\",\"tool_name\":\""
              + longName
              + "\",\"success\":false,\"error_message\":\""
              + SECRET
              + "\"}";
      post(peer, "/api/events", "application/x-ndjson", withoutId, 200);
      assertThat(redactions(peer)).isEqualTo(1);
      assertThat(cuts(peer, "secrets")).isEqualTo(1);
      assertThat(cuts(peer, "names")).isEqualTo(1);

      String refused = "{\"chat_id\":\"" + SECRET + "\",\"type\":\"workflow_start\"}";
      post(peer, "/api/events", "application/x-ndjson", refused, 400);
      String quoted =
          "{\"chat_id\":\"c\",\"type\":\"llm_call\",\"prompt_tokens\":\"" + SECRET + "\"}";
      post(peer, "/api/events", "application/x-ndjson", quoted, 400);
      assertThat(redactions(peer)).isEqualTo(1);

      String trace =
          """
          {"resourceSpans":[{"scopeSpans":[{"spans":[
            {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b173","name":"call",
             "startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000001000000000",
             "attributes":[{"key":"note","value":{"stringValue":"%s"}}]}]}]}]}
          """
              .formatted(SECRET);
      post(peer, "/api/explain", "application/json", trace, 200);
      assertThat(redactions(peer)).isEqualTo(1);
      assertThat(cuts(peer, "secrets")).isEqualTo(1);
      post(peer, "/v1/traces", "application/json", trace, 200);
      assertThat(redactions(peer)).isEqualTo(2);
    }
  }
}
