// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.normalise.Recordings;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What all chats cost, failed calls and cache savings included, is the sum of what each chat says
/// that it cost, whatever it is grouped by, also after a restart.
class CostOfAllChatsIT {
  private static final String ALWAYS = "from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

  private static final String EVENTS =
      """
      {"type":"llm_call","chat_id":"one","app_id":"shop","user_id":"ann","agent_name":"planner","provider":"openai","model":"gpt-4o","prompt_tokens":1000,"completion_tokens":10,"error_type":"Timeout","event_ts":"2026-03-01T12:00:00Z"}
      {"type":"llm_call","chat_id":"one","app_id":"shop","user_id":"ann","agent_name":"planner","provider":"openai","model":"gpt-4o","prompt_tokens":1000,"completion_tokens":90,"cached_read_tokens":800,"event_ts":"2026-03-01T13:00:02Z"}
      {"type":"llm_call","chat_id":"one","app_id":"shop","agent_name":"planner","provider":"anthropic","model":"claude-sonnet-4-5","prompt_tokens":5000,"completion_tokens":50,"cache_write_tokens":4000,"event_ts":"2026-03-01T13:00:03Z"}
      {"type":"llm_call","chat_id":"two","app_id":"shop","agent_name":"writer","provider":"openai","model":"gpt-4o","prompt_tokens":300,"completion_tokens":3,"error_type":"Refused","event_ts":"2026-03-02T12:00:00Z"}
      {"type":"llm_call","chat_id":"two","app_id":"shop","agent_name":"writer","model":"house-llm","prompt_tokens":300,"completion_tokens":3,"cached_read_tokens":100,"event_ts":"2026-03-02T12:00:01Z"}
      {"type":"llm_call","chat_id":"two","app_id":"bank","agent_name":"writer","model":"gpt-4o","cached":true,"event_ts":"2026-03-02T12:00:02Z"}
      {"type":"usage_delta","chat_id":"three","app_id":"bank","agent_name":"writer","model":"gpt-4o","prompt_tokens":70,"completion_tokens":7,"event_ts":"2026-03-02T12:00:02Z"}
      """;

  private static final List<String> DIMENSIONS =
      List.of("app", "workflow", "user", "agent", "model", "provider", "tool");

