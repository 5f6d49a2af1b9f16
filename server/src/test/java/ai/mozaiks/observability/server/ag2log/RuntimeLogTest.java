// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static ai.mozaiks.observability.server.ag2log.LogLine.OTHER_SESSION;
import static ai.mozaiks.observability.server.ag2log.LogLine.SESSION;
import static ai.mozaiks.observability.server.ag2log.LogLine.events;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.EventIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeLogTest {
  private static final long CLIENT = 139819167322784L;
  private static final long WRAPPER = 139823225568704L;
  private static final Path RECORDING =
      Path.of("src/test/resources/recordings/ag2-classic-file-log-0.14.0", "runtime-log.txt");

  @Test
  void readsACall() {
    ChatEvent.LlmCall call =
        onlyCall(
            LogLine.started(SESSION),
            LogLine.client(SESSION, CLIENT, WRAPPER),
            LogLine.call("i1", CLIENT, WRAPPER, ""));

    assertThat(call.chat()).isEqualTo(new ChatKey("unknown", SESSION));
    assertThat(call.at()).isEqualTo(Instant.parse("2026-05-06T15:20:21.263231Z"));
    assertThat(call.duration()).isEqualTo(Duration.ofNanos(819_938_000));
    assertThat(call.agent()).isEqualTo("planner");
    assertThat(call.provider()).isEqualTo("gcp.gemini");
    assertThat(call.requestModel()).isEqualTo("gpt-4o-mini");
    assertThat(call.responseModel()).isEqualTo("gpt-4o-mini-2024-07-18");
    assertThat(call.usage()).isEqualTo(new TokenUsage(120L, 48L, 64L, null, 5L));
    assertThat(call.cost()).isEqualTo(Cost.reported(46_800_000));
    assertThat(call.finishReasons()).containsExactly("stop");
    assertThat(call.responseId()).isEqualTo("chatcmpl-A1b2C3");
    assertThat(call.failure()).isNull();
    assertThat(call.id()).startsWith(EventIds.RUNTIME_LOG);
  }

  @Test
  void takesAFailedAttemptForAnErrorWithoutUsage_andTheFallbackForACall() {
    List<ChatEvent> events =
        events(
            LogLine.started(SESSION),
            LogLine.call("i1", CLIENT, WRAPPER, "error_code:rate_limit, config 0 failed", ""),
            LogLine.call("i1", CLIENT + 1, WRAPPER, ""));
    Tally tally = tally(events);

    assertThat(tally.llmCalls()).isEqualTo(2);
    assertThat(tally.errors(ErrorLevel.LLM)).isEqualTo(1);
    assertThat(tally.promptTokens()).isEqualTo(120);
    assertThat(calls(events).getFirst().failure()).isEqualTo(Failure.of("rate_limit", null));
    assertThat(calls(events)).extracting(ChatEvent::id).doesNotHaveDuplicates();
  }

  @Test
  void knowsNoCode_whenTheProviderGaveNone() {
    ChatEvent.LlmCall call =
        onlyCall(LogLine.call("i1", CLIENT, WRAPPER, "error_code:None, config 0 failed", ""));

    assertThat(call.failure()).isEqualTo(Failure.of(Failure.OTHER, null));
  }

  @Test
  void countsNoTokensAndNoCostOfAnAnswerFromItsOwnCache() {
    List<ChatEvent> events =
        events(
            LogLine.call("i1", CLIENT, WRAPPER, "")
                .replace("\"is_cached\": 0", "\"is_cached\": 1"));
    Tally tally = tally(events);

    assertThat(tally.llmCalls()).isEqualTo(1);
    assertThat(tally.locallyCachedCalls()).isEqualTo(1);
    assertThat(tally.promptTokens()).isZero();
    assertThat(calls(events).getFirst().locallyCached()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0", "null", "-1", "\"much\""})
  void doesNotKnowTheCost_whenItIsNoneOrZero(String cost) {
    ChatEvent.LlmCall call =
        onlyCall(
            LogLine.call("i1", CLIENT, WRAPPER, "")
                .replace("\"cost\": 4.68e-05", "\"cost\": " + cost));

    assertThat(call.cost()).isEqualTo(Cost.UNPRICED);
  }

  @Test
  void bindsInterleavedSessionsByClientAndWrapper() {
    List<ChatEvent> events =
        events(
            LogLine.started(SESSION),
            LogLine.client(SESSION, 1, 10),
            LogLine.agent(SESSION, 100, "a"),
            LogLine.started(OTHER_SESSION),
            LogLine.client(OTHER_SESSION, 2, 20),
            LogLine.agent(OTHER_SESSION, 200, "b"),
            LogLine.call("i1", 1, 999, ""),
            LogLine.call("i2", 999, 20, ""),
            LogLine.reply(100, "a", true, "\"x\"", "15:20:30.000000"),
            LogLine.reply(200, "b", true, "\"x\"", "15:20:30.000000"));

    assertThat(calls(events))
        .extracting(call -> call.chat().chatId())
        .containsExactly(SESSION, OTHER_SESSION);
    assertThat(turns(events))
        .extracting(turn -> turn.chat().chatId())
        .containsExactly(SESSION, OTHER_SESSION);
  }

  /// What a call names as its client is another object than what a record of a new client names,
  /// and Python gives ids of objects that are gone to new ones.
  @Test
  void believesTheWrapperBeforeTheClient_whoseIdWasAnothersInAnEarlierSession() {
    List<ChatEvent> events =
        events(
            LogLine.started(SESSION),
            LogLine.client(SESSION, 7, 10),
            LogLine.started(OTHER_SESSION),
            LogLine.client(OTHER_SESSION, 8, 20),
            LogLine.call("i1", 7, 20, ""));

    assertThat(calls(events))
        .singleElement()
        .extracting(call -> call.chat().chatId())
        .isEqualTo(OTHER_SESSION);
  }

  @Test
  void callsTheChatAfterTheFile_whenNoSessionIsKnown() {
    RuntimeLog log = new RuntimeLog(new LogNames(LogNames.Name.NONE, "runtime.log"));
    List<ChatEvent> events = events(log, LogLine.call("i1", CLIENT, WRAPPER, ""));

    assertThat(events).singleElement().extracting(e -> e.chat().chatId()).isEqualTo("runtime.log");
    assertThat(log.unbound()).isEqualTo(1);
  }

  @Test
  void takesTheNamesOfTheOperator() {
    LogNames names = new LogNames(new LogNames.Name("acme", "Generator", "chat_1"), "runtime.log");
    ChatEvent event =
        events(new RuntimeLog(names), LogLine.started(SESSION), LogLine.call("i1", 1, 2, ""))
            .getLast();

    assertThat(event.chat()).isEqualTo(new ChatKey("acme", "chat_1"));
    assertThat(event.context().workflow()).isEqualTo("Generator");
  }

  @Test
  void takesTheNamesOfTheApplicationsLog() {
    LogNames names = new LogNames(LogNames.Name.NONE, "x");
    events(
        new ApplicationLog(names.sharedBy(LogNames.Name.NONE, "mozaiks.log"), null),
        """
        {"ts": "2026-05-06T15:20:19+00:00", "level": "INFO", "logger": "core.observability.ag2.runtime", \
        "msg": "ag2_runtime_logging_started", "extra": {"chat_id": "chat_7", "workflow_name": "Gen", \
        "app_id": "acme", "logger_type": "file", "session_id": "%s"}}\
        """
            .formatted(SESSION));
    ChatEvent event =
        events(new RuntimeLog(names), LogLine.started(SESSION), LogLine.call("i1", 1, 2, ""))
            .getLast();

    assertThat(event.chat()).isEqualTo(new ChatKey("acme", "chat_7"));
    assertThat(event.context().workflow()).isEqualTo("Gen");
  }

  @Test
  void countsATurn_whenAnAgentReplied() {
    List<ChatEvent> events =
        events(
            LogLine.received(5, "planner", "\"hi\"", "15:20:20.000000"),
            LogLine.reply(5, "planner", false, "null", "15:20:20.500000"),
            LogLine.reply(5, "planner", false, "null", "15:20:20.600000"),
            LogLine.reply(5, "planner", true, "\"hello\"", "15:20:22.500000"),
            // ends the chat, and says nothing
            LogLine.reply(6, "user", true, "null", "15:20:23.000000"));

    assertThat(turns(events)).hasSize(1);
    assertThat(turns(events).getFirst().agent()).isEqualTo("planner");
    assertThat(turns(events).getFirst().duration()).isEqualTo(Duration.ofSeconds(2));
    assertThat(turns(events).getFirst().at()).isEqualTo(Instant.parse("2026-05-06T15:20:20.5Z"));
  }

  @Test
  void doesNotKnowHowLongATurnTook_whenItsFirstTryWasTheReply() {
    List<ChatEvent> events = events(LogLine.reply(5, "a", true, "\"x\"", "15:20:20.500000"));

    assertThat(turns(events).getFirst().duration()).isNull();
  }

  @Test
  void joinsAFunctionsReturnWithTheCallItAnswers_andTellsTheToolThatRaised() {
    String ask =
        """
        {"content": null, "tool_calls": [{"id": "c1", "function": {"name": "weather", "arguments": "{}"}}, \
        {"id": "c2", "function": {"name": "book", "arguments": "{}"}}, \
        {"id": "c3", "function": {"name": "echo", "arguments": "{}"}}]}\
        """;
    String results =
        """
        {"role": "tool", "tool_responses": [{"tool_call_id": "c1", "content": "sunny"}, \
        {"tool_call_id": "c2", "content": "Error: Adler is closed"}, \
        {"tool_call_id": "c3", "content": "Error: said the tool itself"}]}\
        """;
    List<ChatEvent> events =
        events(
            LogLine.received(5, "user", ask, "15:20:20.000000"),
            LogLine.use(5, "user", "\"sunny\"", "15:20:21.000000"),
            LogLine.use(5, "user", "\"Error: said the tool itself\"", "15:20:22.000000"),
            LogLine.reply(5, "user", true, results, "15:20:23.000000"));
    List<ChatEvent.ToolCall> tools = tools(events);

    assertThat(tools)
        .extracting(ChatEvent.ToolCall::tool)
        .containsExactly("weather", "book", "echo");
    assertThat(tools).extracting(ChatEvent.ToolCall::callId).containsExactly("c1", "c2", "c3");
    assertThat(tools).extracting(ChatEvent.ToolCall::success).containsExactly(true, false, true);
    assertThat(tools.get(1).failure()).isEqualTo(Failure.of(Failure.OTHER, "Adler is closed"));
    assertThat(tools.getFirst().duration()).isNull();
  }

  private static final ArgumentsHash HASH =
      ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]);

  private static String ask(String id, String arguments) {
    return "{\"content\": null, \"tool_calls\": [{\"id\": \""
        + id
        + "\", \"function\": {\"name\": \"weather\", \"arguments\": "
        + arguments
        + "}}]}";
  }

  private static String answer(String id) {
    return "{\"role\": \"tool\", \"tool_responses\": [{\"tool_call_id\": \""
        + id
        + "\", \"content\": \"sunny\"}]}";
  }

  @Test
  void hashesWhatAModelCallsAToolWith_soThatRepetitionsAreSeen() {
    RuntimeLog log = new RuntimeLog(new LogNames(LogNames.Name.NONE, "x"), HASH);
    List<ChatEvent> events =
        events(
            log,
            LogLine.received(
                5,
                "user",
                ask("c1", "\"{\\\"city\\\":\\\"Paris\\\",\\\"days\\\":3}\""),
                "15:20:20.0"),
            LogLine.reply(5, "user", true, answer("c1"), "15:20:21.0"),
            LogLine.received(
                5, "user", ask("c2", "{\"days\": 3, \"city\": \"Paris\"}"), "15:20:22.0"),
            LogLine.reply(5, "user", true, answer("c2"), "15:20:23.0"),
            LogLine.received(5, "user", ask("c3", "\"{}\""), "15:20:24.0"),
            LogLine.reply(5, "user", true, answer("c3"), "15:20:25.0"));

    Long hash = HASH.of("{\"city\":\"Paris\",\"days\":3}");
    assertThat(tools(events))
        .extracting(ChatEvent.ToolCall::argumentsHash)
        .containsExactly(hash, hash, null);
  }

  @Test
  void remembersAHashOfArguments_andNotThem_overARestart() {
    LogNames names = new LogNames(LogNames.Name.NONE, "x");
    RuntimeLog before = new RuntimeLog(names, HASH);
    events(before, LogLine.received(5, "user", ask("c1", "{\"city\":\"Paris\"}"), "15:20:20.0"));
    RuntimeLog after = new RuntimeLog(names, HASH);
    after.restore(before.state());

    assertThat(before.state()).doesNotContain("Paris");
    assertThat(tools(events(after, LogLine.reply(5, "user", true, answer("c1"), "15:20:21.0"))))
        .singleElement()
        .extracting(ChatEvent.ToolCall::argumentsHash)
        .isEqualTo(HASH.of("{\"city\":\"Paris\"}"));
  }

  @Test
  void takesUpTheStateOfAVersionThatKnewNoArguments() {
    RuntimeLog log = new RuntimeLog(new LogNames(LogNames.Name.NONE, "x"), HASH);
    log.restore(
        """
        {"ofClients":{},"ofWrappers":{},"ofAgents":{},"ofThreads":{},"providers":{},"replying":{},\
        "asked":{"5":[{"callId":"c1","tool":"weather"}]},\
        "uses":{"5":[{"id":"u","at":"2026-05-06T15:20:20Z","agent":"user","function":null,\
        "returned":"0","session":null}]},"current":null,"announced":null}\
        """);

    assertThat(tools(events(log, LogLine.reply(5, "user", true, answer("c1"), "15:20:21.0"))))
        .singleElement()
        .satisfies(call -> assertThat(call.tool()).isEqualTo("weather"))
        .satisfies(call -> assertThat(call.argumentsHash()).isNull());
  }

  @Test
  void hashesWhatAFunctionWasCalledWith_whereNoModelAsked() {
    RuntimeLog log = new RuntimeLog(new LogNames(LogNames.Name.NONE, "x"), HASH);

    assertThat(
            tools(
                events(
                    log,
                    LogLine.use(5, "user", "1", "15:20:21.000000"),
                    LogLine.reply(5, "user", false, "null", "15:20:23.000000"))))
        .singleElement()
        .extracting(ChatEvent.ToolCall::argumentsHash)
        .isEqualTo(HASH.of("{\"password\":\"hunter2hunter2\"}"));
  }

  @Test
  void countsAFunctionThatNoModelAskedFor_withoutAName() {
    List<ChatEvent> events =
        events(
            LogLine.use(5, "user", "1", "15:20:21.000000"),
            LogLine.reply(5, "user", false, "null", "15:20:23.000000"));

    assertThat(tools(events)).hasSize(1);
    assertThat(tools(events).getFirst().tool()).isNull();
  }

  @Test
  void startsTheChatWithTheFirstRecordOfTheSession_once() {
    List<ChatEvent> events =
        events(
            LogLine.started(SESSION),
            LogLine.agent(SESSION, 1, "a"),
            LogLine.agent(SESSION, 1, "a"),
            LogLine.call("i1", CLIENT, WRAPPER, ""));

    assertThat(events)
        .filteredOn(ChatEvent.WorkflowStarted.class::isInstance)
        .singleElement()
        .extracting(ChatEvent::at)
        .isEqualTo(Instant.parse("2026-05-06T15:20:20.05Z"));
  }

  @Test
  void makesTheSameIds_whereverALineIsRead() {
    String line = LogLine.call("i1", CLIENT, WRAPPER, "");

    assertThat(events(line).getFirst().id())
        .isEqualTo(events(LogLine.started(SESSION), line).getLast().id())
        .isEqualTo(events(line + "\r").getFirst().id())
        .isNotEqualTo(events(LogLine.call("i2", CLIENT, WRAPPER, "")).getFirst().id());
  }

  @Test
  void keepsNothingOfMessagesAndSecrets() {
    List<ChatEvent> events =
        events(
            LogLine.started(SESSION),
            LogLine.agent(SESSION, 5, "user"),
            LogLine.client(SESSION, CLIENT, WRAPPER),
            LogLine.call("i1", CLIENT, WRAPPER, ""),
            LogLine.received(5, "user", "\"my password is hunter2hunter2\"", "15:20:20.000000"),
            LogLine.use(5, "user", "\"hunter2hunter2\"", "15:20:21.000000"),
            LogLine.reply(5, "user", true, "\"hunter2hunter2\"", "15:20:22.000000"));
    RuntimeLog log = new RuntimeLog(new LogNames(LogNames.Name.NONE, "x"));
    events(log, LogLine.use(5, "user", "\"hunter2hunter2\"", "15:20:21.000000"));

    String all = String.join("\n", events.stream().map(EventJson::write).toList()) + log.state();
    assertThat(all).doesNotContain("sk-proj", "hunter2", "hello", "example.org");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"invocation_id": "i", "wrapper_id": 1}              | end_time: absent
          {"invocation_id": "i", "wrapper_id": 1, "response    | not valid JSON: it ends too early
          {"a": 1} {"b": 2}                                    | more than one value
          {"some": "thing"}                                    | no record of AG2's runtime log
          Traceback (most recent call last):                   | neither JSON nor a text that AG2 writes
          {"event_name": "reply_func_executed", "timestamp": "2026-05-06 15:20:21", "json_state": "{"} | json_state: not valid JSON
          {"agent_name": "a", "current_time": "2026-05-06 15:20:21"} | session_id: absent or empty
          """)
  void saysWhyALineIsNone(String line, String reason) {
    assertThat(rejection(line.getBytes(StandardCharsets.UTF_8))).contains(reason);
  }

  @Test
  void survivesHostileLines() {
    assertThat(rejection(("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
        .contains("beyond a limit");
    assertThat(rejection(new byte[] {'{', (byte) 0xC3})).contains("not UTF-8");
    assertThat(rejection(new byte[1 << 20])).contains("neither JSON nor");
    String large = LogLine.call("i1", 1, 2, LogLine.answer(1, 2) + " ".repeat(1 << 20), "");
    assertThat(events(large)).hasSize(1);
    assertThat(events(LogLine.call("i1", 1, 2, "\0\0(((", ""))).hasSize(1);
  }

  @Test
  void skipsWhatTheLoggerSaysOfItself() {
    assertThat(events("[file_logger] Failed to log event Object of type X", "")).isEmpty();
  }

  @Test
  void givesTheTruthOfTheRecording() throws IOException {
    List<String> lines = Files.readAllLines(RECORDING);
    List<ChatEvent> events = events(lines.toArray(String[]::new));

    RecordedTruth.of("ag2-classic-file-log-0.14.0").isGivenBy(events);
    assertThat(events).extracting(ChatEvent::id).doesNotHaveDuplicates();
    assertThat(tools(events))
        .extracting(ChatEvent.ToolCall::tool)
        .containsExactly("get_weather", "book_table");
  }

  private static String rejection(byte[] line) {
    RuntimeLog log = new RuntimeLog(new LogNames(LogNames.Name.NONE, "runtime.log"));
    return Objects.requireNonNull(LogLine.read(log, line).rejection(), "the line was read");
  }

  private static ChatEvent.LlmCall onlyCall(String... lines) {
    List<ChatEvent.LlmCall> calls = calls(events(lines));
    assertThat(calls).hasSize(1);
    return calls.getFirst();
  }

  private static Tally tally(List<ChatEvent> events) {
    Tally tally = new Tally();
    events.forEach(tally::add);
    return tally;
  }

  private static List<ChatEvent.LlmCall> calls(List<ChatEvent> events) {
    return of(ChatEvent.LlmCall.class, events);
  }

  private static List<ChatEvent.AgentTurn> turns(List<ChatEvent> events) {
    return of(ChatEvent.AgentTurn.class, events);
  }

  private static List<ChatEvent.ToolCall> tools(List<ChatEvent> events) {
    return of(ChatEvent.ToolCall.class, events);
  }

  private static <E extends ChatEvent> List<E> of(Class<E> kind, List<ChatEvent> events) {
    List<E> found = new ArrayList<>();
    for (ChatEvent event : events) {
      if (kind.isInstance(event)) {
        found.add(kind.cast(event));
      }
    }
    return found;
  }
}
