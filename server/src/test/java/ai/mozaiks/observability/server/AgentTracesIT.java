// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.normalise.AgentTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The corpus, posted as an operator would: every way out gives its known totals, again after a
/// restart, and again after everything was sent three times.
class AgentTracesIT {
  @TempDir Path data;

  @BeforeEach
  void needsTheCorpus() {
    assumeTrue(
        AgentTraces.present(),
        "the corpus of agent traces is not beside this checkout (" + AgentTraces.FOLDER + ")");
  }

  private Server start() throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder().port(0).grpcPort(0).otlpPort(0).build());
  }

  @Test
  void givesTheKnownTotals_onEveryWayOut() throws Exception {
    List<String> names =
        AgentTraces.expected().propertyNames().stream()
            .filter(name -> !name.startsWith("_"))
            .toList();
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      for (int times = 0; times < 3; times++) {
        for (String name : names) {
          byte[] body = Files.readAllBytes(AgentTraces.FOLDER.resolve(name + ".otlp.json"));
          assertThat(peer.post("/v1/traces", "application/json", body, true).statusCode())
              .isEqualTo(200);
        }
      }
      expectTotals(peer);
    }
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      expectTotals(peer);
    }
  }

  private static void expectTotals(HttpPeer peer) throws Exception {
    JsonNode aggregate = peer.json("/metrics/perf/aggregate");
    assertThat(aggregate.get("total_prompt_tokens").asLong()).isEqualTo(sum("prompt_tokens"));
    assertThat(aggregate.get("total_completion_tokens").asLong())
        .isEqualTo(sum("completion_tokens"));
    assertThat(aggregate.get("total_tool_calls").asLong()).isEqualTo(sum("tool_calls"));
    assertThat(aggregate.get("total_llm_calls").asLong()).isEqualTo(sum("llm_calls"));
    assertThat(aggregate.get("tracked_chats").asLong()).isEqualTo(10);
    long ofChats = 0;
    for (JsonNode chat : aggregate.get("chats")) {
      ofChats += chat.get("prompt_tokens").asLong(0);
    }
    assertThat(ofChats).isEqualTo(sum("prompt_tokens"));

    // Counters take a trace once it has been quiet for two seconds.
    Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
    while (counter(peer, "mozaiks_chat_prompt_tokens_total") != sum("prompt_tokens")
        && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
    }
    assertThat(counter(peer, "mozaiks_chat_prompt_tokens_total")).isEqualTo(sum("prompt_tokens"));
    assertThat(counter(peer, "mozaiks_chat_completion_tokens_total"))
        .isEqualTo(sum("completion_tokens"));
    assertThat(counter(peer, "mozaiks_chat_tool_calls_total")).isEqualTo(sum("tool_calls"));
    assertThat(counter(peer, "mozaiks_llm_calls_total")).isEqualTo(sum("llm_calls"));

    JsonNode series =
        peer.json("/api/series?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&step=86400");
    long stored = 0;
    for (JsonNode point : series.get("points")) {
      stored += point.get("prompt_tokens").asLong(0);
    }
    assertThat(stored).isEqualTo(sum("prompt_tokens"));
  }

  private static long counter(HttpPeer peer, String name) throws Exception {
    double sum = 0;
    for (String line : peer.get("/metrics/prometheus").body().split("\n", -1)) {
      if (line.startsWith(name + "{")) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return Math.round(sum);
  }

  private static long sum(String field) throws IOException {
    List<JsonNode> values = new ArrayList<>();
    AgentTraces.expected().properties().forEach(entry -> add(values, entry.getValue().get(field)));
    return values.stream().mapToLong(JsonNode::asLong).sum();
  }

  private static void add(List<JsonNode> values, @Nullable JsonNode value) {
    if (value != null && value.isNumber()) {
      values.add(value);
    }
  }
}
