// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ContentConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.otlp.Spans;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Content from the wire to the answer, over restarts and changes of the configuration.
class ContentIT {
  private static final ContentConfig ACME_ONLY =
      new ContentConfig(
          false,
          Map.of("acme", true),
          ContentConfig.DEFAULT.maxBytes(),
          ContentConfig.DEFAULT.maxBytesPerCall(),
          Duration.ZERO);

  private static Server server(Path folder, ContentConfig content) throws IOException {
    return Server.start(
        ServerConfig.defaults(folder).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .content(content)
            .build());
  }

  /// A turn with a call of a model and one of a tool below it.
  private static ExportTraceServiceRequest request(String app, String chat, String words) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    scope.addSpans(
        in(chat, span(1))
            .addAttributes(attribute("gen_ai.operation.name", "invoke_agent"))
            .addAttributes(attribute("gen_ai.agent.name", "planner")));
    scope.addSpans(
        in(chat, span(2).setParentSpanId(Spans.id("0000000000000001")))
            .addAttributes(attribute("gen_ai.operation.name", "chat"))
            .addAttributes(attribute("gen_ai.input.messages", "ask " + words))
            .addAttributes(attribute("gen_ai.output.messages", "answer " + words)));
    scope.addSpans(
        in(chat, span(3).setParentSpanId(Spans.id("0000000000000001")))
            .setStartTimeUnixNano(1_760_000_000_830_000_000L)
            .setEndTimeUnixNano(1_760_000_000_840_000_000L)
            .addAttributes(attribute("gen_ai.operation.name", "execute_tool"))
            .addAttributes(attribute("gen_ai.tool.name", "search"))
            .addAttributes(attribute("gen_ai.tool.call.arguments", "{\"q\":\"" + words + "\"}")));
    ResourceSpans.Builder resource = ResourceSpans.newBuilder().addScopeSpans(scope);
    resource.getResourceBuilder().addAttributes(attribute("service.name", app));
    return ExportTraceServiceRequest.newBuilder().addResourceSpans(resource).build();
  }

  private static Span.Builder in(String chat, Span.Builder span) {
    String trace = "%032x".formatted(chat.hashCode() & 0x7fffffff);
    return span.setTraceId(Spans.id(trace))
        .addAttributes(attribute("gen_ai.conversation.id", chat));
  }

  private static List<String> texts(JsonNode answer) {
    return answer.path("items").valueStream().map(item -> item.path("text").asString()).toList();
  }

  /// The answer once the store has so many items of a chat.
  private static JsonNode content(HttpPeer peer, String chat, int items) throws Exception {
    Instant deadline = Instant.now().plusSeconds(20);
    JsonNode answer = peer.json("/api/chats/" + chat + "/content");
    while (answer.path("items").size() < items && Instant.now().isBefore(deadline)) {
      Thread.sleep(50);
      answer = peer.json("/api/chats/" + chat + "/content");
    }
    return answer;
  }

  private static boolean anyFileHolds(Path folder, String words) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(words)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void transcript_isThereForTheAppThatHasIt_andOnNoDiskForOthers(@TempDir Path folder)
      throws Exception {
    try (Server server = server(folder, ACME_ONLY);
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(peer.send(request("acme", "chat-a", "alpha-words"), true).statusCode())
          .isEqualTo(200);
      assertThat(peer.send(request("shop", "chat-s", "sigma-words"), true).statusCode())
          .isEqualTo(200);

      JsonNode kept = content(peer, "chat-a", 3);
      assertThat(texts(kept))
          .containsExactly("ask alpha-words", "answer alpha-words", "{\"q\":\"alpha-words\"}");
      assertThat(kept.path("kept").booleanValue()).isTrue();
      assertThat(kept.path("next").isNull()).as("nothing follows").isTrue();
      JsonNode first = kept.path("items").path(0);
      assertThat(first.path("kind").asString()).isEqualTo("input");
      assertThat(first.path("at").asString()).isEqualTo("2025-10-09T08:53:20Z");
      assertThat(first.path("span_id").asString()).isEqualTo("0000000000000002");
      assertThat(first.path("agent_name").asString()).isEqualTo("planner");
      assertThat(first.path("app_id").asString()).isEqualTo("acme");
      JsonNode arguments = kept.path("items").path(2);
      assertThat(arguments.path("kind").asString()).isEqualTo("tool_arguments");
      assertThat(arguments.path("name").asString()).isEqualTo("search");
      assertThat(arguments.path("format").asString()).isEqualTo("json");

      JsonNode none = peer.json("/api/chats/chat-s/content");
      assertThat(none.path("kept").booleanValue()).isFalse();
      assertThat(none.path("items").isEmpty()).isTrue();
      assertThat(anyFileHolds(folder, "alpha-words")).as("the journal has it").isTrue();
      assertThat(anyFileHolds(folder, "sigma-words")).isFalse();
      assertThat(peer.get("/api/chats/nobody/content").statusCode()).isEqualTo(404);
    }
    assertThat(anyFileHolds(folder, "sigma-words")).isFalse();
  }

  @Test
  void totals_areTheSame_withAndWithoutContent(@TempDir Path with, @TempDir Path without)
      throws Exception {
    List<String> answers = new ArrayList<>();
    for (Path folder : List.of(with, without)) {
      ContentConfig content = ContentConfig.DEFAULT.withKeep(folder.equals(with));
      try (Server server = server(folder, content);
          HttpPeer peer = new HttpPeer(server.port())) {
        for (int i = 0; i < 2; i++) { // the second time is a resend
          peer.send(request("acme", "chat-a", "words"), true);
        }
        answers.add(peer.get("/metrics/perf/aggregate").body());
        answers.add(duplicates(peer));
      }
    }
    assertThat(answers.subList(0, 2)).isEqualTo(answers.subList(2, 4));
    assertThat(answers.get(1)).isEqualTo("3");
  }

  /// Duplicates are known when the store has looked, which is after the fold.
  private static String duplicates(HttpPeer peer) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    JsonNode spans = peer.json("/api/balance").path("spans");
    while (spans.path("duplicates").asInt() < 3 && Instant.now().isBefore(deadline)) {
      Thread.sleep(50);
      spans = peer.json("/api/balance").path("spans");
    }
    return spans.path("duplicates").toString();
  }

  @Test
  void content_survivesARestart_andResendsOfTheSameChangeNothing(@TempDir Path folder)
      throws Exception {
    ExportTraceServiceRequest request = request("acme", "chat-a", "alpha-words");
    JsonNode before;
    try (Server server = server(folder, ACME_ONLY);
        HttpPeer peer = new HttpPeer(server.port())) {
      peer.send(request, true);
      before = content(peer, "chat-a", 3);
    }
    try (Server server = server(folder, ACME_ONLY);
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(content(peer, "chat-a", 3)).isEqualTo(before);
      peer.send(request, true);
      assertThat(content(peer, "chat-a", 3)).isEqualTo(before);
      assertThat(peer.json("/api/balance").path("spans").path("duplicates").asInt()).isEqualTo(3);
    }
  }

  @Test
  void acknowledgedContent_survivesKill9_andIsThereOnce(@TempDir Path folder) throws Exception {
    int chats = 20;
    ServerProcess killed = ServerProcess.start(folder, true);
    try (HttpPeer peer = new HttpPeer(killed.port())) {
      for (int i = 0; i < chats; i++) {
        assertThat(peer.send(request("acme", "chat-" + i, "words-" + i), false).statusCode())
            .isEqualTo(200);
      }
    } finally {
      killed.kill();
    }
    try (ServerProcess server = ServerProcess.start(folder, true);
        HttpPeer peer = new HttpPeer(server.port())) {
      for (int i = 0; i < chats; i++) {
        assertThat(texts(content(peer, "chat-" + i, 3)))
            .containsExactly("ask words-" + i, "answer words-" + i, "{\"q\":\"words-" + i + "\"}");
      }
      for (int i = 0; i < chats; i++) {
        peer.send(request("acme", "chat-" + i, "words-" + i), true);
        assertThat(texts(content(peer, "chat-" + i, 3))).hasSize(3);
      }
    }
  }

  @Test
  void switchedOff_nothingIsShown(@TempDir Path folder) throws Exception {
    try (Server server = server(folder, ACME_ONLY);
        HttpPeer peer = new HttpPeer(server.port())) {
      peer.send(request("acme", "chat-a", "alpha-words"), true);
      assertThat(texts(content(peer, "chat-a", 3))).hasSize(3);
    }
    try (Server server = server(folder, ContentConfig.DEFAULT);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode answer = peer.json("/api/chats/chat-a/content");
      assertThat(answer.path("kept").booleanValue()).isFalse();
      assertThat(answer.path("items").isEmpty()).isTrue();
      assertThat(answer.path("next").isNull()).isTrue();
    }
  }

  @Test
  void pages_followOneAnother(@TempDir Path folder) throws Exception {
    try (Server server = server(folder, ContentConfig.DEFAULT.withKeep(true));
        HttpPeer peer = new HttpPeer(server.port())) {
      peer.send(request("acme", "chat-a", "words"), true);
      content(peer, "chat-a", 3);
      List<String> texts = new ArrayList<>();
      String next = "";
      while (true) {
        JsonNode page = peer.json("/api/chats/chat-a/content?order=desc&limit=1" + next);
        assertThat(texts(page)).as("no page is empty").hasSize(1);
        texts.addAll(texts(page));
        if (page.path("next").isNull()) {
          break;
        }
        next = "&cursor=" + page.path("next").asString();
      }
      assertThat(texts).containsExactly("{\"q\":\"words\"}", "answer words", "ask words");
      assertThat(peer.get("/api/chats/chat-a/content?order=up").statusCode()).isEqualTo(400);
      assertThat(peer.get("/api/chats/chat-a/content?cursor=1-2").statusCode()).isEqualTo(400);
      assertThat(
              peer.get(
                      "/api/chats/chat-a/content?cursor=9999999999999999999-"
                          + "0".repeat(32)
                          + "-"
                          + "0".repeat(16)
                          + "-1")
                  .statusCode())
          .isEqualTo(400);
      assertThat(peer.get("/api/chats/chat-a/content?limit=0").statusCode()).isEqualTo(400);
      assertThat(peer.get("/api/chats/chat-a/content?app=shop").statusCode()).isEqualTo(404);
      assertThat(peer.get("/metrics/prometheus").body())
          .contains("mozaiks_content_items_total 3.0");
    }
  }
}
