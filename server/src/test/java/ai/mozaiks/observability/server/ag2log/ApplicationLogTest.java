// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationLogTest {

  private static List<ChatEvent> events(String... lines) {
    LogNames names = new LogNames(new LogNames.Name("given", "Given", null), "x");
    return LogLine.events(new ApplicationLog(names, null), lines);
  }

  private static String line(String message, String extra) {
    return """
    {"ts": "2026-05-06T15:20:20.500000+00:00", "level": "INFO", "logger": "mozaiks.workflow", \
    "msg": "%s", "mod": "logging_config", "fn": "_log", "line": 1, "extra": {%s}}\
    """
        .formatted(message, extra);
  }

  @Test
  void readsAStart_andKnowsTheTopicIsNotTheWorkflow() {
    ChatEvent event =
        events(
                line(
                    "workflow_start",
                    "\"workflow_name\": \"performance\", \"chat_id\": \"c\", \"workflow\": \"Gen\""))
            .getFirst();

    assertThat(event).isInstanceOf(ChatEvent.WorkflowStarted.class);
    assertThat(event.chat()).isEqualTo(new ChatKey("given", "c"));
    assertThat(event.context().workflow()).isEqualTo("Gen");
    assertThat(event.at()).isEqualTo(Instant.parse("2026-05-06T15:20:20.5Z"));
  }

  @Test
  void readsATurn_whoseTokensAreNotAdded() {
    ChatEvent event =
        events(
                line(
                    "agent_turn",
                    "\"workflow_name\": \"performance\", \"chat_id\": \"c\", \"app_id\": \"acme\","
                        + " \"agent\": \"planner\", \"prompt_tokens\": 120, \"completion_tokens\": 4,"
                        + " \"cost_usd\": 0.5, \"duration_sec\": 1.5"))
            .getFirst();

    assertThat(event)
        .isEqualTo(
            new ChatEvent.AgentTurn(event.context(), "planner", Duration.ofMillis(1_500), null));
    assertThat(event.at()).isEqualTo(Instant.parse("2026-05-06T15:20:19Z"));
    assertThat(event.context().workflow()).isEqualTo("Given");
    assertThat(event.chat().app()).isEqualTo("acme");
  }

  @Test
  void addsDeltas_andKeepsTotals() {
    List<ChatEvent> events =
        events(
            line(
                "realtime_usage_delta",
                "\"chat_id\": \"c\", \"agent\": \"a\", \"prompt_tokens\": 10,"
                    + " \"completion_tokens\": 2, \"cost\": 0.25, \"cached\": false, \"model\": \"m\""),
            line(
                "realtime_session_totals",
                "\"chat_id\": \"c\", \"prompt_tokens\": 10, \"completion_tokens\": 2,"
                    + " \"total_cost\": 0.25"));

    assertThat(events.getFirst())
        .isEqualTo(
            new ChatEvent.UsageDelta(
                events.getFirst().context(),
                "a",
                "m",
                TokenUsage.of(10, 2),
                Cost.reported(250_000_000_000L),
                false));
    assertThat(events.getLast())
        .isEqualTo(
            new ChatEvent.UsageSummary(
                events.getLast().context(), TokenUsage.of(10, 2), Cost.reported(250_000_000_000L)));
  }

  @Test
  void readsTools_alsoOneLevelDeeperAndBesideTheMessage() {
    List<ChatEvent> events =
        events(
            line(
                "Tool 'x' completed",
                "\"event\": \"tool_event\", \"action\": \"complete\", \"status\": \"success\","
                    + " \"tool_name\": \"x\", \"chat_id\": \"c\", \"agent_name\": \"a\","
                    + " \"duration_ms\": 250"),
            line(
                "Tool 'x' failed",
                "\"extra\": {\"event\": \"tool_event\", \"action\": \"error\", \"status\":"
                    + " \"error\", \"tool_name\": \"x\", \"chat_id\": \"c\", \"error_type\":"
                    + " \"ValueError\"}"),
            "{\"timestamp\": \"2026-05-06T15:20:20Z\", \"level\": \"INFO\", \"logger\": \"tools\","
                + " \"message\": \"m\", \"event\": \"tool_event\", \"action\": \"validation_failed\","
                + " \"tool_name\": \"y\", \"chat_id\": \"c\"}",
            line("m", "\"event\": \"tool_event\", \"action\": \"start\", \"chat_id\": \"c\""));

    assertThat(events)
        .extracting(event -> ((ChatEvent.ToolCall) event).failure())
        .containsExactly(
            null, Failure.of("ValueError", null), Failure.of("validation_failed", null));
    assertThat(events.getFirst().duration()).isEqualTo(Duration.ofMillis(250));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"usage_delta_recorded", "tool_call", "Starting X", "ag2_runtime_logging_stopped"})
  void passesOverWhatRepeatsOrTellsNothing(String message) {
    assertThat(events(line(message, "\"chat_id\": \"c\", \"prompt_tokens\": 4"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"msg\": \"agent_turn\", \"level\": \"INFO\", \"extra\": {\"chat_id\": \"c\"}}",
        "{\"ts\": \"2026-05-06T15:20:20Z\", \"msg\": \"agent_turn\", \"level\": \"INFO\"}",
        "[1]",
        "12:00:00.000 [INFO] text - line"
      })
  void saysWhyALineIsNone(String line) {
    ApplicationLog log = new ApplicationLog(new LogNames(LogNames.Name.NONE, "x"), null);

    assertThat(LogLine.read(log, line.getBytes(StandardCharsets.UTF_8)).rejection()).isNotBlank();
  }

  @Test
  void remembersSessionsForTheNextProcess() {
    LogNames names = new LogNames(LogNames.Name.NONE, "x");
    ApplicationLog log = new ApplicationLog(names, null);
    LogLine.events(
        log, line("ag2_runtime_logging_started", "\"chat_id\": \"c\", \"session_id\": \"s\""));
    LogNames next = new LogNames(LogNames.Name.NONE, "x");
    new ApplicationLog(next, null).restore(log.state());

    assertThat(next.chat("s")).isEqualTo(new ChatKey("unknown", "c"));
  }

  private static final String START =
      line(
          "workflow_start",
          "\"workflow_name\": \"performance\", \"chat_id\": \"c\", \"workflow\": \"Gen\"");
  private static final String NAMED =
      line(
          "ag2_runtime_logging_started",
          "\"chat_id\": \"c\", \"app_id\": \"acme\", \"session_id\": \"s\"");
  private static final String USAGE =
      line("realtime_usage_delta", "\"chat_id\": \"c\", \"prompt_tokens\": 10");

  private static ApplicationLog withoutNames() {
    return new ApplicationLog(new LogNames(LogNames.Name.NONE, "x"), null);
  }

  @Test
  void countsLinesWithoutAnApp_forTheAppThatAnotherLineOfTheChatNames() {
    List<ChatEvent> events = LogLine.events(withoutNames(), START, NAMED, USAGE);

    assertThat(events).hasSize(2);
    assertThat(events)
        .allSatisfy(event -> assertThat(event.chat()).isEqualTo(new ChatKey("acme", "c")));
    ChatEvent start = events.getFirst();
    assertThat(start).isInstanceOf(ChatEvent.WorkflowStarted.class);
    assertThat(start.context().workflow()).isEqualTo("Gen");
    assertThat(start.at()).isEqualTo(Instant.parse("2026-05-06T15:20:20.5Z"));
    assertThat(start.context().id()).isEqualTo(events(START).getFirst().context().id());
  }

  @Test
  void keepsTheAppsOfChatsApart() {
    String other = NAMED.replace("\"c\"", "\"d\"").replace("acme", "globex");

    assertThat(LogLine.events(withoutNames(), NAMED, other, USAGE, USAGE.replace("\"c\"", "\"d\"")))
        .extracting(ChatEvent::chat)
        .containsExactly(new ChatKey("acme", "c"), new ChatKey("globex", "d"));
  }

  @Test
  void givesAStartBack_whenTheNextLineOfItsChatNamesNoAppEither() {
    assertThat(LogLine.events(withoutNames(), START, USAGE))
        .extracting(ChatEvent::chat)
        .containsExactly(new ChatKey("unknown", "c"), new ChatKey("unknown", "c"));
  }

  @Test
  void givesAStartBack_whenTheLogIsTenSecondsFurther() {
    String nearly = line("x", "").replace("15:20:20.500000", "15:20:30.400000");
    String later = line("x", "").replace("15:20:20.500000", "15:20:30.500000");
    ApplicationLog log = withoutNames();

    assertThat(LogLine.events(log, START, nearly)).isEmpty();
    assertThat(LogLine.events(log, later)).hasSize(1);
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void givesAStartBack_whenNoMoreLinesCome() {
    ApplicationLog log = withoutNames();

    assertThat(LogLine.events(log, START)).isEmpty();
    assertThat(log.rest()).extracting(ChatEvent::chat).containsExactly(new ChatKey("unknown", "c"));
  }

  @Test
  void givesTheOldestStartBack_whenTooManyWait() {
    ApplicationLog log = withoutNames();
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i <= 1_000; i++) {
      events.addAll(LogLine.events(log, START.replace("\"c\"", "\"c" + i + "\"")));
    }

    assertThat(events).extracting(event -> event.chat().chatId()).containsExactly("c0");
    assertThat(log.rest()).hasSize(1_000);
  }

  @Test
  void remembersAppsAndStartsForTheNextProcess() {
    ApplicationLog log = withoutNames();
    String second = START.replace("\"c\"", "\"d\"");
    LogLine.events(log, START, NAMED, second);
    ApplicationLog next = withoutNames();
    next.restore(log.state());

    assertThat(LogLine.events(next, USAGE, NAMED.replace("\"c\"", "\"d\"")))
        .extracting(ChatEvent::chat)
        .containsExactly(new ChatKey("acme", "c"), new ChatKey("acme", "d"));
  }

  @Test
  void goesOnFromAStateThatKnowsNoApps() {
    ApplicationLog log = withoutNames();
    log.restore("{\"sessions\":{},\"lines\":null}");

    assertThat(LogLine.events(log, START, NAMED)).hasSize(1);
  }
}
