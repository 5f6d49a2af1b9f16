// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.LocalHttp;
import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A real OpenTelemetry Collector with the bundle's files, before a real server.
class CollectorIT {
  private static final String OTHER = "OTHER_OTLP_ENDPOINT";
  private static final int TOKENS = 10;

  @TempDir Path folder;
  private Path program;
  private int collectorPort;
  private int serverPort;
  private Path files;
  private @Nullable Process collector;

  @BeforeEach
  void write() throws Exception {
    program = Checkers.in(folder).collector();
    collectorPort = FreePort.any();
    serverPort = FreePort.any();
    WrittenBundle.into(
        folder.resolve("bundle"),
        "otel.http_address=127.0.0.1:" + collectorPort,
        "otel.grpc_address=127.0.0.1:" + FreePort.any(),
        "otel.queue_folder=" + folder.resolve("queue"),
        "mozaiks.otlp_endpoint=http://127.0.0.1:" + serverPort);
    files = folder.resolve("bundle/otel-collector");
  }

  @AfterEach
  void kill() throws Exception {
    if (collector != null) {
      collector.destroyForcibly().waitFor();
    }
  }

  private Programs.Outcome validate(String file, List<String> environment) throws Exception {
    String[] arguments =
        Stream.of(
                List.of("--unset=" + OTHER),
                environment,
                List.of(program.toString(), "validate", "--config=" + file))
            .flatMap(List::stream)
            .toArray(String[]::new);
    return Programs.run(files, Programs.required("coreutils", "env"), arguments);
  }

  @Test
  void takesBothFiles_thatWithASampleOnlyWithTheOtherAddress() throws Exception {
    assertThat(validate("collector.yaml", List.of())).extracting("status").isEqualTo(0);
    assertThat(validate("collector-sampling.yaml", List.of(OTHER + "=http://localhost:14318")))
        .extracting("status")
        .isEqualTo(0);
    Programs.Outcome without = validate("collector-sampling.yaml", List.of());
    assertThat(without.status()).isNotZero();
    assertThat(without.output()).contains("otlphttp/other", "endpoint");
  }

  @Test
  void refusesAKeyThatItDoesNotHave() throws Exception {
    Path file = files.resolve("collector.yaml");
    Files.writeString(file, Files.readString(file).replace("queue_size:", "queue_length:"));
    Programs.Outcome outcome = validate("collector.yaml", List.of());
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("queue_length");
  }

  /// The server goes away, then the collector is killed too: what it had taken is on its disk. The
  /// other address of the second file is never there, and holds nothing up.
  @ParameterizedTest
  @ValueSource(strings = {"collector.yaml", "collector-sampling.yaml"})
  void nothingIsLostOrCountedTwice_whileServerAndCollectorAreAway(String file) throws Exception {
    try (LocalHttp toCollector = new LocalHttp(collectorPort)) {
      start(file);
      try (Server server = server();
          LocalHttp http = new LocalHttp(server.port())) {
        await("the collector to listen", () -> send(toCollector, 1));
        await("the first chat", () -> chats(http) == 1);
      }
      assertThat(send(toCollector, 2)).isTrue();
      kill();
      start(file);
      await("the collector to listen again", () -> send(toCollector, 3));
      try (Server server = server();
          LocalHttp http = new LocalHttp(server.port())) {
        await("all three chats", () -> chats(http) == 3);
        await("all to be stored", () -> events(http).required("pending").asInt() == 0);
        JsonNode aggregate = http.json("/metrics/perf/aggregate");
        assertThat(aggregate.required("total_prompt_tokens").asInt()).isEqualTo(3 * TOKENS);
        assertThat(events(http).required("dropped").asInt()).isZero();
        assertThat(events(http).required("rejected").asInt()).isZero();
      }
    }
  }

  private void start(String file) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "--config=" + file)
            .directory(files.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
    builder.environment().put(OTHER, "http://127.0.0.1:" + FreePort.any());
    collector = builder.start();
  }

  private Path output() {
    return folder.resolve("collector.out");
  }

  private Server server() throws Exception {
    return Server.start(
        ServerConfig.defaults(folder.resolve("data")).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(serverPort)
            .build());
  }

  private static int chats(LocalHttp http) throws Exception {
    return http.json("/metrics/perf/aggregate").required("tracked_chats").asInt();
  }

  private static JsonNode events(LocalHttp http) throws Exception {
    return http.json("/api/balance").required("events");
  }

  /// One LLM call of a chat of its own, which is the same however often it is sent.
  private static boolean send(LocalHttp to, int chat) throws Exception {
    String id = Integer.toString(chat).repeat(32);
    long now = Instant.now().getEpochSecond() * 1_000_000_000;
    String body =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"%s","name":"chat m","kind":3,
        "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
        {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
        {"key":"gen_ai.conversation.id","value":{"stringValue":"chat %d"}},
        {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},
        {"key":"gen_ai.usage.input_tokens","value":{"intValue":"%d"}}]}]}]}]}
        """
            .formatted(id, id.substring(16), now, now, chat, TOKENS);
    try {
      return to.send("POST", "/v1/traces", body).statusCode() == 200;
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(3));
    while (!condition.call()) {
      assertThat(Instant.now())
          .as("waited for %s; the collector: %s", what, Files.readString(output()))
          .isBefore(deadline);
      SECONDS.sleep(1);
    }
  }
}
