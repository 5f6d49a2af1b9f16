// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.RetentionConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.storage.embedded.FileJournal;
import ai.mozaiks.observability.storage.embedded.FileJournalConfig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Deletion on request, from the wire to the disk, across the death of the process.
class DeletionsIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long NANOS = 1_760_000_000_000_000_000L;

  @TempDir Path data;

  private Server start(boolean allowed) throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .retention(RetentionConfig.DEFAULT.withDeleteOnRequest(allowed))
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
        {"key":"user.id","value":{"stringValue":"user-%d"}},
        {"key":"gen_ai.conversation.id","value":{"stringValue":"chat-%d"}}]}]}]}]}
    """
        .formatted(1_000 + chat, NANOS + chat, NANOS + chat + 1_000_000, chat % 2, chat);
  }

  private static void send(HttpPeer peer, int chat) throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/v1/traces", "application/json", spans(chat).getBytes(UTF_8), true);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
  }

  private static JsonNode post(HttpPeer peer, String path, String body, int status)
      throws Exception {
    HttpResponse<byte[]> answer = peer.post(path, "application/json", body.getBytes(UTF_8), false);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static Set<String> chats(HttpPeer peer) throws Exception {
    Set<String> ids = new HashSet<>();
    peer.json("/metrics/perf/chats?limit=1000")
        .forEach(chat -> ids.add(chat.get("chat_id").asString()));
    return ids;
  }

  @Test
  void deletesAChatAUserAndAnApp_withReceipts() throws Exception {
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      for (int chat = 0; chat < 6; chat++) {
        send(peer, chat);
      }
      JsonNode dry = post(peer, "/api/deletions?dry_run=true", "{\"user_id\":\"user-1\"}", 200);
      assertThat(chats(peer)).as("only counted").hasSize(6);

      HttpResponse<String> first =
          peer.delete("/api/chats/chat-0?reason=wish,+password%3Dhunter2x&asked_by=desk");
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      JsonNode receipt = JSON.readTree(first.body());
      assertThat(receipt.get("removed").get("chats").asInt()).isEqualTo(1);
      assertThat(receipt.get("removed").get("spans").asInt()).isEqualTo(1);
      assertThat(receipt.get("reason").asString()).isEqualTo("wish, password=***REDACTED***");
      assertThat(receipt.get("asked_by").asString()).isEqualTo("desk");
      assertThat(Instant.parse(receipt.get("from").asString()).getEpochSecond())
          .isEqualTo(NANOS / 1_000_000_000L);
      assertThat(chats(peer)).hasSize(5).doesNotContain("chat-0");
      assertThat(peer.get("/metrics/perf/chats/chat-0").statusCode()).isEqualTo(404);

      JsonNode user = post(peer, "/api/deletions", "{\"user_id\":\"user-1\"}", 200);
      assertThat(dry.get("would_remove").get("chats").asInt()).isPositive();
      assertThat(user.get("removed").get("chats").asInt()).isEqualTo(3);
      assertThat(chats(peer)).containsExactlyInAnyOrder("chat-2", "chat-4");
      send(peer, 0);
      send(peer, 1);
      assertThat(chats(peer)).as("a resend").containsExactlyInAnyOrder("chat-2", "chat-4");

      JsonNode app = post(peer, "/api/deletions", "{\"app_id\":\"shop\"}", 200);
      assertThat(app.get("removed").get("chats").asInt()).isEqualTo(2);
      assertThat(chats(peer)).isEmpty();
      assertThat(peer.json("/metrics/perf/aggregate?limit=0").get("total_agent_turns").asInt())
          .as("totals stay")
          .isEqualTo(6);
      JsonNode again = JSON.readTree(peer.delete("/api/chats/chat-0").body());
      assertThat(again.get("removed").get("spans").asInt()).isZero();
      JsonNode list = peer.json("/api/deletions").get("deletions");
      assertThat(list).hasSize(4);
      JsonNode byAge = peer.json("/api/deletions").get("by_age");
      assertThat(byAge.get("removed").get("chats").asInt()).isZero();
      assertThat(list.get(3)).isEqualTo(receipt);
      assertThat(peer.json("/api/deletions/" + receipt.get("id").asString())).isEqualTo(receipt);
      assertThat(peer.get("/api/deletions/none").statusCode()).isEqualTo(404);
      assertThat(list.toString()).doesNotContain("planner");
    }
  }

  @Test
  void unlessSwitchedOn_onlyCounts() throws Exception {
    try (Server server = start(false);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, 0);
      assertThat(post(peer, "/api/deletions", "{\"app_id\":\"shop\"}", 403).toString())
          .contains("retention.delete_on_request");
      assertThat(peer.delete("/api/chats/chat-0").statusCode()).isEqualTo(403);
      assertThat(peer.delete("/api/chats/chat-0?dry_run=true").statusCode()).isEqualTo(200);
      assertThat(chats(peer)).containsExactly("chat-0");
    }
  }

  @Test
  void unclearRequests_areRefused() throws Exception {
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      for (String body :
          List.of(
              "",
              "[]",
              "{}",
              "{\"chat\":\"a\"}",
              "{\"chat_id\":1}",
              "{\"chat_id\":\"\"}",
              "{\"chat_id\":\"a\",\"user_id\":\"b\"}",
              "{\"reason\":\"none\"}")) {
        assertThat(post(peer, "/api/deletions", body, 400).get("detail").asString())
            .as(body)
            .contains("expected");
      }
      assertThat(post(peer, "/api/deletions?dry_run=maybe", "{\"app_id\":\"a\"}", 400).toString())
          .contains("dry_run");
      byte[] form = "app_id=shop".getBytes(UTF_8);
      assertThat(peer.post("/api/deletions", "text/plain", form, false).statusCode())
          .isEqualTo(415);
      assertThat(peer.json("/api/deletions").get("deletions")).isEmpty();
    }
  }

  @Test
  void journalledDeletion_isDoneAtTheNextStart_once() throws Exception {
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, 0);
      send(peer, 1);
    }
    // As if the process had died between the journal and the store.
    try (FileJournal journal = FileJournal.open(FileJournalConfig.of(data.resolve("journal")), 2)) {
      journal.replay(2, (_, _, _) -> {});
      String request =
          """
          {"id":"d-1","asked_at":"2026-03-01T12:00:00Z","asked_by":"","reason":"","chat_id":"chat-0"}
          """;
      journal.append((byte) 5, request.getBytes(UTF_8));
    }
    for (int start = 0; start < 2; start++) {
      try (Server server = start(true);
          HttpPeer peer = new HttpPeer(server.port())) {
        Instant deadline = Instant.now().plusSeconds(30);
        // The receipt is there a moment before memory has forgotten.
        while ((peer.json("/api/deletions").get("deletions").isEmpty() || chats(peer).size() > 1)
            && Instant.now().isBefore(deadline)) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
        JsonNode list = peer.json("/api/deletions").get("deletions");
        assertThat(list).hasSize(1);
        assertThat(list.get(0).get("removed").get("chats").asInt()).isEqualTo(1);
        assertThat(chats(peer)).containsExactly("chat-1");
        send(peer, 0);
        assertThat(chats(peer)).containsExactly("chat-1");
      }
    }
  }

  /// Chats are sent, deleted and sent again while the process is killed at any moment.
  @Test
  void killedAtAnyMoment_bringsNoDeletedChatBack() throws Exception {
    Random random = new Random(7);
    AtomicInteger next = new AtomicInteger();
    Set<Integer> gone = ConcurrentHashMap.newKeySet();
    Set<Integer> asked = ConcurrentHashMap.newKeySet();
    Set<Integer> kept = ConcurrentHashMap.newKeySet();
    for (int round = 0; round < 3; round++) {
      ServerProcess server = ServerProcess.start(data);
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                try (HttpPeer peer = new HttpPeer(server.port())) {
                  while (true) {
                    int chat = next.getAndIncrement();
                    send(peer, chat);
                    kept.add(chat);
                    if (chat % 3 == 0) {
                      asked.add(chat);
                      if (peer.delete("/api/chats/chat-" + chat).statusCode() == 200) {
                        gone.add(chat);
                      }
                    }
                  }
                } catch (Exception e) {
                  // the server died on it
                }
              });
      Instant deadline = Instant.now().plusSeconds(60);
      while (gone.size() < 2 * (round + 1) && Instant.now().isBefore(deadline)) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000)); // the random moment
      server.kill();
      sender.join();
    }
    kept.removeAll(asked);
    try (ServerProcess server = ServerProcess.start(data);
        HttpPeer peer = new HttpPeer(server.port())) {
      Set<String> goneIds = new HashSet<>();
      gone.forEach(chat -> goneIds.add("chat-" + chat));
      assertThat(chats(peer)).doesNotContainAnyElementsOf(goneIds);
      for (int chat : gone) {
        send(peer, chat); // waits for the fold, so for all that is replayed too
      }
      Set<String> after = chats(peer);
      assertThat(after).doesNotContainAnyElementsOf(goneIds);
      kept.forEach(chat -> assertThat(after).contains("chat-" + chat));
      assertThat(gone).hasSizeGreaterThan(5);
      Set<String> receipts = new HashSet<>();
      peer.json("/api/deletions?limit=1000")
          .get("deletions")
          .forEach(receipt -> receipts.add(receipt.get("chat_id").asString()));
      assertThat(receipts).containsAll(goneIds);
    }
  }
}
