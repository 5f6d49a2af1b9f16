// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.LogRecords.line;
import static ai.mozaiks.observability.server.otlp.LogRecords.request;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.OpenSearchProcess;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.config.ShippingConfig.Elasticsearch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The checklist's questions to a cluster of logs, asked of a real OpenSearch.
class ChecklistOpenSearchIT {
  private static OpenSearchProcess search;

  @TempDir Path data;

  @BeforeAll
  static void startSearch(@TempDir Path folder) throws IOException {
    search = OpenSearchProcess.start(folder);
  }

  @AfterAll
  static void stopSearch() {
    search.close();
  }

  @AfterEach
  void clear() throws Exception {
    search.send("DELETE", "/_data_stream/mozaiksai", "");
    search.send("DELETE", "/mozaiksai-*", "");
    search.send("DELETE", "/_index_template/mozaiksai", "");
  }

  private Server start(boolean dataStream) throws IOException {
    Elasticsearch target =
        new Elasticsearch(
            URI.create(search.url()),
            "mozaiksai",
            dataStream,
            true,
            new ShippingConfig.NoLogin(),
            null);
    return Server.start(
        ServerConfig.defaults(data).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .shipping(List.of(new ShippingConfig("search", ShippingConfig.Start.BEGINNING, target)))
            .build());
  }

  private static void send(HttpPeer peer, long number) throws Exception {
    byte[] logs = request(line(number)).toByteArray();
    assertThat(peer.post("/v1/logs", "application/x-protobuf", logs, true).statusCode())
        .isEqualTo(200);
  }

  /// Waits until a check stands so and says this: answers are a few seconds old at times.
  private static void await(HttpPeer peer, String id, String state, String evidence)
      throws Exception {
    Instant deadline = Instant.now().plusSeconds(120);
    while (true) {
      JsonNode check = check(peer, id);
      boolean is =
          check.get("state").asString().equals(state)
              && check.get("evidence").asString().contains(evidence);
      if (is) {
        return;
      }
      assertThat(Instant.now()).as("%s: %s", state, check).isBefore(deadline);
      if (state.equals("ok")) {
        search.post("/_refresh", ""); // what was shipped is to be counted; else it may be gone
      }
      Thread.sleep(200);
    }
  }

  private static JsonNode check(HttpPeer peer, String id) throws Exception {
    for (JsonNode check : peer.json("/api/checklist").get("checks")) {
      if (check.get("id").asString().equals(id)) {
        return check;
      }
    }
    throw new AssertionError("no check " + id);
  }

  @Test
  void seesNoIndex_thenTheOneThatIsShippedTo_withItsTemplate() throws Exception {
    try (Server server = start(false);
        HttpPeer peer = new HttpPeer(server.port())) {
      await(peer, "elasticsearch", "ok", search.url() + ": ");
      await(peer, "log_index", "fail", "has no index mozaiksai*");
      await(peer, "log_fields", "not_configured", "has no index mozaiksai* yet");
      await(peer, "old_indices", "ok", "none of 0 indices");

      send(peer, 1);

      await(peer, "log_index", "ok", "1 indices mozaiksai* with 1 documents");
      await(peer, "log_fields", "ok", "in 1 indices mozaiksai*");
      await(peer, "logs_shipped", "ok", "search: 1 shipped, 0 behind");
    }
  }

  @Test
  void seesTheIndexBehindADataStream() throws Exception {
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      await(peer, "log_index", "fail", "has no index mozaiksai*");

      send(peer, 1);

      await(peer, "log_index", "ok", "1 indices mozaiksai* with 1 documents");
      await(peer, "log_fields", "ok", "in 1 indices mozaiksai*");
    }
  }

  @Test
  void seesAnIndexOfLongAgo_andOneThatCameBeforeItsTemplate() throws Exception {
    search.post("/mozaiksai-2020.01.31/_doc?refresh=true", "{\"ts\":\"at noon\",\"msg\":\"old\"}");
    try (Server server = start(false);
        HttpPeer peer = new HttpPeer(server.port())) {
      await(peer, "old_indices", "warn", "the oldest mozaiksai-2020.01.31");
      await(peer, "log_fields", "fail", "mozaiksai-2020.01.31 has one of type text");
    }
  }

  @Test
  void seesThatTheClusterIsGone_andThatItIsBack() throws Exception {
    try (Server server = start(false);
        HttpPeer peer = new HttpPeer(server.port())) {
      await(peer, "elasticsearch", "ok", search.url() + ": ");
      search.kill();
      try {
        await(peer, "elasticsearch", "fail", "nobody listens there");
        await(peer, "log_index", "fail", "nobody listens there");
        send(peer, 1);
        await(peer, "logs_shipped", "fail", "0 shipped, 1 behind");
      } finally {
        search.start();
      }
      await(peer, "logs_shipped", "ok", "1 shipped, 0 behind");
      await(peer, "log_index", "ok", "with 1 documents");
    }
  }
}
