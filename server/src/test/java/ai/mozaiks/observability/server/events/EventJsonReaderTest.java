// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.MarkedSecrets;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.events.EventJsonReader.Form;
import ai.mozaiks.observability.server.events.EventJsonReader.ItemError;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonReaderTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.123456789Z");

  private static final ArgumentsHash HASH =
      ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
  private final EventJsonReader reader =
      new EventJsonReader(
          now::get, SpanLimits.DEFAULT, new MarkedSecrets(), new Cuts(), HASH, 1_000);

  private EventJsonReader.Result read(String text, Form form) {
    try {
      return reader.read(Body.of(text.getBytes(UTF_8)), form);
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  private ChatEvent one(String fields) {
    EventJsonReader.Result result = read("{\"chat_id\":\"c\"," + fields + "}", Form.LINES);
    assertThat(result.errors()).isEmpty();
    return result.events().getFirst();
  }

  private @Nullable Long argumentsHashOf(String fields) {
    return ((ChatEvent.ToolCall) one("'type':'tool_call',".replace('\'', '"') + fields))
        .argumentsHash();
  }

  @Test
  void argumentsAreNotKept_onlyWhatTellsEqualOnes() {
    Long hash = argumentsHashOf("\"arguments\":{\"city\":\"Paris\"}");
    assertThat(hash).isEqualTo(HASH.of("{\"city\":\"Paris\"}"));
    assertThat(argumentsHashOf("\"arguments\":{\"city\":\"Rome\"}")).isNotEqualTo(hash);
    assertThat(argumentsHashOf("\"arguments\": { \"city\" : \"Paris\" }")).isEqualTo(hash);
    assertThat(argumentsHashOf("\"tool_name\":\"search\"")).isNull();
  }

  @Test
  void argumentsHash_isTakenAsSent() {
    assertThat(argumentsHashOf("\"arguments_hash\":\"0000000000000000\"")).isZero();
    assertThat(argumentsHashOf("\"arguments_hash\":\"fffffffffffffffE\",\"arguments\":1"))
        .isEqualTo(-2);
    EventJsonReader.Result refused =
        read("{\"chat_id\":\"c\",\"type\":\"tool_call\",\"arguments_hash\":\"12\"}", Form.LINES);
    assertThat(refused.errors())
        .extracting(EventJsonReader.ItemError::reason)
        .containsExactly("arguments_hash: \"12\" (expected: 16 hex digits)");
  }

  private static List<ChatEvent> everyKind() {
    ChatEvent.Context bare =
        new ChatEvent.Context("e1", new ChatKey("acme", "c/1"), "Generator", "u", AT, null);
    ChatEvent.Context spanned =
        new ChatEvent.Context(
            "e2",
            new ChatKey(ChatKey.UNKNOWN_APP, "ä \"quoted\""),
            null,
            null,
            AT,
            new SpanRef("5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"));
    Failure failure = new Failure("Timeout", "took too long", true);
    Duration duration = Duration.ofSeconds(2, 500_000_001);
    TokenUsage usage = new TokenUsage(120L, 48L, 64L, 0L, null);
    List<ChatEvent> events = new ArrayList<>();
    for (ChatEvent.Context context : List.of(bare, spanned)) {
      events.add(new ChatEvent.WorkflowStarted(context));
      events.add(new ChatEvent.AgentTurn(context, "planner", duration, failure));
      events.add(new ChatEvent.AgentTurn(context, null, Duration.ZERO, null));
      events.add(
          new ChatEvent.LlmCall(
              context,
              "planner",
              "openai",
              "gpt-4o",
              "gpt-4o-1",
              usage,
              Cost.reported(46_800_001L),
              duration,
              Duration.ofMillis(210),
              true,
              true,
              true,
              List.of("stop", "length"),
              "chatcmpl-1",
              Failure.of(Failure.OTHER, null)));
      events.add(
          new ChatEvent.LlmCall(
              context,
              null,
              null,
              null,
              null,
              TokenUsage.UNKNOWN,
              Cost.UNPRICED,
              Duration.ZERO,
              null,
              false,
              false,
              false,
              List.of(),
              null,
              null));
      events.add(new ChatEvent.ToolCall(context, "a", "search", "call_1", -5L, duration, failure));
      events.add(
          new ChatEvent.UsageDelta(
              context, "a", "m", usage, Cost.computed(5, "builtin: gpt-4o"), false));
      events.add(new ChatEvent.UsageDelta(context, null, null, usage, Cost.LOCALLY_CACHED, true));
      events.add(new ChatEvent.UsageSummary(context, usage, Cost.free("local model")));
      events.add(new ChatEvent.ErrorOccurred(context, "a", ErrorLevel.LLM, failure));
      events.add(new ChatEvent.WorkflowEnded(context, ChatStatus.CANCELLED, duration));
      events.add(new ChatEvent.WorkflowEnded(context, ChatStatus.COMPLETED, null));
    }
    events.add(new ChatEvent.TraceAttached(bare, "5b8efff798038103d269b633813fc60c"));
    return events;
  }

  @Test
  void readsWhatTheRecorderWrites() {
    List<ChatEvent> events = everyKind();
    StringBuilder lines = new StringBuilder();
    for (ChatEvent event : events) {
      EventJson.write(event, lines);
      lines.append('\n');
    }

    assertThat(read(lines.toString(), Form.LINES).events()).isEqualTo(events);
  }

  private EventJsonReader.Result read(byte[] bytes, Form form) {
    try {
      return reader.read(Body.of(bytes), form);
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void rejectsALineThatIsNotUtf8_andKeepsTheOthers() {
    byte[] good = "{\"type\":\"agent_turn\",\"chat_id\":\"c\"}\n".getBytes(UTF_8);
    byte[] bad = {'"', (byte) 0xC3, '"', '\n'};
    byte[] body = ByteBuffer.allocate(2 * good.length + 4).put(good).put(bad).put(good).array();

    EventJsonReader.Result result = read(body, Form.LINES);

    assertThat(result.events()).hasSize(2);
    assertThat(result.errors())
        .containsExactly(new ItemError(2, "not valid JSON: bytes that are not UTF-8"));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void leavesOutAByteOrderMark(Form form) {
    String event = "{\"type\":\"agent_turn\",\"chat_id\":\"c\"}";
    String body = form == Form.LINES ? event : "[" + event + "]";
    assertThat(read("\uFEFF" + body, form).events()).hasSize(1);
  }

  @Test
  void rejectsVeryShortLines_eachForItself() {
    for (int time = 0; time < 20_000; time++) {
      assertThat(read("x\ny", Form.LINES).errors()).hasSize(2);
    }
  }

  @Test
  void refusesAnId_thatHoldsASecret() {
    for (String field : List.of("event_id", "chat_id", "app_id", "enterprise_id")) {
      String line = "{\"type\":\"agent_turn\",\"%s\":\"a SECRET\"}".formatted(field);
      EventJsonReader.Result result =
          read(
              field.equals("chat_id") ? line : line.replace("{", "{\"chat_id\":\"c\","),
              Form.LINES);

      assertThat(result.events()).isEmpty();
      assertThat(result.errors())
          .containsExactly(
              new ItemError(
                  1,
                  field
                      + ": holds what looks like a secret (expected: an id that need not be"
                      + " masked)"));
    }
  }

  @Test
  void refusesAnId_thatIsTooLong() {
    EventJsonReader.Result result =
        read("{\"type\":\"error\",\"chat_id\":\"" + "c".repeat(513) + "\"}", Form.LINES);

    assertThat(result.errors().getFirst().reason())
        .startsWith("chat_id: ccc")
        .endsWith("(expected: at most 512 characters, here 513)");
  }

  @Test
  void masksAndCuts_whatOnlyDescribes() {
    assertThat(one("\"type\":\"tool_call\",\"tool_call_id\":\"SECRET" + "x".repeat(2_000) + "\""))
        .isInstanceOfSatisfying(
            ChatEvent.ToolCall.class,
            call ->
                assertThat(call.callId())
                    .startsWith("***x")
                    .hasSize(SpanLimits.DEFAULT.nameLength()));
  }

  @Test
  void refusesTooManyStrings_sayingHowManyMayBe() {
    String line =
        "{\"chat_id\":\"c\",\"type\":\"llm_call\",\"finish_reasons\":["
            + "\"a\",".repeat(512)
            + "\"a\"]}";

    assertThat(read(line, Form.LINES).errors())
        .containsExactly(
            new ItemError(
                1, "finish_reasons: 513 values (expected: an array of at most 512 strings)"));
  }

  @Test
  void takesAliases() {
    ChatEvent event =
        one(
            "\"type\":\"chat.usage_delta\",\"timestamp\":\"2026-01-02T04:04:05+01:00\","
                + "\"enterprise_id\":\"acme\",\"workflow\":\"W\",\"agent\":\"A\","
                + "\"model_name\":\"m\",\"prompt_tokens\":\"12\",\"completion_tokens\":3.0,"
                + "\"total_tokens\":99,\"cost_usd\":\"0.25\",\"unknown\":{}");

    assertThat(event.chat()).isEqualTo(new ChatKey("acme", "c"));
    assertThat(event.at()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(event.context().workflow()).isEqualTo("W");
    assertThat(event)
        .isInstanceOfSatisfying(
            ChatEvent.UsageDelta.class,
            delta -> {
              assertThat(delta.agent()).isEqualTo("A");
              assertThat(delta.model()).isEqualTo("m");
              assertThat(delta.usage()).isEqualTo(TokenUsage.of(12, 3));
              assertThat(delta.cost()).isEqualTo(Cost.reported(250_000_000_000L));
            });
    assertThat(one("\"type\":\"tool_call\",\"duration_ms\":1500").duration())
        .isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void takesTheUsageEventsOfTheReferenceRuntime_andNeverAddsASummary() {
    ChatEvent delta =
        one(
            "\"type\":\"chat.usage_delta\",\"event_id\":\"0123456789ab\","
                + "\"event_ts\":\"2026-01-02T03:04:05.000006+00:00\",\"appId\":\"acme\","
                + "\"user_id\":\"u\",\"workflow_name\":\"W\",\"agent_name\":null,"
                + "\"model_name\":null,\"prompt_tokens\":12,\"completion_tokens\":3,"
                + "\"total_tokens\":15,\"cached\":false,\"duration_sec\":0.0,"
                + "\"invocation_id\":null");
    ChatEvent summary =
        one(
            "\"type\":\"chat.usage_summary\",\"event_id\":\"ba9876543210\","
                + "\"event_ts\":\"2026-01-02T03:04:06+00:00\",\"appId\":\"acme\","
                + "\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15");
    Tally tally = new Tally();
    tally.add(delta);
    tally.add(summary);

    assertThat(delta.id()).isEqualTo("0123456789ab");
    assertThat(delta.chat()).isEqualTo(new ChatKey("acme", "c"));
    assertThat(summary).isInstanceOf(ChatEvent.UsageSummary.class);
    assertThat(tally.promptTokens()).isEqualTo(12);
    assertThat(tally.completionTokens()).isEqualTo(3);
  }

  @Test
  void givesAResendTheSameId_evenWithoutIdAndTime() {
    String fields = "\"type\":\"tool_call\",\"tool\":\"t\"";
    ChatEvent first = one(fields);
    now.set(now.get().plusSeconds(60));
    ChatEvent again = one("\"tool_name\":\"t\",\"app_id\":null,\"type\":\"chat.tool_call\"");

    assertThat(first.at()).isEqualTo("2026-06-01T00:00:00Z");
    assertThat(again.id()).isEqualTo(first.id()).hasSize(32);
    assertThat(one(fields + ",\"event_ts\":\"2026-01-01T00:00:00Z\"").id())
        .isNotEqualTo(first.id());
    assertThat(one(fields + ",\"success\":false").id()).isNotEqualTo(first.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent_turn", "llm_call", "tool_call"})
  void beganBeforeItCame_byItsDuration_whenItDoesNotSay(String type) {
    assertThat(one("\"type\":\"" + type + "\",\"duration_ms\":90500").at())
        .isEqualTo("2026-05-31T23:58:29.500Z");
    assertThat(one("\"type\":\"" + type + "\",\"duration_sec\":1000000000").at())
        .isEqualTo("1994-09-22T22:13:20Z");
    assertThat(
            one("\"type\":\"" + type + "\",\"duration_sec\":5,\"ts\":\"2026-01-01T00:00:00Z\"")
                .at())
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void aRunEndsWhenItCame_whateverItsDuration() {
    assertThat(one("\"type\":\"workflow_end\",\"duration_sec\":90").at())
        .isEqualTo("2026-06-01T00:00:00Z");
  }

  @Test
  void replacesHalvesOfSurrogatePairs_inTexts() {
    assertThat(one("\"type\":\"agent_turn\",\"agent\":\"a\\ud83d\""))
        .isInstanceOfSatisfying(
            ChatEvent.AgentTurn.class, turn -> assertThat(turn.agent()).isEqualTo("a\ufffd"));
  }

  @Test
  void quotesNoSecret_notEvenHalfOfOne() {
    String reason =
        read(
                "{\"chat_id\":\"c\",\"type\":\"error\",\"level\":\"" + "x".repeat(76) + "SECRET\"}",
                Form.LINES)
            .errors()
            .getFirst()
            .reason();

    assertThat(reason).startsWith("level: \"xxx").doesNotContain("SEC");
  }

  @Test
  void takesAFailure_fromSuccessOrType() {
    assertThat(one("\"type\":\"tool_call\",\"success\":false"))
        .isInstanceOfSatisfying(
            ChatEvent.ToolCall.class,
            c -> assertThat(c.failure()).isEqualTo(Failure.of(Failure.OTHER, null)));
    assertThat(one("\"type\":\"tool_call\",\"error_type\":\"E\",\"error_message\":\"SECRET\""))
        .isInstanceOfSatisfying(
            ChatEvent.ToolCall.class,
            c -> assertThat(c.failure()).isEqualTo(Failure.of("E", "***")));
    assertThat(one("\"type\":\"tool_call\",\"success\":true,\"error_message\":\"m\""))
        .isInstanceOfSatisfying(ChatEvent.ToolCall.class, c -> assertThat(c.success()).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"chat_id\":\"c\"}| type: absent or empty (expected: workflow_start, agent_turn",
        "{\"chat_id\":\"c\",\"prompt_tokens\":1}| tokens alone do not say",
        "{\"chat_id\":\"c\",\"type\":\"run\"}| type: run (expected: workflow_start",
        "{\"type\":\"llm_call\"}| chat_id: absent or empty (expected: the chat's id)",
        "{\"chat_id\":{},\"type\":\"error\"}| chat_id: {} (expected: a text)",
        "{\"chat_id\":\"c\",\"type\":\"llm_call\",\"prompt_tokens\":-1}| prompt_tokens: -1 (expected: a number from 0 to 1000000000000)",
        "{\"chat_id\":\"c\",\"type\":\"llm_call\",\"prompt_tokens\":1.5}| prompt_tokens: 1.5 (expected: a whole number)",
        "{\"chat_id\":\"c\",\"type\":\"llm_call\",\"prompt_tokens\":\"NaN\"}| prompt_tokens: \"NaN\" (expected: a number",
        "{\"chat_id\":\"c\",\"type\":\"llm_call\",\"prompt_tokens\":1e999999999}| prompt_tokens: ",
        "{\"chat_id\":\"c\",\"type\":\"llm_call\",\"cost_usd\":-0.1}| cost_usd: -0.1 (expected: a number from 0 to 9223372.036854775807)",
        "{\"chat_id\":\"c\",\"type\":\"llm_call\",\"cost_state\":\"priced\"}| cost_usd: absent (expected: an amount",
        "{\"chat_id\":\"c\",\"type\":\"agent_turn\",\"duration_sec\":-2}| duration_sec: -2 (expected: a number",
        "{\"chat_id\":\"c\",\"type\":\"agent_turn\",\"event_ts\":\"2026-01-02 03:04\"}| event_ts: \"2026-01-02 03:04\" (expected: ISO-8601 with Z or an offset",
        "{\"chat_id\":\"c\",\"type\":\"agent_turn\",\"ts\":\"+99999-01-01T00:00:00Z\"}| ts: ",
        "{\"chat_id\":\"c\",\"type\":\"agent_turn\",\"success\":\"maybe\"}| success: \"maybe\" (expected: true or false)",
        "{\"chat_id\":\"c\",\"type\":\"trace_attached\"}| trace_id: absent or empty (expected: 32 hex digits)",
        "{\"chat_id\":\"c\",\"type\":\"trace_attached\",\"trace_id\":\"xyz\"}| trace_id: \"xyz\" (expected: 32 hex digits, not all zero)",
        "{\"chat_id\":\"c\",\"type\":\"workflow_end\",\"status\":\"running\"}| status: \"running\" (expected: one of completed, failed",
        "{\"chat_id\":\"c\",\"type\":\"error\",\"level\":\"x\"}| level: \"x\" (expected: one of tool, llm",
        "[1]| event: [1] (expected: a JSON object)",
        "7| event: 7 (expected: a JSON object)",
        "{\"chat_id\":| not valid JSON",
        "{\"chat_id\":\"c\",\"type\":\"agent_turn\",\"duration_sec\":1e99999999999}| duration_sec: \"1e99999999999\" (expected: a number",
        "{\"chat_id\":\"a\\u0000b\",\"type\":\"error\"}| chat_id: a\\u0000b (expected: an id without U+0000",
        "{\"chat_id\":\"\\ud83d\",\"type\":\"error\"}| chat_id: \\ud83d (expected: an id without",
        "{| not valid JSON: it ends too early at line 1, column 2",
        "{\"a\":NaN}| not valid JSON: NaN and infinities are no JSON numbers",
        "{\"a\":1,}| not valid JSON: unexpected '}' at line 1, column 8",
        "{\"a\":tru}| not valid JSON: an unknown word",
        "{\"a\":\"\u0001\"}| not valid JSON: a control character in a text (expected: escaped",
        "{\"a\":\"\\x\"}| not valid JSON: a backslash before a character",
        "{} {}| not valid JSON"
      })
  void saysWhatIsWrong(String line, String reason) {
    EventJsonReader.Result result = read(line, Form.LINES);

    assertThat(result.events()).isEmpty();
    assertThat(result.rejected()).isEqualTo(1);
    assertThat(result.errors().getFirst().reason()).contains(reason);
  }

  @Test
  void keepsTheGoodLines_andNumbersTheBad() {
    String good = "{\"chat_id\":\"c\",\"type\":\"agent_turn\",\"event_id\":\"%d\"}";

    EventJsonReader.Result result =
        read(good.formatted(1) + "\r\n\n  \nnonsense\n" + good.formatted(2), Form.LINES);

    assertThat(result.events()).extracting(ChatEvent::id).containsExactly("1", "2");
    assertThat(result.errors()).extracting(ItemError::place).containsExactly(4);
  }

  @Test
  void readsAnArray_oneObject_orSeveral() {
    String good = "{\"chat_id\":\"c\",\"type\":\"agent_turn\"}";

    assertThat(read(good, Form.ARRAY).events()).hasSize(1);
    assertThat(read(good + "\n" + good, Form.ARRAY).events()).hasSize(2);
    EventJsonReader.Result result = read("[" + good + ",{}," + good + ", oops]", Form.ARRAY);
    assertThat(result.events()).hasSize(2);
    assertThat(result.errors()).extracting(ItemError::place).containsExactly(1, 3);
    assertThat(result.errors().get(1).reason()).endsWith("nothing after it was read");
  }

  @Test
  void listsAHundredErrors_butCountsAll() {
    EventJsonReader.Result result = read("x\n".repeat(500), Form.LINES);

    assertThat(result.rejected()).isEqualTo(500);
    assertThat(result.errors()).hasSize(100);
  }

  @Test
  void refusesAnItemOfManyValues_andReadsOnBehindIt() {
    String huge = "{\"a\":[" + "{\"b\":1},".repeat(50_000) + "2]}";
    String good = "{\"chat_id\":\"c\",\"type\":\"agent_turn\"}";

    EventJsonReader.Result array = read("[" + huge + "," + good + "]", EventJsonReader.Form.ARRAY);
    EventJsonReader.Result lines = read(huge + "\n" + good, EventJsonReader.Form.LINES);

    assertThat(array.events()).hasSize(1);
    assertThat(lines.events()).hasSize(1);
    assertThat(array.errors())
        .containsExactly(
            new EventJsonReader.ItemError(0, "event: more than 1000 values (expected: one event)"));
    assertThat(lines.errors())
        .containsExactly(
            new EventJsonReader.ItemError(1, "event: more than 1000 values (expected: one event)"));
  }

  @Test
  void refusesALine_whenItNestsTooDeep() {
    String deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

    assertThat(read(deep, EventJsonReader.Form.LINES).rejected()).isEqualTo(1);
  }

  @Test
  void refusesALineOfTwoValues() {
    String good = "{\"chat_id\":\"c\",\"type\":\"agent_turn\"}";

    EventJsonReader.Result result = read(good + " " + good, EventJsonReader.Form.LINES);

    assertThat(result.events()).isEmpty();
    assertThat(result.rejected()).isEqualTo(1);
  }

  @Test
  void refusesTheBody_whenItHoldsTooManyEvents() {
    Body body = Body.of("1\n".repeat(1_001).getBytes(UTF_8));

    assertThatThrownBy(() -> reader.read(body, EventJsonReader.Form.LINES))
        .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.status()).isEqualTo(413));
  }
}
