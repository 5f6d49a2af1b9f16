// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ArchiveConfig;
import ai.mozaiks.observability.server.config.RetentionConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is too old goes into the archive, and is found there, from the wire to the disk. A server
/// looks for what is too old when it starts.
@Timeout(180)
class ArchiveIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long NANOS = 1_760_000_000_000_000_000L;
  private static final ArchiveConfig ARCHIVE =
      new ArchiveConfig(true, null, Set.of(ArchiveConfig.Kind.values()), Duration.ZERO);

  @TempDir Path data;

  private Server start(Duration retention, ArchiveConfig archive) throws IOException {
    StorageConfig.Embedded usual = StorageConfig.Embedded.DEFAULT;
    return Server.start(
        ServerConfig.defaults(data).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .storage(
                new StorageConfig.Embedded(
                    retention,
                    usual.memoryLimit(),
                    usual.journalSegmentSize(),
                    usual.queryTimeout(),
                    usual.waitingQueries()))
            .retention(RetentionConfig.DEFAULT.withDeleteOnRequest(true).withArchive(archive))
            .build());
  }

  private static String spans(int chat) {
    return """
    {"resourceSpans":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
      {"traceId":"%032x","spanId":"00000000000000aa","name":"invoke_agent planner",
       "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
        {"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},
        {"key":"gen_ai.agent.name","value":{"stringValue":"planner"}},
        {"key":"api_key","value":{"stringValue":"sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD"}},
        {"key":"user.id","value":{"stringValue":"user-%d"}},
        {"key":"gen_ai.conversation.id","value":{"stringValue":"chat-%d"}}]}]}]}]}
    """
        .formatted(1_000 + chat, NANOS + chat, NANOS + chat + 1_000_000, chat % 2, chat);
  }

  private static String logs(int chat) {
    return """
    {"resourceLogs":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[
      {"timeUnixNano":"%d","severityNumber":9,"traceId":"%032x","spanId":"00000000000000aa",
       "body":{"stringValue":"order %d placed"}}]}]}]}
    """
        .formatted(NANOS + chat, 1_000 + chat, chat);
  }

  private static void send(HttpPeer peer, String path, String body) throws Exception {
    HttpResponse<byte[]> answer = peer.post(path, "application/json", body.getBytes(UTF_8), true);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
  }

  private void fill() throws Exception {
    try (Server server = start(Duration.ofDays(30), ARCHIVE);
        HttpPeer peer = new HttpPeer(server.port())) {
      for (int chat = 0; chat < 4; chat++) {
        send(peer, "/v1/traces", spans(chat));
        send(peer, "/v1/logs", logs(chat));
      }
      assertThat(peer.json("/api/archive").get("files")).isEmpty();
    }
  }

  private static JsonNode awaited(HttpPeer peer, String path, Predicate<JsonNode> condition)
      throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    JsonNode answer = peer.json(path);
    while (!condition.test(answer) && Instant.now().isBefore(deadline)) {
      Thread.sleep(50);
      answer = peer.json(path);
    }
    assertThat(condition.test(answer)).as(answer.toString()).isTrue();
    return answer;
  }

  private static List<String> bodies(JsonNode answer) {
    List<String> bodies = new ArrayList<>();
    answer.get("logs").forEach(log -> bodies.add(log.get("body").asString()));
    return bodies;
  }

  @Test
  void tooOld_isFoundInTheArchive_andDeletedFromItOnRequest() throws Exception {
    fill();
    try (Server server = start(Duration.ofMillis(1), ARCHIVE);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode list = awaited(peer, "/api/archive", each -> each.get("files").size() == 4);
      assertThat(list.get("enabled").asBoolean()).isTrue();
      assertThat(list.get("failure").isNull()).isTrue();
      assertThat(list.get("signals").get(0).get("signal").asString()).isEqualTo("chats");
      assertThat(list.get("signals").get(0).get("rows").asInt()).isEqualTo(4);
      awaited(
          peer,
          "/api/deletions",
          each -> each.get("by_age").get("removed").get("logs").asInt() == 4);
      assertThat(peer.json("/api/logs").get("logs")).isEmpty();
      assertThat(bodies(peer.json("/api/archive/logs?limit=3")))
          .containsExactly("order 3 placed", "order 2 placed", "order 1 placed");
      String next = peer.json("/api/archive/logs?limit=3").get("next").asString();
      assertThat(bodies(peer.json("/api/archive/logs?limit=3&cursor=" + next)))
          .containsExactly("order 0 placed");
      assertThat(bodies(peer.json("/api/archive/logs?chat_id=chat-2&text=order")))
          .containsExactly("order 2 placed");
      assertThat(peer.get("/api/archive/logs?limt=3").statusCode()).isEqualTo(400);

      JsonNode chat = peer.json("/api/archive/chats/chat-2").get("chats").get(0);
      assertThat(chat.get("app_id").asString()).isEqualTo("shop");
      assertThat(chat.get("agent_turns").asInt()).isEqualTo(1);
      assertThat(chat.get("complete").asBoolean()).isTrue();
      assertThat(chat.get("events").toString()).contains("\"agent_name\":\"planner\"");
      assertThat(chat.get("spans").get(0).get("name").asString()).isEqualTo("invoke_agent planner");
      assertThat(chat.get("spans").get(0).get("attributes").get("user.id").asString())
          .isEqualTo("user-0");
      assertThat(chat.toString()).doesNotContain("sk-proj");
      assertThat(peer.get("/api/archive/chats/none").statusCode()).isEqualTo(404);
      assertThat(peer.get("/api/archive/chats/chat-2?app=bank").statusCode()).isEqualTo(404);

      HttpResponse<String> dry = peer.delete("/api/chats/chat-2?dry_run=true");
      assertThat(dry.body()).contains("\"would_remove_from_archive\":{\"chats\":1,");
      JsonNode receipt = JSON.readTree(peer.delete("/api/chats/chat-2").body());
      assertThat(receipt.get("removed").get("chats").asInt()).isZero();
      JsonNode archived = receipt.get("removed_from_archive");
      assertThat(archived.get("chats").asInt()).isEqualTo(1);
      assertThat(archived.get("spans").asInt()).isEqualTo(1);
      assertThat(archived.get("logs").asInt()).isEqualTo(1);
      assertThat(peer.get("/api/archive/chats/chat-2").statusCode()).isEqualTo(404);
      assertThat(bodies(peer.json("/api/archive/logs"))).hasSize(3);
      send(peer, "/v1/traces", spans(2));
      assertThat(peer.get("/metrics/perf/chats/chat-2").statusCode()).as("a resend").isEqualTo(404);
      assertThat(peer.get("/metrics/prometheus").body())
          .contains("mozaiks_archive_rows{signal=\"logs\"} 3.0")
          .contains("mozaiks_archive_failing 0.0");
    }
  }

  @Test
  void archiveThatCannotBeWritten_keepsEverything_andSaysSo() throws Exception {
    fill();
    Files.writeString(data.resolve("archive"), "in the way");
    try (Server server = start(Duration.ofMillis(1), ARCHIVE);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode health =
          awaited(peer, "/api/health", each -> each.toString().contains("Nothing was deleted"));
      assertThat(health.get("status").asString()).isEqualTo("ok");
      assertThat(health.get("warnings").get(0).asString())
          .startsWith("archive: ")
          .contains("it is a file, no folder", "Nothing was deleted");
      assertThat(peer.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(peer.get("/metrics/prometheus").body()).contains("mozaiks_archive_failing 1.0");
      assertThat(peer.json("/api/archive").get("failure").asString()).contains("no folder");
      assertThat(peer.json("/api/logs").get("logs")).hasSize(4);
      send(peer, "/v1/logs", logs(9));
    }
  }

  @Test
  void oldFiles_leaveTheArchive() throws Exception {
    fill();
    try (Server server = start(Duration.ofMillis(1), ARCHIVE);
        HttpPeer peer = new HttpPeer(server.port())) {
      awaited(peer, "/api/archive", each -> each.get("files").size() == 4);
    }
    // as if it had arrived long ago
    Path day;
    try (Stream<Path> files = Files.list(data.resolve("archive/logs"))) {
      day = files.toList().getFirst();
    }
    Files.move(day, day.resolveSibling("2020-01-01-0123456789ab.parquet"));
    ArchiveConfig brief = new ArchiveConfig(true, null, ARCHIVE.kinds(), Duration.ofDays(365));
    try (Server server = start(Duration.ofDays(30), brief);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode deletions =
          awaited(
              peer, "/api/deletions", each -> each.get("by_age").get("archive_files").asInt() == 1);
      assertThat(deletions.get("deletions")).isEmpty();
      assertThat(peer.json("/api/archive").get("files")).hasSize(3);
    }
  }
}