  private ServerConfig config;
  private Server server;
  private HttpPeer peer;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    config =
        ServerConfig.defaults(folder).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .build();
    open();
  }

  private void open() throws Exception {
    server = Server.start(config);
    peer = new HttpPeer(server.port());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  private void send(String events) throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/api/events", "application/x-ndjson", events.getBytes(UTF_8), true);
    assertThat(new String(answer.body(), UTF_8)).contains("\"rejected\":0");
  }

  /// What is folded is not stored yet.
  private void waitUntilStored() throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!peer.json("/api/balance")
        .valueStream()
        .allMatch(signal -> signal.path("pending").asLong() == 0)) {
      assertThat(Instant.now()).as("stored within a minute").isBefore(deadline);
      Thread.sleep(50);
    }
  }

  private static void add(Map<String, BigDecimal> sums, String name, JsonNode node) {
    if (node.isObject()) {
      node.propertyStream()
          .forEach(field -> add(sums, name + "." + field.getKey(), field.getValue()));
    } else if (!node.isNull()) {
      sums.merge(name, new BigDecimal(node.asString()), BigDecimal::add);
    }
  }

  /// All numbers of answers about costs, added up by name, without zeros.
  private static Map<String, BigDecimal> sums(Iterable<JsonNode> answers) {
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (JsonNode answer : answers) {
      for (String part : List.of("totals", "failed", "retried", "cache")) {
        assertThat(answer.path(part).isObject()).as(part + " of " + answer).isTrue();
        add(sums, part, answer.path(part));
      }
    }
    sums.values().removeIf(sum -> sum.signum() == 0);
    sums.replaceAll((_, sum) -> sum.stripTrailingZeros());
    return sums;
  }

  private Map<String, BigDecimal> ofEachChat() throws Exception {
    List<JsonNode> costs = new ArrayList<>();
    for (JsonNode chat : peer.json("/metrics/perf/chats")) {
      costs.add(
          peer.json(
              "/api/chats/%s/cost?limit=1&app=%s"
                  .formatted(
                      encoded(chat.get("chat_id").asString()),
                      encoded(chat.get("app_id").asString()))));
    }
    return sums(costs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private void expectSumsOfChats() throws Exception {
    Map<String, BigDecimal> chats = ofEachChat();
    assertThat(chats)
        .containsKeys(
            "failed.cost", "retried.cost", "cache.saved_usd", "cache.write_surcharge_usd");
    assertThat(sums(peer.json("/api/cost?" + ALWAYS).get("groups"))).isEqualTo(chats);
    for (String dimension : DIMENSIONS) {
      assertThat(sums(peer.json("/api/cost?" + ALWAYS + "&group_by=" + dimension).get("groups")))
          .as("by " + dimension)
          .isEqualTo(chats);
    }
    String byMonth = "&step=2678400&group_by=" + String.join(",", DIMENSIONS);
    assertThat(sums(peer.json("/api/cost?" + ALWAYS + byMonth).get("groups"))).isEqualTo(chats);
  }

  @Test
  void allChats_areTheSumOfEach() throws Exception {
    for (String name : Recordings.names()) {
      for (ExportTraceServiceRequest request : Recordings.requests(name)) {
        assertThat(peer.send(request, true).statusCode()).isEqualTo(200);
      }
    }
    send(EVENTS);
    waitUntilStored();
    expectSumsOfChats();

    peer.close();
    server.close();
    open();
    expectSumsOfChats();
  }

  @Test
  void failedAndSaved_areWhatThePricesSay() throws Exception {
    send(EVENTS);
    waitUntilStored();
    JsonNode shop = peer.json("/api/cost?app=shop&" + ALWAYS).path("groups").path(0);
    // gpt-4o: 2.50 in, 1.25 cached, 10 out; claude-sonnet-4-5: 3 in, 3.75 cache write, 15 out
    assertThat(shop.at("/failed/cost").decimalValue()).isEqualByComparingTo("0.00338");
    assertThat(shop.at("/failed/llm_calls").asInt()).isEqualTo(2);
    assertThat(shop.at("/retried/cost").decimalValue()).isEqualByComparingTo("0.0026");
    assertThat(shop.at("/retried/llm_calls").asInt()).isEqualTo(1);
    assertThat(shop.at("/totals/unpriced_calls").asInt()).isEqualTo(1);
    assertThat(shop.at("/cache/read_tokens").asInt()).isEqualTo(900);
    assertThat(shop.at("/cache/unknown_tokens").asInt()).isEqualTo(100);
    assertThat(shop.at("/cache/saved_usd").decimalValue()).isEqualByComparingTo("0.001");
    assertThat(shop.at("/cache/write_surcharge_usd").decimalValue()).isEqualByComparingTo("0.003");
    assertThat(shop.at("/cache/net_saved_usd").decimalValue()).isEqualByComparingTo("-0.002");
  }

  @Test
  void callThatIsTriedAgainLater_isRetriedFromThenOn() throws Exception {
    List<String> lines = EVENTS.lines().toList();
    send(lines.getFirst());
    waitUntilStored();
    assertThat(retried()).isZero();
    send(lines.get(1));
    waitUntilStored();
    assertThat(retried()).isEqualTo(1);
    assertThat(peer.json("/api/chats/one/cost").at("/retried/llm_calls").asInt()).isEqualTo(1);
    assertThat(
            peer.json("/api/cost?from=2026-03-01T12:00:00Z&to=2026-03-01T12:01:00Z")
                .at("/groups/0/retried/cost")
                .decimalValue())
        .as("counts when the failed call was, though it was tried again later")
        .isEqualByComparingTo("0.0026");
  }

  private int retried() throws Exception {
    return peer.json("/api/cost?" + ALWAYS).at("/groups/0/retried/llm_calls").asInt();
  }
}
