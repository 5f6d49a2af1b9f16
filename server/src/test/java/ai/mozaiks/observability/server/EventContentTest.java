// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.LogRecords.request;
import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ContentConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.otlp.LogRecords;
import ai.mozaiks.observability.server.otlp.Spans;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What people and models said, as log events tell it, from the wire to the answer.
class EventContentTest {
  private static final ByteString TRACE = Spans.id(Spans.TRACE_ID);
  private static final long CALL = 2;

  @TempDir Path data;

  private Server start(boolean keep) throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .content(ContentConfig.DEFAULT.withKeep(keep))
            .build());
  }

  private static AnyValue map(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries)))
        .build();
  }

  private static LogRecord.Builder event(String name, long millis) {
    return LogRecords.event(name, TRACE, CALL)
        .setTimeUnixNano(LogRecords.NANOS + millis * 1_000_000);
  }

  /// A question and its answer, one event each, as instrumentations before 1.37 send them.
  private static ExportLogsServiceRequest messages() {
    return request(
        event("gen_ai.user.message", 1)
            .setBody(map(attribute("content", "where is it sunny?"), attribute("role", "user")))
            .addAttributes(attribute("gen_ai.system", "openai")),
        event("gen_ai.choice", 90)
            .setBody(
                map(
                    attribute("index", "0"),
                    attribute("finish_reason", "stop"),
                    attribute(
                        "message",
                        map(
                            attribute("role", "assistant"),
                            attribute("content", "in Paris, key SECRET-NUMBER-1"))))));
  }

  private static ExportLogsServiceRequest details(String question, long millis) {
    return request(
        event("gen_ai.client.inference.operation.details", millis)
            .addAttributes(attribute("gen_ai.operation.name", "chat"))
            .addAttributes(attribute("gen_ai.response.id", "chatcmpl-1"))
            .addAttributes(
                attribute(
                    "gen_ai.input.messages",
                    "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\""
                        + question
                        + "\"}]}]")));
  }

  private static ExportTraceServiceRequest spans(KeyValue... ofCall) {
    Span.Builder root =
        Spans.span(1)
            .setTraceId(TRACE)
            .addAttributes(attribute("gen_ai.operation.name", "invoke_agent"))
            .addAttributes(attribute("gen_ai.agent.name", "planner"))
            .addAttributes(attribute("gen_ai.conversation.id", "chat-1"));
    Span.Builder call =
        Spans.span(CALL)
            .setTraceId(TRACE)
            .setParentSpanId(Spans.id("0000000000000001"))
            .addAttributes(attribute("gen_ai.operation.name", "chat"))
            .addAllAttributes(List.of(ofCall));
    ResourceSpans.Builder resource =
        ResourceSpans.newBuilder()
            .addScopeSpans(ScopeSpans.newBuilder().addSpans(root).addSpans(call));
    resource.getResourceBuilder().addAttributes(attribute("service.name", "shop"));
    return ExportTraceServiceRequest.newBuilder().addResourceSpans(resource).build();
  }

  private static void send(HttpPeer peer, ExportLogsServiceRequest logs) throws Exception {
    assertThat(
            peer.post("/v1/logs", "application/x-protobuf", logs.toByteArray(), true).statusCode())
        .isEqualTo(200);
  }

  private static void send(HttpPeer peer, ExportTraceServiceRequest spans) throws Exception {
    assertThat(peer.send(spans, true).statusCode()).isEqualTo(200);
  }

  /// All that is said in the chat, once everything is stored.
  private static JsonNode content(HttpPeer peer) throws Exception {
    for (String signal : List.of("spans", "logs")) {
      for (int i = 0; i < 600; i++) {
        if (peer.json("/api/balance").get(signal).get("pending").asLong() == 0) {
          break;
        }
        Thread.sleep(50);
      }
    }
    return peer.json("/api/chats/chat-1/content").get("items");
  }

  private static List<String> texts(JsonNode items) {
    return items.valueStream().map(item -> item.get("text").asString()).toList();
  }

  @Test
  void messagesInLogs_areTheTranscriptOfTheirChat_whicheverComesFirst() throws Exception {
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, messages());
      send(peer, spans());
      send(peer, messages());
      JsonNode items = content(peer);

      assertThat(texts(items)).hasSize(2).first().isEqualTo("where is it sunny?");
      assertThat(items.get(0).get("kind").asString()).isEqualTo("input");
      assertThat(items.get(0).get("role").asString()).isEqualTo("user");
      assertThat(items.get(0).get("agent_name").asString()).isEqualTo("planner");
      assertThat(items.get(0).get("told_by").asString()).isEqualTo("message_event");
      assertThat(items.get(0).get("at").asString()).isEqualTo("2025-10-09T08:53:20.001Z");
      assertThat(items.get(1).get("kind").asString()).isEqualTo("output");
      assertThat(items.get(1).get("text").asString()).startsWith("in Paris");
      String logs = peer.get("/api/logs").body();
      assertThat(logs).as("only the event, not what was said").contains("gen_ai.choice", "stop");
      assertThat(logs).doesNotContain("sunny", "Paris");
    }
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, messages());
      assertThat(texts(content(peer))).hasSize(2);
    }
  }

  @Test
  void secretsInMessages_areMasked_beforeTheyAreWritten() throws Exception {
    ExportLogsServiceRequest told =
        request(
            event("gen_ai.user.message", 1)
                .setBody(
                    map(
                        attribute(
                            "content", "my key is sk-proj-4f9K2mQx7LpR8vTz1YwB3nCdA1b2C3d4E5"))));
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, told);
      send(peer, spans());

      assertThat(texts(content(peer)))
          .singleElement()
          .asString()
          .startsWith("my key is")
          .doesNotContain("4f9K2mQx7LpR8vTz1YwB3nCd");
    }
    assertThat(anyFileHolds("4f9K2mQx7LpR8vTz1YwB3nCd")).isFalse();
  }

  @Test
  void whatSpanAndEventBothTell_isShownOnce_byTheSpan() throws Exception {
    KeyValue asked = attribute("gen_ai.input.messages", "asked by the span");
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, messages());
      send(peer, details("asked by the first event", 95));
      send(peer, details("asked by the latest event", 96));
      send(peer, spans());
      assertThat(texts(content(peer)))
          .hasSize(2)
          .contains("asked by the latest event")
          .anyMatch(text -> text.startsWith("in Paris"));

      send(peer, spans(asked));
      assertThat(texts(content(peer)))
          .hasSize(2)
          .contains("asked by the span")
          .anyMatch(text -> text.startsWith("in Paris"));
    }
  }

  @Test
  void nothingThatWasSaid_reachesTheDisk_whereContentIsOff() throws Exception {
    try (Server server = start(false);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, messages());
      send(peer, details("sunny in Paris?", 95));
      send(peer, spans());
      assertThat(texts(content(peer))).isEmpty();
      assertThat(peer.json("/metrics/perf/chats/chat-1").toString()).contains("chat-1");
    }
    assertThat(anyFileHolds("sunny")).isFalse();
    assertThat(anyFileHolds("Paris")).isFalse();
  }

  @Test
  void messagesUnderNamesThatNobodyKnows_areNotInTheStoredRecord_whereContentIsOn()
      throws Exception {
    ExportLogsServiceRequest told =
        request(
            event("gen_ai.client.inference.operation.details", 95)
                .addAttributes(attribute("gen_ai.input.messages", "asked"))
                .addAttributes(
                    attribute("acme.history", "[{\"role\":\"user\",\"content\":\"sunny?\"}]")));
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, told);
      send(peer, spans());
      content(peer);

      assertThat(peer.get("/api/logs").body())
          .contains("operation.details")
          .doesNotContain("sunny", "asked");
    }
  }

  @Test
  void contentInEvents_changesNoTotal() throws Exception {
    String with;
    String without;
    try (Server server = start(true);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, messages());
      send(peer, details("q", 95));
      send(peer, spans());
      content(peer);
      with = peer.get("/metrics/perf/aggregate").body();
    }
    Path kept = data;
    data = Files.createDirectory(kept.resolve("other"));
    try (Server server = start(false);
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, messages());
      send(peer, details("q", 95));
      send(peer, spans());
      content(peer);
      without = peer.get("/metrics/perf/aggregate").body();
    }
    assertThat(with).isEqualTo(without);
  }

  private boolean anyFileHolds(String words) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(words)) {
          return true;
        }
      }
    }
    return false;
  }
}
