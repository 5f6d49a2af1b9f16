// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.http.RawConnection;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a chat is called when it is taken in, it is found by that, percent-encoded.
class ChatIdsTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final List<String> NASTY =
      List.of(
          "a\\b",
          "\\",
          "a\nb",
          "a\r\nb",
          "\t",
          "a\u0001b",
          "\u001b[31m",
          "\u007f",
          "\u0085",
          "a/b",
          "/",
          "/a",
          "a/",
          "//",
          "%",
          "%2F",
          "%25",
          "%zz",
          "%u0041",
          "%00",
          ";",
          "a;b=c",
          ".",
          "..",
          "../..",
          "a/../b",
          "./",
          "\\..\\",
          "ä",
          "日本",
          "😀",
          "\ufeff",
          "\u202e",
          "\ufffe",
          "a b",
          "+",
          "?",
          "#",
          "a?b=c&d#e",
          "\"",
          "'",
          "<x>",
          "{chat_id}",
          "|^`",
          "[1]",
          "u:p@h",
          "*",
          "chats",
          "aggregate",
          "a".repeat(512),
          "日".repeat(512));

  @TempDir Path data;
  private Server server;
  private HttpPeer peer;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(
            ServerConfig.defaults(data).toBuilder()
                .port(0)
                .grpcPort(ServerConfig.OFF)
                .otlpPort(ServerConfig.OFF)
                .storage(new StorageConfig.Memory(Duration.ofDays(1)))
                .build());
    peer = new HttpPeer(server.port());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  private HttpResponse<byte[]> post(String chatId) throws Exception {
    String event =
        JSON.writeValueAsString(
            JSON.createObjectNode().put("chat_id", chatId).put("type", "workflow_start"));
    return peer.post("/api/events", "application/x-ndjson", event.getBytes(UTF_8), true);
  }

  /// A dot stands for itself in URLs, and some clients take even `%2E%2E` out; this one does not.
  private static String encoded(String chatId) {
    return URLEncoder.encode(chatId, UTF_8)
        .replace("+", "%20")
        .replace(".", "%2E")
        .replace("*", "%2A");
  }

  @Test
  void areFoundByTheirEncodedForm_whateverIsInThem() throws Exception {
    for (String id : NASTY) {
      assertThat(post(id).statusCode()).as("taking in %s", id).isEqualTo(200);

      HttpResponse<String> found = peer.get("/metrics/perf/chats/" + encoded(id));

      assertThat(found.statusCode()).as("asking for %s: %s", id, found.body()).isEqualTo(200);
      assertThat(JSON.readTree(found.body()).get("chat_id").asString()).isEqualTo(id);
    }
    JsonNode all = peer.json("/metrics/perf/chats");
    assertThat(all.valueStream().map(chat -> chat.get("chat_id").asString()))
        .containsExactlyInAnyOrderElementsOf(NASTY);
  }

  @Test
  void areRefused_whenNoUrlCanHoldThem() throws Exception {
    for (String id : List.of("a\0b", "\ud83d", "a\ude00b")) {
      HttpResponse<byte[]> answer = post(id);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(new String(answer.body(), UTF_8)).contains("chat_id: ", "no URL can hold");
    }
    assertThat(peer.json("/metrics/perf/chats")).isEmpty();
  }

  @Test
  void ofSpans_areFoundToo_andLeftOutWhenNoUrlCanHoldThem() throws Exception {
    peer.send(
        request(
            span(1)
                .addAttributes(attribute("gen_ai.operation.name", "chat"))
                .addAttributes(attribute("session.id", "a\\b\n/../%"))),
        true);

    assertThat(peer.get("/metrics/perf/chats/" + encoded("a\\b\n/../%")).statusCode())
        .isEqualTo(200);

    HttpResponse<byte[]> cut =
        peer.send(request(span(2).addAttributes(attribute("session.id", "a\0b"))), true);
    assertThat(new String(cut.body(), UTF_8)).contains("1 values or entries were beyond a limit");
  }

  @Test
  void leadToNoOtherRoute() throws Exception {
    for (String path :
        List.of(
            "/metrics/perf/chats/%2E%2E/aggregate",
            "/metrics/perf/x/%2E%2E/aggregate",
            "/metrics/perf%2Faggregate",
            "/metrics/perf\\aggregate",
            "/metrics/perf%5Caggregate",
            "/metrics/perf/aggregate;x",
            "/metrics/perf/aggregate/",
            "/metrics/perf/%61ggregate",
            "/v1/%2E%2E/api/health",
            "/./api/health")) {
      try (RawConnection raw = new RawConnection(server.port())) {
        String answer =
            raw.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .readToEnd();
        assertThat(answer).as(path).containsPattern("^HTTP/1.1 40[04] ");
      }
    }
  }
}
