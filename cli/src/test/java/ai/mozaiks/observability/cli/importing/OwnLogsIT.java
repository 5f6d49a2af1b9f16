// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.logging.AG2RuntimeLogger;
import ai.mozaiks.observability.logging.AgentLog;
import ai.mozaiks.observability.logging.AgentLogging;
import ai.mozaiks.observability.logging.LogContext;
import ai.mozaiks.observability.logging.LogSettings;
import ai.mozaiks.observability.logging.ModelResponse;
import ai.mozaiks.observability.logging.RuntimeAgent;
import ai.mozaiks.observability.logging.RuntimeClient;
import ai.mozaiks.observability.logging.RuntimeSession;
import ai.mozaiks.observability.logging.RuntimeWrapper;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.ag2log.LogNames;
import ai.mozaiks.observability.server.config.ServerConfig;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the `logging` module wrote, imported into a real server: the totals are those that were
/// logged.
class OwnLogsIT {
  private static final int CALLS = 40;
  private static final String KEY = "sk-proj-" + "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z";

  @TempDir Path folder;
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(
            ServerConfig.defaults(folder.resolve("data")).toBuilder()
                .port(0)
                .grpcPort(0)
                .otlpPort(0)
                .build());
    AgentLogging.start(
        LogSettings.builder()
            .folder(folder.resolve("logs"))
            .console(LogSettings.Console.NONE)
            .json(true)
            .build());
    // or the second test's end would find it stopped, and leave what is waiting unwritten
    ((LoggerContext) LoggerFactory.getILoggerFactory()).start();
  }

  @AfterEach
  void stop() throws Exception {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    server.close();
  }

  private String importFiles(Path... files) throws Exception {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop(); // writes what is waiting
    List<String> paths = List.of(files).stream().map(Path::toString).toList();
    StringWriter output = new StringWriter();
    boolean done =
        new FilesImport(
                paths,
                URI.create("http://127.0.0.1:" + server.port()),
                null,
                LogNames.Name.NONE,
                new ByteArrayInputStream(new byte[0]),
                new PrintWriter(output, true),
                null)
            .run();
    assertThat(done).as(output.toString()).isTrue();
    assertThat(output.toString()).contains(" 0 rejected").doesNotContain("no session");
    return output.toString();
  }

  private JsonNode chat(String id) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics/perf/chats/" + id);
      String body =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      return JsonMapper.builder().build().readTree(body);
    }
  }

  private static void runtimeLog(AG2RuntimeLogger logger, String chat) {
    RuntimeSession session = logger.startSession(chat, "Generator", "acme_corp");
    RuntimeWrapper wrapper = session.newWrapper(Map.of("api_key", KEY));
    RuntimeClient client = session.newClient(wrapper, "AnthropicClient", Map.of("api_key", KEY));
    RuntimeAgent planner = session.newAgent("planner", OwnLogsIT.class, wrapper, Map.of());
    for (int i = 0; i < CALLS; i++) {
      Instant began = Instant.now().minusMillis(250);
      ModelResponse answer =
          ModelResponse.of("chatcmpl-" + i, "gpt-4o-2024-08-06")
              .text(
                  "usage=CompletionUsage(completion_tokens=9, prompt_tokens=9) it's " + KEY, "stop")
              .usage(new TokenUsage(100L + i, 10L, 5L, null, 2L))
              .costUsd(new BigDecimal("0.001"))
              .build();
      Map<String, Object> request = Map.of("model", "gpt-4o", "messages", List.of());
      session.chatCompletion(client, planner, request, answer, i % 10 == 9, began);
      if (i % 4 == 0) {
        session.functionUse(planner, "search", Map.of("query", KEY), "found " + i);
      }
      session.replyFunction(planner, "generate_oai_reply", true, "an answer");
    }
    session.chatCompletion(
        client,
        planner,
        Map.of("model", "gpt-4o"),
        ModelResponse.failed("429", 0),
        false,
        Instant.now());
    session.close();
  }

  private void assertTotalsOfTheRuntimeLog(JsonNode chat) {
    // four of forty came from a cache, and cost nothing
    long prompt = 0;
    for (int i = 0; i < CALLS; i++) {
      prompt += i % 10 == 9 ? 0 : 100 + i;
    }
    assertThat(chat.path("prompt_tokens").asLong()).isEqualTo(prompt);
    assertThat(chat.path("completion_tokens").asLong()).isEqualTo(36 * 10);
    assertThat(chat.path("cost").asDouble()).isEqualTo(0.036);
    assertThat(chat.path("agent_turns").asInt()).isEqualTo(CALLS);
    assertThat(chat.path("tool_calls").asInt()).isEqualTo(10);
    assertThat(chat.path("app_id").asString()).isEqualTo("acme_corp");
    assertThat(chat.path("workflow_name").asString()).isEqualTo("Generator");
  }

  @Test
  void theRuntimeLogAsAFileGivesItsTotals() throws Exception {
    Path file = folder.resolve("ag2_runtime.log");
    try (AG2RuntimeLogger logger = AG2RuntimeLogger.builder().file(file).start()) {
      runtimeLog(logger, "chat_file");
      assertThat(logger.dropped()).isZero();
    }
    assertThat(Files.readString(file)).doesNotContain(KEY);
    importFiles(file, folder.resolve("logs").resolve("autogen_file.log"));
    assertTotalsOfTheRuntimeLog(chat("chat_file"));
  }

  @Test
  void theRuntimeLogAsADatabaseGivesItsTotals() throws Exception {
    Path database = folder.resolve("ag2_runtime.db");
    try (AG2RuntimeLogger logger =
        AG2RuntimeLogger.builder().kind(AG2RuntimeLogger.Kind.SQLITE).database(database).start()) {
      runtimeLog(logger, "chat_database");
      assertThat(logger.dropped()).isZero();
    }
    importFiles(database, folder.resolve("logs").resolve("autogen_file.log"));
    assertTotalsOfTheRuntimeLog(chat("chat_database"));
  }

  @Test
  void theApplicationsLogGivesItsTotals() throws Exception {
    AgentLog log = AgentLog.of("chat_lines", "acme_corp", "Generator", "user_456");
    log.workflowStart();
    for (int i = 0; i < CALLS; i++) {
      TokenUsage usage = TokenUsage.of(100 + i, 10);
      BigDecimal cost = new BigDecimal("0.001");
      log.usageDelta("planner", "gpt-4o", usage, cost, Duration.ofMillis(250), false);
      log.agentTurn("planner", "gpt-4o", usage, cost, Duration.ofMillis(300));
      log.toolStarted("search", "planner");
      if (i % 4 == 0) {
        log.toolFailed("search", "planner", Duration.ofMillis(20), new IllegalStateException(KEY));
      } else {
        log.toolCompleted("search", "planner", Duration.ofMillis(20));
      }
    }
    log.sessionTotals(TokenUsage.of(1, 1), null);
    Path logs = folder.resolve("logs");
    importFiles(
        logs.resolve("workflow_execution.log"),
        logs.resolve("performance.log"),
        logs.resolve("tools.log"));
    JsonNode chat = chat("chat_lines");
    assertThat(chat.path("prompt_tokens").asLong()).isEqualTo(40 * 100 + 39 * 40 / 2);
    assertThat(chat.path("completion_tokens").asLong()).isEqualTo(400);
    assertThat(chat.path("cost").asDouble()).isEqualTo(0.04);
    assertThat(chat.path("agent_turns").asInt()).isEqualTo(CALLS);
    assertThat(chat.path("tool_calls").asInt()).isEqualTo(CALLS);
    assertThat(chat.path("errors").asInt()).isEqualTo(10);
    assertThat(chat.path("user_id").asString()).isEqualTo("user_456");
  }

  @Test
  void everyFieldOfALineComesBack_andTheChatFindsIt() throws Exception {
    try (LogContext.Scope _ =
        LogContext.chat("chat_7")
            .app("acme_corp")
            .workflow("Generator")
            .withAgent("planner")
            .open()) {
      LoggerFactory.getLogger("core.search.index")
          .atWarn()
          .addKeyValue("rows", 3)
          .addKeyValue("source.kind", "vector")
          .addKeyValue("api_key", KEY)
          .setCause(new IllegalStateException("no index"))
          .log("asked\n3 indexes");
      LoggerFactory.getLogger("core.search.index").info("the same");
      LoggerFactory.getLogger("core.search.index").info("the same");
    }
    Path log = folder.resolve("logs").resolve("core.log");

    assertThat(importFiles(log)).contains("3 accepted (3 new, 0 duplicates)");
    assertThat(importFiles(log)).contains("3 accepted (0 new, 3 duplicates)");
    Path renamed = Files.copy(log, folder.resolve("backup.json"));
    assertThat(importFiles(renamed)).contains("(0 new, 3 duplicates)");

    JsonNode logs = logs("chat_id=chat_7&agent=planner&app=acme_corp");
    assertThat(logs).hasSize(3);
    JsonNode line = logs("chat_id=chat_7&text=indexes&min_severity=warn").get(0);
    assertThat(line.path("body").asString()).isEqualTo("asked\n3 indexes");
    assertThat(line.path("level").asString()).isEqualTo("WARNING");
    assertThat(line.path("logger").asString()).isEqualTo("core.search.index");
    assertThat(line.path("workflow_name").asString()).isEqualTo("Generator");
    JsonNode attributes = line.path("attributes");
    assertThat(attributes.path("rows").asInt()).isEqualTo(3);
    assertThat(attributes.path("source.kind").asString()).isEqualTo("vector");
    assertThat(attributes.path("mod").asString()).isEqualTo("OwnLogsIT");
    assertThat(attributes.path("fn").asString())
        .isEqualTo("everyFieldOfALineComesBack_andTheChatFindsIt");
    assertThat(attributes.path("line").asInt()).isPositive();
    assertThat(attributes.path("file").asString()).isEqualTo("OwnLogsIT.java");
    assertThat(attributes.path("emoji").asString()).isNotEmpty();
    assertThat(attributes.path("exception.type").asString())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(attributes.path("exception.message").asString()).isEqualTo("no index");
    assertThat(attributes.path("exception.stacktrace").asString()).contains("OwnLogsIT.java:");
    assertThat(line.toString()).doesNotContain(KEY);
    // by its time, to the microsecond that the line has
    String ts =
        JsonMapper.builder()
            .build()
            .readTree(Files.readAllLines(log).getFirst())
            .path("ts")
            .asString();
    assertThat(Instant.parse(line.path("at").asString()))
        .isEqualTo(OffsetDateTime.parse(ts).toInstant());
  }

  private JsonNode logs(String query) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/logs?" + query);
      String body =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      return JsonMapper.builder().build().readTree(body).path("logs");
    }
  }
}
