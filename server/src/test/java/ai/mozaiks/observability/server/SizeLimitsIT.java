// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ArchiveConfig;
import ai.mozaiks.observability.server.config.RetentionConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.storage.SizeLimits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Signals that are larger than they may be are made smaller, in the store and in memory.
@Timeout(180)
class SizeLimitsIT {
  private static final long NANOS = 1_760_000_000_000_000_000L;
  private static final int CHATS = 30;
  private static final long MIB = 1 << 20;

  @TempDir Path data;

  private final Random random = new Random(11);

  private Server start(SizeLimits sizes) throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .retention(
                new RetentionConfig(
                    Duration.ZERO, Duration.ZERO, false, sizes, ArchiveConfig.DEFAULT))
            .build());
  }

  /// What cannot be compressed much.
  private String text(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(Long.toHexString(random.nextLong())).append(' ');
    }
    return text.toString();
  }

  private String spans(int chat) {
    return """
    {"resourceSpans":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
      {"traceId":"%032x","spanId":"00000000000000aa","name":"invoke_agent planner",
       "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
        {"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},
        {"key":"gen_ai.agent.name","value":{"stringValue":"planner"}},
        {"key":"note.one","value":{"stringValue":"%s"}},
        {"key":"note.two","value":{"stringValue":"%s"}},
        {"key":"gen_ai.conversation.id","value":{"stringValue":"chat-%d"}}]}]}]}]}
    """
        .formatted(
            1_000 + chat, NANOS + chat, NANOS + chat + 1_000_000, text(50_000), text(50_000), chat);
  }

  private static void send(HttpPeer peer, String body) throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/v1/traces", "application/json", body.getBytes(UTF_8), true);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
  }

  @Test
  void oldestChatsGo_untilTheSpansFit() throws Exception {
    try (Server server = start(SizeLimits.NONE);
        HttpPeer peer = new HttpPeer(server.port())) {
      for (int chat = 0; chat < CHATS; chat++) {
        send(peer, spans(chat));
      }
    }
    SizeLimits limits = new SizeLimits(Long.MAX_VALUE, Long.MAX_VALUE, MIB, Long.MAX_VALUE);
    try (Server server = start(limits);
        HttpPeer peer = new HttpPeer(server.port())) {
      Instant deadline = Instant.now().plusSeconds(60);
      JsonNode forSize = forSize(peer);
      while (forSize.get("spans").asInt() == 0 && Instant.now().isBefore(deadline)) {
        Thread.sleep(50);
        forSize = forSize(peer);
      }
      int gone = forSize.get("chats").asInt();
      assertThat(gone).isBetween(CHATS / 3, CHATS - 1);
      assertThat(forSize.get("spans").asInt()).isEqualTo(gone);
      JsonNode chats = awaitedChats(peer, CHATS - gone);
      assertThat(chats.toString()).contains("\"chat-29\"").doesNotContain("\"chat-0\"");
      assertThat(peer.json("/metrics/perf/aggregate?limit=0").get("total_agent_turns").asInt())
          .as("totals stay")
          .isEqualTo(CHATS);
      assertThat(peer.get("/metrics/prometheus").body())
          .contains("mozaiks_store_deleted_for_size_total{kind=\"chats\"} " + gone + ".0");
      send(peer, spans(100));
      awaitedChats(peer, CHATS - gone + 1);
    }
  }

  /// Memory follows the store.
  private static JsonNode awaitedChats(HttpPeer peer, int count) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    JsonNode chats = peer.json("/metrics/perf/chats?limit=1000");
    while (chats.size() != count && Instant.now().isBefore(deadline)) {
      Thread.sleep(50);
      chats = peer.json("/metrics/perf/chats?limit=1000");
    }
    assertThat(chats).hasSize(count);
    return chats;
  }

  private static JsonNode forSize(HttpPeer peer) throws Exception {
    return peer.json("/api/deletions").get("by_age").get("removed_for_size");
  }
}
