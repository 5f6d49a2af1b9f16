// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server that follows logs by itself, through restarts, rotation and hostile lines.
class SourcesIT {
  private static final String KEY = "sk-proj-4f9K2mQx7LpR8vTz1YwB3nCd";
  private static final Path RECORDINGS = Path.of("src", "test", "resources", "recordings");

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  private record Running(Server server, HttpPeer peer) implements AutoCloseable {
    @Override
    public void close() {
      peer.close();
      server.close();
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private Running start(SourceConfig... sources) throws IOException {
    Server server =
        Server.start(
            ServerConfig.defaults(folder.resolve("data")).toBuilder()
                .port(0)
                .grpcPort(ServerConfig.OFF)
                .otlpPort(ServerConfig.OFF)
                .sources(List.of(sources))
                .build());
    Running running = new Running(server, new HttpPeer(server.port()));
    open.add(running);
    return running;
  }

  private void stop(Running running) {
    open.remove(running);
    running.close();
  }

  private SourceConfig source(SourceConfig.Kind kind, String name) {
    return new SourceConfig(kind, folder.resolve(name), "acme", "Generator", null, true);
  }

  private static JsonNode awaitCalls(Running running, int calls) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (true) {
      JsonNode aggregate = running.peer.json("/metrics/perf/aggregate");
      if (aggregate.get("total_prompt_tokens").asInt() >= calls * 100) {
        return aggregate;
      }
      assertThat(Instant.now()).as(aggregate.toString()).isBefore(deadline);
      Thread.sleep(50); // threads of the server: there is nothing else to wait on
    }
  }

  private static String call(int number) {
    return """
    {"invocation_id": "i%d", "client_id": 1, "wrapper_id": 2, "request": {"messages": [{"content": \
    "%s"}], "model": "gpt-4o-mini"}, "response": "ChatCompletion(id='r%d', choices=[], model='m', \
    usage=CompletionUsage(completion_tokens=10, prompt_tokens=100))", "is_cached": 0, "cost": 0.5, \
    "start_time": "2026-05-06 15:20:21.263231", "end_time": "2026-05-06 15:20:22.083169", \
    "thread_id": 1, "source_name": "%s"}
    """
        .formatted(number, KEY, number, KEY);
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(
        folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void followsBothFormsOfTheRecordedLog() throws Exception {
    Files.copy(
        RECORDINGS.resolve("ag2-classic-file-log-0.14.0").resolve("runtime-log.txt"),
        folder.resolve("runtime.log"));
    Files.copy(
        RECORDINGS.resolve("ag2-classic-sqlite-log-0.14.0").resolve("runtime.db"),
        folder.resolve("logs.db"));
    Running running =
        start(
            source(SourceConfig.Kind.AG2_FILE, "runtime.log"),
            source(SourceConfig.Kind.AG2_SQLITE, "logs.db"));
    JsonNode aggregate = awaitCalls(running, 14);

    assertThat(aggregate.get("total_prompt_tokens").asInt()).isEqualTo(2 * 728);
    assertThat(aggregate.get("total_completion_tokens").asInt()).isEqualTo(2 * 152);
    assertThat(aggregate.get("total_agent_turns").asInt()).isEqualTo(2 * 7);
    assertThat(aggregate.get("total_tool_calls").asInt()).isEqualTo(2 * 2);
    assertThat(running.peer.json("/api/sources").get("sources")).hasSize(2);
  }

  @Test
  void countsOnce_throughRotationAndRestarts_alsoWithoutACheckpoint() throws Exception {
    SourceConfig source = source(SourceConfig.Kind.AG2_FILE, "runtime.log");
    append("runtime.log", "Started new session with Session ID: s-1\n" + call(1) + call(2));
    Running first = start(source);
    awaitCalls(first, 2);
    append("runtime.log", call(3));
    Files.move(folder.resolve("runtime.log"), folder.resolve("runtime.log.1"));
    append("runtime.log", call(4));
    awaitCalls(first, 4);
    stop(first);

    append("runtime.log", call(5));
    Running second = start(source);
    awaitCalls(second, 5);
    stop(second);
    try (Stream<Path> checkpoints = Files.list(folder.resolve("data").resolve("sources"))) {
      for (Path checkpoint : checkpoints.toList()) {
        Files.delete(checkpoint);
      }
    }
    append("runtime.log", call(6));
    Running third = start(source);
    JsonNode aggregate = awaitCalls(third, 6);
    awaitDuplicates(third, 5);

    assertThat(aggregate.get("total_prompt_tokens").asInt()).isEqualTo(600);
    assertThat(aggregate.get("total_cost").decimalValue()).isEqualByComparingTo("3.0");
    JsonNode events = third.peer.json("/api/balance").get("events");
    assertThat(events.get("unaccounted").asInt()).isZero();
  }

  private static void awaitDuplicates(Running running, int count) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (running.peer.json("/api/balance").get("events").get("duplicates").asInt() < count) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(50);
    }
    assertThat(running.peer.json("/metrics/perf/aggregate").get("total_prompt_tokens").asInt())
        .isEqualTo(600);
  }

  @Test
  void countsAndTellsWhatItCannotRead_andKeepsNoSecret() throws Exception {
    append(
        "runtime.log",
        "Started new session with Session ID: s-1\n{\"broken\": \""
            + KEY
            + "\n"
            + "{\"a\":"
            + "[".repeat(5_000)
            + "\n\0\0\0\n"
            + call(1));
    Running running = start(source(SourceConfig.Kind.AG2_FILE, "runtime.log"));
    awaitCalls(running, 1);
    JsonNode source = running.peer.json("/api/sources").get("sources").get(0);

    assertThat(source.get("rejected").asInt()).isEqualTo(3);
    assertThat(source.get("lag").asInt()).isZero();
    assertThat(source.get("rejections")).hasSize(3);
    JsonNode events = running.peer.json("/api/balance").get("events");
    assertThat(events.get("rejected").asInt()).isEqualTo(3);
    assertThat(running.peer.get("/metrics/prometheus").body())
        .contains("mozaiks_source_rejected_lines_total{source=")
        .doesNotContain(KEY);
    String shown = source + running.peer.get("/metrics/perf/chats").body() + events;
    assertThat(shown).doesNotContain(KEY);
    stop(running);
    assertNoFileHolds(KEY.getBytes(UTF_8));
  }

  private void assertNoFileHolds(byte[] secret) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(new String(secret, UTF_8));
      }
    }
  }
}
