// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.LimitsConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a trace or chat has no room for is told to who waits.
class DroppedItemsTest {
  @TempDir Path data;

  private ServerConfig config() {
    LimitsConfig usual = LimitsConfig.DEFAULT;
    return ServerConfig.defaults(data).toBuilder()
        .port(0)
        .grpcPort(ServerConfig.OFF)
        .otlpPort(ServerConfig.OFF)
        .storage(new StorageConfig.Memory(Duration.ofDays(1)))
        .limits(
            new LimitsConfig(
                usual.requestBytes(),
                usual.inFlightBytes(),
                usual.pendingBytes(),
                usual.itemsPerRequest(),
                usual.attributesPerSpan(),
                usual.attributeBytes(),
                usual.eventsPerSpan(),
                usual.linksPerSpan(),
                2,
                3,
                usual.maxMovingRecords(),
                usual.maxLiveChats(),
                usual.maxLabelValues(),
                usual.maxStoredLogs(),
                usual.maxStoredPoints()))
        .build();
  }

  @Test
  void areToldOverHttp() throws Exception {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      events.append(
          "{\"event_id\":\"%d\",\"chat_id\":\"c\",\"type\":\"agent_turn\"}\n".formatted(i));
    }
    try (Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      var spans = peer.send(request(span(1), span(2), span(3), span(4), span(5)), true);
      var lines =
          peer.post("/api/events", "application/x-ndjson", events.toString().getBytes(UTF_8), true);

      assertThat(spans.headers().firstValue("Mozaiks-Fresh")).hasValue("2");
      assertThat(spans.headers().firstValue("Mozaiks-Dropped")).hasValue("3");
      assertThat(new String(lines.body(), UTF_8))
          .contains("\"accepted\":7", "\"fresh\":3,\"duplicates\":0,\"dropped\":4");
    }
  }
}
