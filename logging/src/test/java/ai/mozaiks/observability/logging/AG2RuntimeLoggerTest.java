// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.TokenUsage;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AG2RuntimeLoggerTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant START = Instant.parse("2026-05-06T15:20:20.100Z");
  private static final Instant END = Instant.parse("2026-05-06T15:20:22.5Z");
  private static final String KEY = "sk-proj-" + "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z";

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("autogen_logs").resolve("runtime.log");
  }

  private Path database() {
    return folder.resolve("logs.db");
  }

  private AG2RuntimeLogger start(AG2RuntimeLogger.Kind kind) {
    return AG2RuntimeLogger.builder()
        .kind(kind)
        .file(file())
        .database(database())
        .clock(() -> END)
        .firstId(140_000_000_000_000L)
        .start();
  }

  /// A map that keeps its order.
  private static Map<String, Object> ordered(
      String first, Object value, String second, Object other) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, value);
    map.put(second, other);
    return map;
  }

  /// One record of every kind.
  private static String writeAll(AG2RuntimeLogger logger) {
    RuntimeSession session = logger.startSession("chat_abc123", "Generator", "acme_corp");
    RuntimeWrapper wrapper =
        session.newWrapper(
            Map.of("config_list", List.of(ordered("api_key", KEY, "base_url", "http://llm"))));
    RuntimeClient client = session.newClient(wrapper, "OpenAI", Map.of("api_key", KEY));
    RuntimeAgent planner =
        session.newAgent(
            "planner", AG2RuntimeLoggerTest.class, wrapper, Map.of("system_message", "plan"));
    UUID invocation = UUID.fromString("01234567-89ab-4cde-8f01-23456789abcd");
    Map<String, Object> request =
        ordered("model", "gpt-4o", "messages", List.of(Map.of("content", "my key is " + KEY)));
    session.chatCompletion(
        invocation, client, planner, request, ModelResponse.failed("429", 0), false, START, END);
    ModelResponse answer =
        ModelResponse.of("chatcmpl-1", "gpt-4o-2024-08-06")
            .text("it's usage=CompletionUsage(prompt_tokens=1)\n" + KEY, "stop")
            .created(START)
            .usage(new TokenUsage(120L, 48L, 64L, null, 16L))
            .costUsd(new BigDecimal("0.00078"))
            .build();
    session.chatCompletion(invocation, client, planner, request, answer, false, START, END);
    session.receivedMessage(
        planner,
        "user",
        Map.of(
            "tool_calls", List.of(ordered("id", "call_1", "function", Map.of("name", "search")))));
    session.functionUse(planner, "search", ordered("query", "agents", "token", KEY), "found");
    session.replyFunction(
        planner,
        "generate_tool_calls_reply",
        true,
        Map.of("tool_responses", List.of(ordered("tool_call_id", "call_1", "content", "found"))));
    session.close();
    return session.id();
  }

  @Test
  void linesAreThoseThatAg2Writes() throws Exception {
    String session;
    try (AG2RuntimeLogger logger = start(AG2RuntimeLogger.Kind.FILE)) {
      session = writeAll(logger);
    }
    String golden;
    try (InputStream in = getClass().getResourceAsStream("/golden/ag2-runtime.txt")) {
      assertThat(in).isNotNull();
      golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String thread = Long.toString(Thread.currentThread().threadId());
    assertThat(
            Files.readString(file())
                .replace(session, "SESSION")
                .replace("\"thread_id\": " + thread, "\"thread_id\": 1"))
        .isEqualTo(golden);
  }

  @Test
  void recordsAreToldByTheirKeys() throws Exception {
    try (AG2RuntimeLogger logger = start(AG2RuntimeLogger.Kind.FILE)) {
      writeAll(logger);
    }
    List<String> keys = new ArrayList<>();
    for (String line : Files.readAllLines(file())) {
      keys.add(line.startsWith("{") ? String.join(",", JSON.readTree(line).propertyNames()) : line);
    }
    assertThat(keys.get(0)).startsWith("Started new session with Session ID: ");
    assertThat(keys.subList(1, keys.size()))
        .containsExactly(
            "wrapper_id,session_id,json_state,timestamp,thread_id",
            "client_id,wrapper_id,session_id,class,json_state,timestamp,thread_id",
            "id,agent_name,wrapper_id,session_id,current_time,agent_type,args,thread_id",
            "invocation_id,client_id,wrapper_id,request,response,is_cached,cost,start_time,end_time,"
                + "thread_id,source_name",
            "invocation_id,client_id,wrapper_id,request,response,is_cached,cost,start_time,end_time,"
                + "thread_id,source_name",
            "source_id,source_name,event_name,agent_module,agent_class,json_state,timestamp,thread_id",
            "source_id,source_name,agent_module,agent_class,timestamp,thread_id,input_args,returns",
            "source_id,source_name,event_name,agent_module,agent_class,json_state,timestamp,thread_id");
  }

  @Test
  void masksSecretsInBothForms() throws Exception {
    for (AG2RuntimeLogger.Kind kind :
        List.of(AG2RuntimeLogger.Kind.FILE, AG2RuntimeLogger.Kind.SQLITE)) {
      try (AG2RuntimeLogger logger = start(kind)) {
        writeAll(logger);
      }
    }
    assertThat(Files.readString(file())).doesNotContain(KEY).contains("***REDACTED***");
    assertThat(new String(Files.readAllBytes(database()), StandardCharsets.ISO_8859_1))
        .doesNotContain(KEY)
        .contains("***REDACTED***");
  }

  @Test
  void tablesAreThoseThatAg2Makes() throws Exception {
    String session;
    try (AG2RuntimeLogger logger = start(AG2RuntimeLogger.Kind.SQLITE)) {
      session = writeAll(logger);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      assertThat(text(statement, "SELECT version_number FROM version WHERE id = 1")).isEqualTo("1");
      assertThat(columns(statement, "chat_completions"))
          .containsExactly(
              "id INTEGER",
              "invocation_id TEXT",
              "client_id INTEGER",
              "wrapper_id INTEGER",
              "session_id TEXT",
              "source_name TEXT",
              "request TEXT",
              "response TEXT",
              "is_cached INEGER",
              "cost REAL",
              "start_time DATETIME",
              "end_time DATETIME");
      assertThat(columns(statement, "agents"))
          .containsExactly(
              "id INTEGER",
              "agent_id INTEGER",
              "wrapper_id INTEGER",
              "session_id TEXT",
              "name TEXT",
              "class TEXT",
              "init_args TEXT",
              "timestamp DATETIME");
      assertThat(text(statement, "SELECT session_id FROM oai_wrappers")).isEqualTo(session);
      assertThat(text(statement, "SELECT class FROM oai_clients")).isEqualTo("OpenAI");
      assertThat(text(statement, "SELECT name FROM agents")).isEqualTo("planner");
      assertThat(text(statement, "SELECT count(*) FROM chat_completions")).isEqualTo("2");
      assertThat(text(statement, "SELECT count(DISTINCT invocation_id) FROM chat_completions"))
          .isEqualTo("1");
      assertThat(text(statement, "SELECT response FROM chat_completions WHERE id = 1"))
          .isEqualTo("{\"response\":\"error_code:429, config 0 failed\"}");
      JsonNode answer =
          JSON.readTree(text(statement, "SELECT response FROM chat_completions WHERE id = 2"));
      assertThat(answer.path("usage").path("prompt_tokens_details").path("cached_tokens").asInt())
          .isEqualTo(64);
      assertThat(text(statement, "SELECT cost FROM chat_completions WHERE id = 2"))
          .isEqualTo("0.00078");
      assertThat(text(statement, "SELECT end_time FROM chat_completions WHERE id = 2"))
          .isEqualTo("2026-05-06 15:20:22.500000");
      assertThat(text(statement, "SELECT function_name FROM function_calls")).isEqualTo("search");
      assertThat(text(statement, "SELECT returns FROM function_calls")).isEqualTo("\"found\"");
      assertThat(text(statement, "SELECT group_concat(event_name) FROM events ORDER BY id"))
          .isEqualTo("received_message,reply_func_executed");
    }
  }

  private static String text(Statement statement, String sql) throws Exception {
    try (ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static List<String> columns(Statement statement, String table) throws Exception {
    List<String> columns = new ArrayList<>();
    try (ResultSet result = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
      while (result.next()) {
        columns.add(result.getString("name") + " " + result.getString("type"));
      }
    }
    return columns;
  }

  @Test
  void goesOnInANewDatabase_whenTheOldOneWasRemoved() throws Exception {
    try (AG2RuntimeLogger logger = start(AG2RuntimeLogger.Kind.SQLITE)) {
      logger.startSession("c1", null, null).newWrapper(Map.of());
      logger.flush(java.time.Duration.ofSeconds(30));
      Files.delete(database());
      logger.startSession("c2", null, null).newWrapper(Map.of());
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      assertThat(text(statement, "SELECT count(*) FROM oai_wrappers")).isEqualTo("1");
    }
  }

  @Test
  void goesOnInANewFile_whenTheOldOneWasRotated() throws Exception {
    try (AG2RuntimeLogger logger = start(AG2RuntimeLogger.Kind.FILE)) {
      logger.startSession("c1", null, null);
      logger.flush(java.time.Duration.ofSeconds(30));
      Files.move(file(), file().resolveSibling("runtime.log.1"));
      logger.startSession("c2", null, null);
    }
    assertThat(Files.readAllLines(file())).hasSize(1);
    assertThat(Files.readAllLines(file().resolveSibling("runtime.log.1"))).hasSize(1);
  }

  @Test
  void saysInTheApplicationsLogWhichChatASessionIs() throws Exception {
    String session;
    List<JsonNode> said = new ArrayList<>();
    try (Lines lines = new Lines();
        AG2RuntimeLogger logger = start(AG2RuntimeLogger.Kind.FILE)) {
      session = writeAll(logger);
      lines.events().forEach(event -> said.add(JSON.readTree(Lines.json(event))));
    }
    assertThat(said.stream().map(line -> line.path("msg").asString()))
        .containsExactly("ag2_runtime_logging_started", "ag2_runtime_logging_stopped");
    assertThat(said.get(0).path("logger").asString()).isEqualTo("core.observability.ag2.runtime");
    assertThat(said.get(0).path("extra").toString())
        .isEqualTo(
            "{\"chat_id\":\"chat_abc123\",\"workflow_name\":\"Generator\",\"app_id\":\"acme_corp\","
                + "\"logger_type\":\"file\",\"session_id\":\""
                + session
                + "\"}");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, FILE",
        "file, -, FILE",
        "sqlite, -, SQLITE",
        "SQLite, file, FILE",
        "file, sqlite, SQLITE",
        "off, sqlite, OFF",
        "false, -, OFF",
        "0, -, OFF",
        "disabled, -, OFF",
        "none, -, OFF",
      })
  void kindComesFromTheEnvironment(String logging, String type, AG2RuntimeLogger.Kind kind) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LOGS_BASE_DIR", folder.toString());
    if (logging != null) {
      environment.put("AG2_RUNTIME_LOGGING", logging);
    }
    if (type != null) {
      environment.put("AG2_RUNTIME_LOGGER_TYPE", type);
    }
    try (AG2RuntimeLogger logger = AG2RuntimeLogger.fromEnvironment(environment).start()) {
      assertThat(logger.kind()).isEqualTo(kind);
      assertThat(logger.startSession("c1", null, null).id()).hasSize(36);
    }
    assertThat(Files.exists(folder.resolve("ag2_runtime.log")))
        .isEqualTo(kind == AG2RuntimeLogger.Kind.FILE);
    assertThat(Files.exists(folder.resolve("ag2_runtime.db")))
        .isEqualTo(kind == AG2RuntimeLogger.Kind.SQLITE);
  }

  @Test
  void refusesAKindThatDoesNotExist() {
    assertThatThrownBy(
            () -> AG2RuntimeLogger.fromEnvironment(Map.of("AG2_RUNTIME_LOGGING", "postgres")))
        .hasMessage(
            "environment variable AG2_RUNTIME_LOGGING: postgres (expected: file, sqlite or off)");
  }
}
