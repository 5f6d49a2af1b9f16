// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.normalise.TestSpan;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Spans that make no sense: kept as far as they do, flagged, counted, and never an error of the
/// server. Trees of absurd shapes are tried by `HostileTracesTest`.
class AbsurdSpansTest {
  @TempDir static Path data;
  private static Server server;
  private static HttpPeer peer;
  private static long traces;

  @BeforeAll
  static void start() throws Exception {
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

  @AfterAll
  static void stop() {
    peer.close();
    server.close();
  }

  /// What is sent, the flag that it gets ("-" for none), and the tokens that are believed (-1:
  /// none).
  static Stream<Arguments> absurd() {
    return Stream.of(
        absurd("end before start", chat(1).at(100, 50).usage(3, 4), "ends_before_start", 3),
        absurd("no start", chat(1).nanos(0, 5).usage(3, 4), "time_missing", 3),
        absurd("no times", chat(1).nanos(0, 0).usage(3, 4), "time_missing", 3),
        absurd("no end", chat(1).nanos(5, 0).usage(3, 4), "time_missing", 3),
        absurd(
            "milliseconds for nanoseconds",
            chat(1).nanos(1_760_000_000_000L, TestSpan.ZERO_NANOS).usage(3, 4),
            "too_long",
            3),
        absurd("a time of 2262", chat(1).nanos(5, Long.MAX_VALUE).usage(3, 4), "time_ahead", 3),
        absurd("all times above 2^63", chat(1).nanos(-2, -1).usage(3, 4), "time_ahead", 3),
        absurd("its own parent", chat(1).under(1).usage(3, 4), "own_parent", 3),
        absurd("negative tokens", chat(1).usage(-3, 4), "figure_refused", -1),
        absurd("NaN", tokens(Double.NaN), "figure_refused", -1),
        absurd("infinity", tokens(Double.POSITIVE_INFINITY), "figure_refused", -1),
        absurd("1e300", tokens(1e300), "figure_refused", -1),
        absurd("half a token", tokens(0.5), "figure_refused", -1),
        absurd("the largest long", tokens(Long.MAX_VALUE), "figure_refused", -1),
        absurd("a word", tokens("many"), "figure_refused", -1),
        absurd("1e999999999 as text", tokens("1e999999999"), "figure_refused", -1),
        absurd("a number as text", tokens("17"), "-", 17),
        absurd("a whole double", tokens(17.0), "-", 17),
        absurd("a flag", tokens(true), "figure_refused", -1),
        absurd("a list", tokens(List.of("1", "2")), "-", -1),
        absurd(
            "negative cost",
            chat(1).usage(3, 4).with("gen_ai.usage.cost", -1.0),
            "figure_refused",
            3),
        absurd(
            "a cost that no sum can hold",
            chat(1).usage(3, 4).with("gen_ai.usage.cost", 1e18),
            "figure_refused",
            3),
        absurd(
            "the same key twice",
            chat(1).with("gen_ai.usage.input_tokens", 5).with("gen_ai.usage.input_tokens", 6),
            "aliases_disagree",
            5),
        absurd(
            "unknown kind and status",
            chat(1)
                .usage(3, 4)
                .change(
                    span -> span.setKindValue(99).setStatus(Status.newBuilder().setCodeValue(42))),
            "-",
            3),
        absurd("10,000 attributes", manyAttributesAfter(chat(1).usage(3, 4)), "-", 3),
        absurd("usage behind 10,000 attributes", manyAttributesAfter(chat(1)).usage(3, 4), "-", 3),
        absurd("a value of 1 MiB", chat(1).usage(3, 4).with("text", "x".repeat(1 << 20)), "-", 3),
        absurd("a name of 1 MiB", span(1, "n".repeat(1 << 20)).usage(3, 4), "-", 3),
        absurd(
            "a model of 1 MiB",
            chat(1).usage(3, 4).with("gen_ai.request.model", "m".repeat(1 << 20)),
            "-",
            3),
        absurd("no value at all", valueless(), "-", 3),
        absurd(
            "marks of every dialect",
            chat(1)
                .usage(3, 4)
                .with("openinference.span.kind", "TOOL")
                .with("langfuse.observation.type", "agent")
                .with("traceloop.span.kind", "workflow")
                .with("ai.operationId", "ai.embed.doEmbed")
                .scope("gen_ai"),
            "-",
            3));
  }

  private static Arguments absurd(String name, TestSpan span, String flag, long prompt) {
    return Arguments.of(name, span, flag, prompt);
  }

  private static TestSpan tokens(Object value) {
    return chat(1).with("gen_ai.usage.input_tokens", value);
  }

  private static TestSpan manyAttributesAfter(TestSpan span) {
    for (int i = 0; i < 10_000; i++) {
      span.with("key." + i, i);
    }
    return span;
  }

  private static TestSpan valueless() {
    return chat(1)
        .usage(3, 4)
        .change(span -> {
          span.addAttributes(KeyValue.newBuilder().setKey("gen_ai.usage.output_tokens"));
          span.addAttributes(
              KeyValue.newBuilder().setValue(AnyValue.newBuilder().setStringValue("no key")));
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("absurd")
  void isKept_flaggedAndCounted(String name, TestSpan span, String flag, long prompt)
      throws Exception {
    String chatId = "absurd-" + ++traces;
    span.inTrace(traces)
        .change(message ->
            message.addAttributes(
                0,
                KeyValue.newBuilder()
                    .setKey("session.id")
                    .setValue(AnyValue.newBuilder().setStringValue(chatId))));
    byte[] body = TestSpan.request(span).toByteArray();
    double flagged = flag.equals("-") ? 0 : flags(flag);

    JsonNode explained = json(peer.post("/api/explain", "application/x-protobuf", body, false));
    HttpResponse<byte[]> answer = peer.post("/v1/traces", "application/x-protobuf", body, true);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode chat = peer.json("/metrics/perf/chats/" + chatId);
    assertThat(chat.get("llm_calls").asLong()).isEqualTo(1);
    assertThat(chat.get("prompt_tokens").asLong(-1)).isEqualTo(prompt);
    assertThat(Instant.parse(chat.get("last_activity_at").asString()))
        .as("nothing is ahead of the clock")
        .isBefore(Instant.now().plusSeconds(3_601));
    JsonNode flags = explained.at("/traces/0/spans/0/flags");
    if (flag.equals("-")) {
      assertThat(flags).isEmpty();
    } else {
      assertThat(flags.valueStream().map(JsonNode::asString)).contains(flag);
      assertThat(flags(flag)).as("the metric").isEqualTo(flagged + 1);
    }
  }

  private static double flags(String flag) throws Exception {
    String series = "mozaiks_ingest_flags_total{flag=\"" + flag + "\"} ";
    return peer.get("/metrics/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }

  private static JsonNode json(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return tools.jackson.databind.json.JsonMapper.shared().readTree(answer.body());
  }

  @Test
  void spansWithIdsOfAWrongLengthAreRejected_theOthersKept() throws Exception {
    long trace = ++traces;
    HttpResponse<byte[]> answer =
        peer.post(
            "/v1/traces",
            "application/x-protobuf",
            TestSpan.request(
                    chat(1).inTrace(trace).usage(3, 4).with("session.id", "ids"),
                    chat(2).change(span -> span.setTraceId(ByteString.copyFromUtf8("short"))),
                    chat(3).inTrace(trace).change(span -> span.setSpanId(ByteString.EMPTY)),
                    chat(4)
                        .inTrace(trace)
                        .change(span -> span.setParentSpanId(ByteString.copyFromUtf8("x"))))
                .toByteArray(),
            true);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(
            io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse.parseFrom(
                    answer.body())
                .getPartialSuccess()
                .getRejectedSpans())
        .isEqualTo(3);
    assertThat(peer.json("/metrics/perf/chats/ids").get("llm_calls").asLong()).isEqualTo(1);
  }

  @Test
  void ofTwoSpansWithOneId_theLaterAndFullerCounts_whicheverStandsFirst() throws Exception {
    TestSpan early = chat(2).at(0, 10).usage(1, 1);
    TestSpan late = chat(2).at(0, 20).usage(5, 5);
    for (List<TestSpan> order : List.of(List.of(early, late), List.of(late, early))) {
      long trace = ++traces;
      String chatId = "twice-" + trace;
      peer.send(
          TestSpan.request(
              turn(1, "a").inTrace(trace).with("session.id", chatId),
              order.get(0).inTrace(trace).under(1),
              order.get(1).inTrace(trace).under(1)),
          true);
      assertThat(peer.json("/metrics/perf/chats/" + chatId).get("prompt_tokens").asLong())
          .isEqualTo(5);
    }
  }

  @Test
  void ringOfParentsIsCut_andFlagged() throws Exception {
    long trace = ++traces;
    byte[] body =
        TestSpan.request(
                turn(1, "a").inTrace(trace).under(3).with("session.id", "ring"),
                tool(2, "t").inTrace(trace).under(1).at(20, 30),
                chat(3).inTrace(trace).under(2).at(30, 40).usage(3, 4))
            .toByteArray();

    JsonNode explained = json(peer.post("/api/explain", "application/x-protobuf", body, false));
    peer.post("/v1/traces", "application/x-protobuf", body, true);

    assertThat(explained.at("/traces/0/spans/0/flags/0").asString()).isEqualTo("parent_ring");
    assertThat(peer.json("/metrics/perf/chats/ring").get("prompt_tokens").asLong()).isEqualTo(3);
  }

  @Test
  void hostWithAClockAYearAhead_keepsNoChatRunning_andNoSeriesFromBeingSeen() throws Exception {
    long trace = ++traces;
    Instant ahead = Instant.now().plus(Duration.ofDays(365));
    long start = ahead.getEpochSecond() * 1_000_000_000;
    peer.send(
        TestSpan.request(
            chat(2)
                .inTrace(trace)
                .under(1)
                .nanos(start, start + 2_000_000_000L)
                .usage(3, 4)
                .with("session.id", "ahead")
                .with("gen_ai.agent.name", "of-the-future")),
        true);

    JsonNode chat = peer.json("/metrics/perf/chats/ahead");
    assertThat(Instant.parse(chat.get("last_activity_at").asString()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    Instant deadline = Instant.now().plusSeconds(20);
    while (seriesTokens() == 0 && Instant.now().isBefore(deadline)) {
      Thread.sleep(50); // until it is stored
    }
    assertThat(seriesTokens()).isEqualTo(3);
  }

  private static long seriesTokens() throws Exception {
    long sum = 0;
    for (JsonNode point : peer.json("/api/series?agent=of-the-future").get("points")) {
      sum += point.get("prompt_tokens").asLong(0);
    }
    return sum;
  }

  @Test
  void eventsAheadOfTheClockAreOfNow() throws Exception {
    String event =
        "{\"type\":\"agent_turn\",\"chat_id\":\"event-ahead\",\"event_ts\":\"2190-01-01T00:00:00Z\","
            + "\"duration_sec\":2}";
    assertThat(
            peer.post("/api/events", "application/x-ndjson", event.getBytes(UTF_8), true)
                .statusCode())
        .isEqualTo(200);

    JsonNode chat = peer.json("/metrics/perf/chats/event-ahead");
    assertThat(Instant.parse(chat.get("last_activity_at").asString())).isBefore(Instant.now());
    assertThat(chat.get("last_turn_duration_sec").asDouble()).isEqualTo(2);
  }

  @Test
  void jsonWithValuesOfTheWrongTypesIsAnswered_neverWith500() throws Exception {
    for (String attribute :
        List.of(
            "{\"intValue\":\"-9223372036854775808\"}",
            "{\"doubleValue\":\"NaN\"}",
            "{\"doubleValue\":\"-Infinity\"}",
            "{\"doubleValue\":1e300}",
            "{\"stringValue\":\"\"}",
            "{\"boolValue\":true}",
            "{\"bytesValue\":\"AAEC\"}",
            "{\"arrayValue\":{}}",
            "{}")) {
      String body =
          """
          {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"00000000000000a1",
           "name":"chat","kind":77,"status":{"code":9},
           "startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000000820000000",
           "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
            {"key":"gen_ai.usage.input_tokens","value":%s}]}]}]}]}
          """
              .formatted(TestSpan.traceId(++traces), attribute);
      HttpResponse<byte[]> answer =
          peer.post("/v1/traces", "application/json", body.getBytes(UTF_8), true);

      assertThat(answer.statusCode())
          .as("%s: %s", attribute, new String(answer.body(), UTF_8))
          .isIn(200, 400);
    }
    assertThat(peer.json("/api/balance").at("/spans/unaccounted").asLong()).isZero();
    assertThat(peer.get("/health/ready").statusCode()).isEqualTo(200);
  }
}
