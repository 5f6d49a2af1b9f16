// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.LogRecords.event;
import static ai.mozaiks.observability.server.otlp.LogRecords.line;
import static ai.mozaiks.observability.server.otlp.LogRecords.request;
import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.otlp.OtlpJsonWriter;
import ai.mozaiks.observability.server.otlp.Spans;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Log records from the wire to the answer, over a real server with its store on disk.
class LogsTest {
  private static final ByteString TRACE = Spans.id(Spans.TRACE_ID);

  @TempDir Path data;

  private Server start() throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder().port(0).grpcPort(0).otlpPort(0).build());
  }

  private static HttpResponse<byte[]> send(HttpPeer peer, ExportLogsServiceRequest logs)
      throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/v1/logs", "application/x-protobuf", logs.toByteArray(), true);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
    return answer;
  }

  private static long header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValueAsLong(name).orElseThrow();
  }

  /// Log records are read from the store, which has them soon after they were folded.
  private static JsonNode settled(HttpPeer peer) throws Exception {
    JsonNode logs = peer.json("/api/balance").get("logs");
    for (int i = 0; i < 600 && logs.get("pending").asLong() > 0; i++) {
      Thread.sleep(50);
      logs = peer.json("/api/balance").get("logs");
    }
    assertThat(logs.get("pending").asLong()).isZero();
    assertThat(logs.get("unaccounted").asLong()).isZero();
    return logs;
  }

  private static List<String> bodies(HttpPeer peer, String query) throws Exception {
    List<String> bodies = new ArrayList<>();
    HttpResponse<String> answer = peer.get("/api/logs?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    peer.json("/api/logs?" + query)
        .get("logs")
        .forEach(log -> bodies.add(log.get("body").asString("")));
    return bodies;
  }

  @Test
  void takesEveryTransportAndEncoding_andKnowsAResendFromAny() throws Exception {
    ExportLogsServiceRequest logs = request(line(1), line(2), line(3));
    byte[] json = new OtlpJsonWriter(new Random(1)).write(logs).getBytes(UTF_8);
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port());
        HttpPeer otlp = new HttpPeer(server.otlpPort())) {
      assertThat(header(send(peer, logs), "Mozaiks-Fresh")).isEqualTo(3);
      assertThat(header(send(otlp, logs), "Mozaiks-Duplicates")).isEqualTo(3);
      HttpResponse<byte[]> asJson = otlp.post("/v1/logs", "application/json", json, true);
      assertThat(header(asJson, "Mozaiks-Duplicates")).isEqualTo(3);
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
      try {
        LogsServiceGrpc.newBlockingStub(channel).withCompression("gzip").export(logs);
      } finally {
        channel.shutdownNow();
      }
      JsonNode balance = settled(peer);
      assertThat(balance.get("accepted").asLong()).isEqualTo(12);
      assertThat(balance.get("stored").asLong()).isEqualTo(3);
      assertThat(balance.get("duplicates").asLong()).isEqualTo(9);
      assertThat(bodies(peer, "limit=10")).containsExactly("line 3", "line 2", "line 1");
    }
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(header(send(peer, logs), "Mozaiks-Duplicates")).isEqualTo(3);
      assertThat(bodies(peer, "limit=10")).hasSize(3);
    }
  }

  @Test
  void exactTwinsInOneRequest_areTwo() throws Exception {
    ExportLogsServiceRequest twins = request(line(1), line(1));
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(header(send(peer, twins), "Mozaiks-Fresh")).isEqualTo(2);
      assertThat(header(send(peer, twins), "Mozaiks-Duplicates")).isEqualTo(2);
      settled(peer);
      assertThat(bodies(peer, "")).containsExactly("line 1", "line 1");
    }
  }

  @Test
  void anyCutOrderAndRepetition_endAtTheSameRecords() throws Exception {
    Random random = new Random(7);
    List<LogRecord.Builder> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sent.add(line(i));
      sent.add(line(random.nextInt(200)));
    }
    Collections.shuffle(sent, random);
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      for (int from = 0; from < sent.size(); ) {
        int to = Math.min(sent.size(), from + 1 + random.nextInt(20));
        // twins within one request would be two
        List<LogRecord> distinct =
            sent.subList(from, to).stream().map(LogRecord.Builder::build).distinct().toList();
        send(
            peer,
            request(distinct.stream().map(LogRecord::toBuilder).toArray(LogRecord.Builder[]::new)));
        from = to;
      }
      assertThat(settled(peer).get("stored").asLong()).isEqualTo(200);
      assertThat(bodies(peer, "limit=1000")).hasSize(200).doesNotHaveDuplicates();
    }
  }

  @Test
  void logsAreFoundByTheChatOfTheirTrace_alsoByTheIdItHadFirst() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, request(line(1).setTraceId(TRACE), line(2)));
      peer.send(Spans.request(chat(2)), true);
      peer.send(
          Spans.request(chat(1).addAttributes(attribute("mozaiks.chat_id", "order-7"))), true);
      send(
          peer,
          request(
              line(3).addAttributes(attribute("session.id", "order-7")),
              line(4).addAttributes(attribute("session.id", "order-8"))));
      settled(peer);
      for (int i = 0; i < 200 && bodies(peer, "chat_id=order-7").size() < 2; i++) {
        Thread.sleep(50); // the chat's events are stored with a later batch, perhaps
      }
      assertThat(bodies(peer, "chat_id=order-7")).containsExactly("line 3", "line 1");
      assertThat(bodies(peer, "chat_id=trace:" + Spans.TRACE_ID)).containsExactly("line 1");
      assertThat(bodies(peer, "chat_id=order-7&app=shop")).contains("line 3");
      assertThat(bodies(peer, "chat_id=order-7&app=bakery")).isEmpty();
      assertThat(bodies(peer, "chat_id=order-8")).containsExactly("line 4");
      assertThat(bodies(peer, "trace_id=" + Spans.TRACE_ID)).containsExactly("line 1");
    }
  }

  private static io.opentelemetry.proto.trace.v1.Span.Builder chat(long number) {
    return Spans.span(number).addAttributes(attribute("gen_ai.operation.name", "chat"));
  }

  @Test
  void aRecordWithoutABody_hasNone() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(
          peer,
          request(line(1).clearBody(), line(2).setBody(AnyValue.newBuilder().setStringValue(""))));
      settled(peer);

      JsonNode logs = peer.json("/api/logs").get("logs");
      assertThat(logs.get(0).get("body").asString()).isEmpty();
      assertThat(logs.get(1).get("body").isNull()).isTrue();
    }
  }

  @Test
  void recordsShowAllTheySay_andNothingSecret() throws Exception {
    LogRecord.Builder record =
        event("shop.order.failed", TRACE, 0xABC)
            .setSeverityText("CRITICAL")
            .setBody(
                AnyValue.newBuilder()
                    .setKvlistValue(
                        KeyValueList.newBuilder().addValues(attribute("order", "é\"7"))))
            .addAttributes(attribute("mozaiks.app_id", "bakery"))
            .addAttributes(attribute("gen_ai.agent.name", "planner"))
            .addAttributes(attribute("user.id", "ann"))
            .addAttributes(attribute("mozaiks.workflow_name", "Order"))
            .addAttributes(attribute("api_key", "open sesame"));
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, request(record));
      settled(peer);
      HttpResponse<String> answer = peer.get("/api/logs");
      assertThat(answer.body()).doesNotContain("sesame");
      JsonNode log = peer.json("/api/logs").get("logs").get(0);
      assertThat(log.get("severity").asInt()).isEqualTo(18);
      assertThat(log.get("level").asString()).isEqualTo("CRITICAL");
      assertThat(log.get("event").asString()).isEqualTo("shop.order.failed");
      assertThat(log.get("logger").asString()).isEqualTo("shop.orders");
      assertThat(log.get("at").asString()).isEqualTo("2025-10-09T08:53:20Z");
      assertThat(log.get("body").get("order").asString()).isEqualTo("é\"7");
      assertThat(log.get("trace_id").asString()).isEqualTo(Spans.TRACE_ID);
      assertThat(log.get("span_id").asString()).isEqualTo("0000000000000abc");
      assertThat(log.get("app_id").asString()).isEqualTo("bakery");
      assertThat(log.get("agent_name").asString()).isEqualTo("planner");
      assertThat(log.get("user_id").asString()).isEqualTo("ann");
      assertThat(log.get("workflow_name").asString()).isEqualTo("Order");
      assertThat(log.get("chat_id").isNull()).isTrue();
      assertThat(log.get("attributes").get("user.id").asString()).isEqualTo("ann");
    }
  }

  @Test
  void pagesFollowOneAnother_andFiltersHold() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      LogRecord.Builder[] lines = new LogRecord.Builder[7];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = line(i).setSeverityNumberValue(i * 4 + 1).setSeverityText("");
      }
      lines[6].clearSeverityNumber();
      send(peer, request(lines));
      settled(peer);
      List<String> seen = new ArrayList<>();
      String next = "";
      for (int page = 0; page < 3; page++) {
        JsonNode answer = peer.json("/api/logs?limit=3" + next);
        answer.get("logs").forEach(log -> seen.add(log.get("body").asString()));
        next = "&cursor=" + answer.get("next").asString("");
        assertThat(answer.get("next").isNull()).isEqualTo(page == 2);
      }
      assertThat(seen)
          .containsExactly("line 6", "line 5", "line 4", "line 3", "line 2", "line 1", "line 0");
      JsonNode all = peer.json("/api/logs?limit=7");
      assertThat(all.get("logs").size()).isEqualTo(7);
      assertThat(all.get("next").isNull()).as("a full page that nothing follows").isTrue();
      assertThat(bodies(peer, "min_severity=error")).containsExactly("line 5", "line 4");
      assertThat(bodies(peer, "min_severity=13")).hasSize(3);
      assertThat(bodies(peer, "from=2025-10-09T08:53:20.001Z&to=2025-10-09T08:53:20.003Z"))
          .containsExactly("line 2", "line 1");
    }
  }

  @Test
  void searchesFindByTextFieldsAndColumns() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(
          peer,
          request(
              line(1)
                  .addAttributes(attribute("http.route", "/buy"))
                  .addAttributes(attribute("gen_ai.agent.name", "planner"))
                  .addAttributes(attribute("user.id", "ann")),
              line(2).setBody(AnyValue.newBuilder().setStringValue("Rate limit of the provider")),
              line(3).setBody(AnyValue.newBuilder().setStringValue("rate of limits: 7"))));
      settled(peer);
      assertThat(bodies(peer, "text=RATE+limit")).containsExactly("Rate limit of the provider");
      assertThat(bodies(peer, "text=%22rate+of%22+7")).containsExactly("rate of limits: 7");
      assertThat(bodies(peer, "contains=imit&contains=rat&limit=1"))
          .containsExactly("rate of limits: 7");
      assertThat(bodies(peer, "text=rate&text=provider"))
          .containsExactly("Rate limit of the provider");
      assertThat(bodies(peer, "field.http.route=/buy")).containsExactly("line 1");
      assertThat(bodies(peer, "field.http.route=/b")).isEmpty();
      assertThat(bodies(peer, "agent=planner&user=ann&logger=shop")).containsExactly("line 1");
      assertThat(bodies(peer, "workflow=none")).isEmpty();
      assertThat(bodies(peer, "event=none")).isEmpty();
    }
  }

  @Test
  void histogramCountsByLevel() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(
          peer,
          request(
              line(1).setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO),
              line(2).setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR),
              line(3).setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR2),
              line(1_500).setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)));
      settled(peer);
      String minutes = "from=2025-10-09T08:53:00Z&to=2025-10-09T09:13:00Z";
      JsonNode answer = peer.json("/api/logs/histogram?step=1&" + minutes);
      assertThat(answer.get("total").asLong()).isEqualTo(4);
      assertThat(answer.get("buckets")).hasSize(2);
      JsonNode first = answer.get("buckets").get(0);
      assertThat(first.get("at").asString()).isEqualTo("2025-10-09T08:53:20Z");
      assertThat(first.get("info").asLong()).isEqualTo(1);
      assertThat(first.get("error").asLong()).isEqualTo(2);
      assertThat(first.get("fatal").asLong()).isZero();
      assertThat(answer.get("buckets").get(1).get("info").asLong()).isEqualTo(1);
      JsonNode errors = peer.json("/api/logs/histogram?text=line&min_severity=error&" + minutes);
      assertThat(errors.get("step").asInt()).isEqualTo(21);
      assertThat(errors.get("total").asLong()).isEqualTo(2);
      assertThat(peer.json("/api/logs/histogram").get("total").asLong()).isZero();
      assertThat(peer.get("/api/logs/histogram?step=1&from=2025-10-01T00:00:00Z").body())
          .contains("step: 1 (expected: >= ");
    }
  }

  @Test
  void contextShowsWhatStandsAroundARecord_andLinksLeadOn() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      LogRecord.Builder[] lines = new LogRecord.Builder[6];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = line(i).addAttributes(attribute("session.id", "order 7/" + i % 2));
      }
      send(peer, request(lines));
      send(peer, request(line(10).setTraceId(TRACE), line(11)));
      settled(peer);
      JsonNode log = peer.json("/api/logs?chat_id=order+7/0&limit=2").get("logs").get(1);
      assertThat(log.get("body").asString()).isEqualTo("line 2");
      assertThat(log.get("links").get("chat").asString())
          .isEqualTo("/metrics/perf/chats/order%207%2F0");
      assertThat(log.get("links").get("trace").isNull()).isTrue();
      String context = log.get("links").get("context").asString();
      JsonNode answer = peer.json(context);
      assertThat(answer.get("of").asString()).isEqualTo("chat");
      assertThat(answer.get("log").get("body").asString()).isEqualTo("line 2");
      assertThat(bodiesOf(answer.get("after"))).containsExactly("line 4");
      assertThat(bodiesOf(answer.get("before"))).containsExactly("line 0");
      answer = peer.json(context + "?of=logger&after=1&before=5");
      assertThat(bodiesOf(answer.get("after"))).containsExactly("line 3");
      assertThat(bodiesOf(answer.get("before"))).containsExactly("line 1", "line 0");
      JsonNode traced = peer.json("/api/logs?trace_id=" + Spans.TRACE_ID).get("logs").get(0);
      assertThat(traced.get("links").get("chat").asString())
          .isEqualTo("/metrics/perf/chats/trace%3A" + Spans.TRACE_ID);
      assertThat(traced.get("links").get("trace").asString())
          .isEqualTo("/api/logs?trace_id=" + Spans.TRACE_ID);
      assertThat(peer.json(traced.get("links").get("context").asString()).get("of").asString())
          .isEqualTo("trace");
      assertThat(peer.get(context + "?of=trace").statusCode()).isEqualTo(400);
      assertThat(peer.get("/api/logs/7/context").statusCode()).isEqualTo(400);
      assertThat(peer.get("/api/logs/" + "0".repeat(32) + "/context").statusCode()).isEqualTo(404);
    }
  }

  private static List<String> bodiesOf(JsonNode logs) {
    List<String> bodies = new ArrayList<>();
    logs.forEach(log -> bodies.add(log.get("body").asString()));
    return bodies;
  }

  @Test
  void badQuestions_areExplained() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      for (String query :
          List.of(
              "trace_id=12",
              "min_severity=loud",
              "min_severity=25",
              "cursor=yesterday",
              "limit=0",
              "from=noon",
              "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
              "chat=1",
              "contains=",
              "text=" + "x".repeat(257),
              "text=" + "x+".repeat(17),
              "field.=1",
              "field.a=1&field.a=2",
              "fields.a=1")) {
        HttpResponse<String> answer = peer.get("/api/logs?" + query);
        assertThat(answer.statusCode()).as(query).isEqualTo(400);
        assertThat(answer.body()).as(query).contains("(").contains("detail");
      }
    }
  }
}
