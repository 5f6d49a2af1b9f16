// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.normalise.AgentTraces;
import ai.mozaiks.observability.server.normalise.Recordings;
import ai.mozaiks.observability.server.normalise.TestSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a page about a chat shows, from the wire to the answer: the same numbers everywhere.
class ChatDetailIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Server server;
  private HttpPeer peer;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server =
        Server.start(
            ServerConfig.defaults(folder).toBuilder()
                .port(0)
                .grpcPort(ServerConfig.OFF)
                .otlpPort(ServerConfig.OFF)
                .build());
    peer = new HttpPeer(server.port());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  private void send(ExportTraceServiceRequest spans) throws Exception {
    HttpResponse<byte[]> answer = peer.send(spans, true);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
  }

  private void send(String events) throws Exception {
    assertThat(
            peer.post("/api/events", "application/x-ndjson", events.getBytes(UTF_8), true)
                .statusCode())
        .isEqualTo(200);
  }

  /// What is folded is not stored yet.
  private void waitUntilStored() throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (Instant.now().isBefore(deadline)) {
      boolean stored = true;
      for (JsonNode signal : peer.json("/api/balance")) {
        stored &= signal.path("pending").asLong() == 0;
      }
      if (stored) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not stored within a minute");
  }

  private JsonNode ok(String path) throws Exception {
    HttpResponse<String> answer = peer.get(path);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, UTF_8).replace("+", "%20");
  }

  private static BigDecimal money(JsonNode node) {
    return node.isNull() ? BigDecimal.ZERO : new BigDecimal(node.asString());
  }

  /// The numbers of each way to look at a chat are those of the chat.
  private void expectSameNumbers(JsonNode chat) throws Exception {
    String id = encoded(chat.path("chat_id").asString());
    String app = "?app=" + encoded(chat.path("app_id").asString());
    String about = chat.path("chat_id").asString();

    JsonNode timeline = ok("/api/chats/" + id + "/timeline" + app);
    JsonNode columns = timeline.path("columns");
    long prompt = 0;
    long calls = 0;
    long tools = 0;
    BigDecimal cost = BigDecimal.ZERO;
    for (int i = 0; i < timeline.path("rows").asInt(); i++) {
      int own = columns.path("chat").path(i).asInt();
      if (own == 0 && columns.path("counted").path(i).asInt() == 1) {
        boolean cached = columns.path("cached").path(i).asInt() == 1;
        prompt += cached ? 0 : columns.path("prompt_tokens").path(i).asLong(0);
        cost = cost.add(money(columns.path("cost").path(i)));
        String kind = timeline.path("kinds").path(columns.path("kind").path(i).asInt()).asString();
        tools += kind.equals("tool_call") ? 1 : 0;
        calls += kind.equals("llm_call") ? 1 : 0;
      }
      int parent = columns.path("parent").path(i).asInt();
      assertThat(parent).isBetween(-1, timeline.path("rows").asInt() - 1).isNotEqualTo(i);
    }
    assertThat(timeline.path("complete").asBoolean()).isTrue();
    assertThat(timeline.path("chats").path(0).path("chat_id")).isEqualTo(chat.path("chat_id"));
    assertThat(prompt).as("timeline of " + about).isEqualTo(chat.path("prompt_tokens").asLong(0));
    assertThat(cost).as("timeline of " + about).isEqualByComparingTo(money(chat.path("cost")));
    assertThat(tools).as("timeline of " + about).isEqualTo(chat.path("tool_calls").asLong());
    assertThat(calls)
        .as("timeline of " + about)
        .isLessThanOrEqualTo(chat.path("llm_calls").asLong());

    JsonNode costs = ok("/api/chats/" + id + "/cost" + app);
    assertThat(costs.path("totals").path("cost")).isEqualTo(chat.path("cost"));
    assertThat(costs.path("totals").path("llm_calls")).isEqualTo(chat.path("llm_calls"));
    assertThat(costs.path("totals").path("prompt_tokens")).isEqualTo(chat.path("prompt_tokens"));
    assertThat(sum(costs.path("lines"), "amount")).isEqualByComparingTo(money(chat.path("cost")));
    assertThat(sum(costs.path("by_model"), "cost")).isEqualByComparingTo(money(chat.path("cost")));
    assertThat(sum(costs.path("by_agent"), "cost")).isEqualByComparingTo(money(chat.path("cost")));

    JsonNode graph = ok("/api/chats/" + id + "/graph" + app + "&tools=true");
    assertThat(sum(graph.path("nodes"), "turns"))
        .isEqualByComparingTo(money(chat.path("agent_turns")));
    assertThat(sum(graph.path("nodes"), "cost")).isEqualByComparingTo(money(chat.path("cost")));
    assertThat(sum(graph.path("nodes"), "tool_calls"))
        .isEqualByComparingTo(money(chat.path("tool_calls")));
  }

  private static BigDecimal sum(JsonNode nodes, String field) {
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode node : nodes) {
      JsonNode value = node.path(field);
      sum = value.isMissingNode() ? sum : sum.add(money(value));
    }
    return sum;
  }

  @Test
  void numbersOfRecordedTraces_areTheSameOnEveryWay() throws Exception {
    for (String name : Recordings.names()) {
      for (ExportTraceServiceRequest request : Recordings.requests(name)) {
        send(request);
      }
    }
    if (AgentTraces.present()) {
      for (String name : AgentTraces.expected().propertyNames()) {
        Path file = AgentTraces.FOLDER.resolve(name + ".otlp.json");
        if (Files.exists(file)) {
          assertThat(
                  peer.post("/v1/traces", "application/json", Files.readAllBytes(file), true)
                      .statusCode())
              .isEqualTo(200);
        }
      }
    }
    waitUntilStored();
    JsonNode chats = peer.json("/metrics/perf/chats");
    assertThat(chats.size()).isGreaterThan(20);
    for (JsonNode chat : chats) {
      expectSameNumbers(chat);
      expectExplained(chat);
    }
  }

  /// The first spans of a chat are explained, and what became an event is said to be counted.
  private void expectExplained(JsonNode chat) throws Exception {
    String id = encoded(chat.path("chat_id").asString());
    String app = "?app=" + encoded(chat.path("app_id").asString());
    JsonNode timeline = ok("/api/chats/" + id + "/timeline" + app);
    JsonNode columns = timeline.path("columns");
    int most = Math.min(5, timeline.path("rows").asInt());
    for (int i = 0; i < most; i++) {
      String trace = timeline.path("traces").path(columns.path("trace").path(i).asInt()).asString();
      String span = columns.path("id").path(i).asString();
      JsonNode detail = ok("/api/chats/" + id + "/spans/" + trace + "/" + span + app);
      assertThat(detail.path("span").path("span_id").asString()).isEqualTo(span);
      JsonNode explanation = detail.path("explanation");
      assertThat(explanation.path("reason").asString()).as(detail.toString()).isNotEmpty();
      String kind = timeline.path("kinds").path(columns.path("kind").path(i).asInt()).asString();
      if (kind.equals("tool_call")) {
        assertThat(explanation.path("counted").asBoolean()).as(detail.toString()).isTrue();
        assertThat(explanation.path("role").asString()).isEqualTo("tool_call");
      }
    }
  }

  @Test
  void directEventsAndSpans_areOneTimeline() throws Exception {
    send(
        """
        {"event_id":"e/1 ü","type":"workflow_start","chat_id":"a/b c","app_id":"shop","event_ts":"2026-03-01T12:00:00Z"}
        {"event_id":"turn","type":"agent_turn","chat_id":"a/b c","app_id":"shop","agent_name":"planner","duration_sec":2,"event_ts":"2026-03-01T12:00:01Z"}
        {"event_id":"call","type":"llm_call","chat_id":"a/b c","app_id":"shop","agent_name":"planner","provider":"openai","model":"gpt-4o","prompt_tokens":1000,"completion_tokens":100,"duration_sec":1.5,"event_ts":"2026-03-01T12:00:01Z"}
        {"event_id":"again","type":"llm_call","chat_id":"a/b c","app_id":"shop","agent_name":"writer","model":"house-model","prompt_tokens":7,"completion_tokens":1,"event_ts":"2026-03-01T12:00:04Z"}
        {"event_id":"end","type":"workflow_end","chat_id":"a/b c","app_id":"shop","event_ts":"2026-03-01T12:00:09Z"}
        """);
    waitUntilStored();
    JsonNode timeline = ok("/api/chats/a%2Fb%20c/timeline");
    assertThat(texts(timeline.path("columns").path("id")))
        .containsExactly("e/1 ü", "call", "turn", "again", "end");
    assertThat(texts(timeline.path("columns").path("start_us")))
        .containsExactly("0", "1000000", "1000000", "4000000", "9000000");
    assertThat(texts(timeline.path("columns").path("duration_us")))
        .containsExactly("9000000", "1500000", "2000000", "", "0");
    assertThat(texts(timeline.path("columns").path("cost")))
        .containsExactly("", "0.0035", "", "", "");
    assertThat(timeline.path("columns").path("cost").path(3).isNull()).as("unpriced").isTrue();

    JsonNode event = ok("/api/chats/a%2Fb%20c/events/e%2F1%20%C3%BC");
    assertThat(event.path("event").path("type").asString()).isEqualTo("workflow_start");
    assertThat(event.path("counted").asBoolean()).isTrue();
    assertThat(peer.get("/api/chats/a%2Fb%20c/events/other").statusCode()).isEqualTo(404);

    JsonNode first = ok("/api/chats/a%2Fb%20c/cost?limit=1");
    JsonNode line = first.path("lines").path(0);
    assertThat(line.path("event_id").asString()).isEqualTo("call");
    assertThat(line.path("price").path("source").asString()).isEqualTo("price_table");
    assertThat(line.path("price").path("shares").propertyNames())
        .containsExactly("input", "cached_read", "cache_write", "output");
    assertThat(texts(line.path("price").path("shares"), "amount"))
        .containsExactly("0.0025", "0", "0", "0.001");
    JsonNode second =
        ok("/api/chats/a%2Fb%20c/cost?limit=1&cursor=" + first.path("next").asString());
    assertThat(second.path("lines").path(0).path("event_id").asString()).isEqualTo("again");
    assertThat(second.path("lines").path(0).path("amount").isNull()).isTrue();
    assertThat(second.path("lines").path(0).path("price").path("reason").asString())
        .startsWith("its model has no price");
    assertThat(second.path("next").isNull()).isTrue();

    HttpResponse<String> csv = peer.get("/api/chats/a%2Fb%20c/cost?format=csv");
    assertThat(csv.headers().firstValue("Content-Type"))
        .contains("text/csv; charset=utf-8; header=present");
    assertThat(csv.body().lines()).hasSize(3);
    assertThat(csv.body().lines().findFirst().orElseThrow())
        .contains(",amount,price.source,price.rule,", ",price.shares.input.amount,");
    assertThat(csv.body()).contains(",0.0035,price_table,");
  }

  private static List<String> texts(JsonNode nodes) {
    List<String> texts = new ArrayList<>();
    nodes.forEach(node -> texts.add(node.isNull() ? "" : node.asString()));
    return texts;
  }

  private static List<String> texts(JsonNode nodes, String field) {
    List<String> texts = new ArrayList<>();
    nodes.forEach(node -> texts.add(node.path(field).asString()));
    return texts;
  }

  @Test
  void span_isShownAsItIsStored_withTheReasonWhyItCounts() throws Exception {
    send(
        TestSpan.request(
            run(1).inTrace(1).with("gen_ai.conversation.id", "orders").usage(30, 3),
            turn(2, "planner").inTrace(1).under(1).usage(30, 3),
            chat(3)
                .inTrace(1)
                .under(2)
                .usage(30, 3)
                .with("api_key", "sk-abcdefghijklmnopqrstuvwxyz123456")
                .event("note", 5)
                .linkTo(9),
            tool(4, "search").inTrace(1).under(2)));
    waitUntilStored();
    String trace = TestSpan.traceId(1);
    JsonNode call = ok("/api/chats/orders/spans/" + trace + "/0000000000000003");
    assertThat(call.path("span").path("attributes").path("gen_ai.usage.input_tokens").asLong())
        .isEqualTo(30);
    assertThat(call.path("span").path("attributes").toString())
        .doesNotContain("sk-abcdefghijklmnopqrstuvwxyz123456");
    assertThat(call.path("span").path("events").path(0).path("name").asString()).isEqualTo("note");
    assertThat(call.path("span").path("links").size()).isEqualTo(1);
    assertThat(call.path("span").path("resource").isObject()).isTrue();
    assertThat(call.path("spans_of_trace").asLong()).isEqualTo(4);
    assertThat(call.path("explanation").path("role").asString()).isEqualTo("llm_call");
    assertThat(call.path("explanation").path("counted").asBoolean()).isTrue();
    assertThat(call.path("not_explained").isNull()).isTrue();
    assertThat(call.path("events").path(0).path("event").path("type").asString())
        .isEqualTo("llm_call");
    assertThat(call.path("events").path(0).path("counted").asBoolean()).isTrue();

    JsonNode sum = ok("/api/chats/orders/spans/" + trace + "/0000000000000002");
    assertThat(sum.path("explanation").path("usage_reason").asString())
        .isEqualTo("not counted: rule 3: a sum of what the spans below tell");

    String provisional = "trace:" + trace;
    assertThat(ok("/api/chats/" + encoded(provisional) + "/timeline").path("chat_id").asString())
        .isEqualTo("orders");
    assertThat(peer.get("/api/chats/orders/spans/" + trace + "/00000000000000ff").statusCode())
        .isEqualTo(404);
    assertThat(peer.get("/api/chats/orders/spans/xyz/0000000000000003").body())
        .contains("trace_id: xyz (expected: 32 hex digits)");
  }

  @Test
  void graph_tellsWhoHandedOverToWhom() throws Exception {
    send(
        TestSpan.request(
            run(1).inTrace(1).at(0, 900).with("gen_ai.conversation.id", "team"),
            turn(2, "planner").inTrace(1).under(1).at(0, 100),
            turn(3, "writer").inTrace(1).under(1).at(200, 300),
            tool(4, "search").inTrace(1).under(3).at(210, 220)));
    waitUntilStored();
    JsonNode graph = ok("/api/chats/team/graph?tools=true");
    assertThat(texts(graph.path("nodes"), "id"))
        .containsExactly("start", "agent:planner", "agent:writer", "tool:search", "end");
    assertThat(texts(graph.path("edges"), "from"))
        .containsExactly("start", "agent:planner", "agent:writer", "agent:writer");
    assertThat(texts(graph.path("edges"), "to"))
        .containsExactly("agent:planner", "agent:writer", "end", "tool:search");
    assertThat(graph.path("nodes").path(1).path("p50_duration_sec").asDouble()).isEqualTo(0.1);
    assertThat(texts(ok("/api/chats/team/graph").path("nodes"), "id"))
        .containsExactly("start", "agent:planner", "agent:writer", "end");
  }

  @Test
  void whatIsNotKnownOrNotUnderstood_isRefused() throws Exception {
    for (String way : List.of("timeline", "graph", "cost", "events/x")) {
      HttpResponse<String> nobody = peer.get("/api/chats/nobody/" + way);
      assertThat(nobody.statusCode()).isEqualTo(404);
      assertThat(nobody.headers().firstValue("Content-Type")).contains("application/problem+json");
      HttpResponse<String> slip = peer.get("/api/chats/nobody/" + way + "?ap=shop");
      assertThat(slip.statusCode()).isEqualTo(400);
      assertThat(slip.body()).contains("did you mean app?");
    }
    assertThat(peer.get("/api/chats/x/cost?format=xml").body())
        .contains("format: xml (expected: json or csv)");
    assertThat(peer.get("/api/chats/x/cost?cursor=nonsense").statusCode()).isEqualTo(400);
    assertThat(peer.get("/api/chats/x/graph?tools=yes").body())
        .contains("tools: yes (expected: true or false)");
    assertThat(peer.get("/api/chats/x/timeline?limit=0").statusCode()).isEqualTo(400);
  }
}
