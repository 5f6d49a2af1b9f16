// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.normalise.TestSpan;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Traces that tell everything several times give the same totals on every way out: in the live
/// answers, the counters, the series, after a restart, and after all was sent again in another
/// order.
class CountedOnceIT {
  private static final String CONVERSATION = "gen_ai.conversation.id";

  private record Expected(
      String chat, long turns, long calls, long tools, long errors, long prompt, long completion) {}

  private static final List<Expected> EXPECTED =
      List.of(
          new Expected("sums", 1, 2, 0, 0, 30, 3),
          new Expected("echoes", 1, 1, 1, 1, 10, 1),
          new Expected("tool-three-times", 1, 0, 1, 0, 0, 0),
          new Expected("call-three-times", 1, 1, 0, 1, 40, 4),
          new Expected("only-a-sum", 1, 1, 0, 0, 50, 5));

  private static final List<TestSpan> SPANS =
      List.of(
          run(1).inTrace(1).with(CONVERSATION, "sums").usage(30, 3),
          turn(2, "a").inTrace(1).under(1).usage(30, 3),
          chat(3).inTrace(1).under(2).usage(10, 1).with("llm.token_count.prompt", 10),
          chat(4).inTrace(1).under(2).usage(20, 2).with("ai.usage.promptTokens", 20),
          run(1).inTrace(2).with(CONVERSATION, "echoes").failed("TimeoutError", "slow"),
          turn(2, "a").inTrace(2).under(1).failed("AgentError", "step: TimeoutError: slow"),
          tool(3, "t").inTrace(2).under(2).failed("TimeoutError", "TimeoutError: slow"),
          chat(4).inTrace(2).under(2).usage(10, 1),
          turn(1, "a").inTrace(3).with(CONVERSATION, "tool-three-times"),
          tool(2, "weather").inTrace(3).under(1).with("gen_ai.tool.call.id", "call_1"),
          mcp(3).inTrace(3).under(2).kind(SpanKind.SPAN_KIND_CLIENT),
          mcp(4).inTrace(3).under(3).kind(SpanKind.SPAN_KIND_SERVER),
          turn(1, "a").inTrace(4).with(CONVERSATION, "call-three-times"),
          chat(2).inTrace(4).under(1).usage(40, 4).failed("ParseError", "no JSON"),
          chat(3).inTrace(4).under(2).usage(40, 4),
          chat(4).inTrace(4).under(3).usage(40, 4),
          run(1).inTrace(5).with(CONVERSATION, "only-a-sum").usage(50, 5),
          turn(2, "a").inTrace(5).under(1).usage(50, 5));

  @TempDir Path data;

  private static TestSpan mcp(long id) {
    return span(id, "tools/call weather")
        .with("mcp.method.name", "tools/call")
        .with("gen_ai.tool.name", "weather");
  }

  private Server start() throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .build());
  }

  @Test
  void givesTheSameTotals_onEveryWayOut() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      sendOneByOne(peer, 1);
      expectTotals(peer);
      sendOneByOne(peer, 2);
      expectTotals(peer);
    }
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      expectTotals(peer);
      sendOneByOne(peer, 3);
      expectTotals(peer);
    }
  }

  private static void sendOneByOne(HttpPeer peer, long seed) throws Exception {
    List<TestSpan> spans = new ArrayList<>(SPANS);
    Collections.shuffle(spans, new Random(seed));
    for (TestSpan span : spans) {
      assertThat(peer.send(TestSpan.request(span), true).statusCode()).isEqualTo(200);
    }
  }

  private static void expectTotals(HttpPeer peer) throws Exception {
    for (Expected expected : EXPECTED) {
      JsonNode chat = peer.json("/metrics/perf/chats/" + expected.chat());
      assertThat(
              new Expected(
                  expected.chat(),
                  chat.get("agent_turns").asLong(),
                  chat.get("llm_calls").asLong(),
                  chat.get("tool_calls").asLong(),
                  chat.get("errors").asLong(),
                  chat.get("prompt_tokens").asLong(),
                  chat.get("completion_tokens").asLong()))
          .isEqualTo(expected);
    }
    Expected all =
        new Expected(
            "all",
            EXPECTED.stream().mapToLong(Expected::turns).sum(),
            EXPECTED.stream().mapToLong(Expected::calls).sum(),
            EXPECTED.stream().mapToLong(Expected::tools).sum(),
            EXPECTED.stream().mapToLong(Expected::errors).sum(),
            EXPECTED.stream().mapToLong(Expected::prompt).sum(),
            EXPECTED.stream().mapToLong(Expected::completion).sum());
    JsonNode aggregate = peer.json("/metrics/perf/aggregate");
    assertThat(
            new Expected(
                "all",
                aggregate.get("total_agent_turns").asLong(),
                aggregate.get("total_llm_calls").asLong(),
                aggregate.get("total_tool_calls").asLong(),
                aggregate.get("total_errors").asLong(),
                aggregate.get("total_prompt_tokens").asLong(),
                aggregate.get("total_completion_tokens").asLong()))
        .isEqualTo(all);
    // Counters take a trace once it has been quiet for two seconds, the store in its next batch.
    Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
    while (!(counters(peer).equals(all) && series(peer).equals(all))
        && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
    }
    assertThat(counters(peer)).as("counters").isEqualTo(all);
    assertThat(series(peer)).as("series").isEqualTo(all);
  }

  private static Expected counters(HttpPeer peer) throws Exception {
    String scrape = peer.get("/metrics/prometheus").body();
    return new Expected(
        "all",
        counter(scrape, "mozaiks_chat_agent_turns_total"),
        counter(scrape, "mozaiks_llm_calls_total"),
        counter(scrape, "mozaiks_chat_tool_calls_total"),
        counter(scrape, "mozaiks_chat_errors_total"),
        counter(scrape, "mozaiks_chat_prompt_tokens_total"),
        counter(scrape, "mozaiks_chat_completion_tokens_total"));
  }

  private static long counter(String scrape, String name) {
    return Math.round(
        scrape
            .lines()
            .filter(line -> line.startsWith(name + "{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum());
  }

  private static Expected series(HttpPeer peer) throws Exception {
    JsonNode points =
        peer.json("/api/series?from=2025-10-01T00:00:00Z&to=2025-10-31T00:00:00Z&step=86400")
            .get("points");
    return new Expected(
        "all",
        sum(points, "agent_turns"),
        sum(points, "llm_calls"),
        sum(points, "tool_calls"),
        sum(points, "errors"),
        sum(points, "prompt_tokens"),
        sum(points, "completion_tokens"));
  }

  private static long sum(JsonNode points, String field) {
    return points.valueStream().mapToLong(point -> point.get(field).asLong(0)).sum();
  }
}
