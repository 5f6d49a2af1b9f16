// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanFlag;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Telemetry-formats rule 7: log events beside their spans.
class SpanNotesTest {
  private static final String CALL = "gen_ai.client.inference.operation.details";
  private static final String EXCEPTION = "gen_ai.client.operation.exception";
  private static final String USAGE =
      "{\"gen_ai.operation.name\":\"chat\",\"gen_ai.provider.name\":\"openai\","
          + "\"gen_ai.request.model\":\"gpt-4o-mini\",\"gen_ai.response.id\":\"chatcmpl-1\","
          + "\"gen_ai.usage.input_tokens\":120,\"gen_ai.usage.output_tokens\":48}";
  private static final String TIMEOUT =
      "{\"exception.type\":\"TimeoutError\",\"exception.message\":\"upstream timed out\"}";

  private static final TraceDerivation DERIVATION = new TraceDerivation(Derived.PICO_A_TOKEN);

  private static SpanNote note(long number, String event, long spanId, String attributes) {
    Origin origin =
        Origin.of(
            Resource.getDefaultInstance(),
            "",
            InstrumentationScope.newBuilder().setName("test.scope").build(),
            "");
    StoredLog log =
        new StoredLog(
            new RecordId(number, number),
            TestSpan.ZERO_NANOS + number * 1_000_000,
            0,
            9,
            null,
            event,
            null,
            "",
            false,
            PartId.ofTrace(TestSpan.TRACE_ID),
            spanId,
            new LogSubject("shop", null, null, null, null),
            attributes,
            true,
            1);
    return SpanNote.of(log, origin, Dialects.standard());
  }

  private static Derived derive(List<SpanNote> notes, TestSpan... spans) {
    List<SpanFacts> facts = new ArrayList<>();
    for (TestSpan span : spans) {
      facts.add(span.facts());
    }
    return new Derived(DERIVATION.derive(facts, notes, false));
  }

  private static SpanNote call(long spanId) {
    return note(50, CALL, spanId, USAGE);
  }

  @Test
  void aCallWithoutItsSpan_isCountedFromItsEvent() {
    Derived derived = derive(List.of(call(7)));

    assertThat(derived.calls()).hasSize(1);
    ChatEvent.LlmCall call = derived.calls().getFirst();
    assertThat(call.usage().promptTokens()).isEqualTo(120);
    assertThat(call.usage().completionTokens()).isEqualTo(48);
    assertThat(call.provider()).isEqualTo("openai");
    assertThat(call.responseId()).isEqualTo("chatcmpl-1");
    assertThat(call.duration()).isNull();
    assertThat(derived.events()).noneMatch(ChatEvent.WorkflowEnded.class::isInstance);
  }

  @Test
  void aCallWithItsSpan_isOneCall_withWhatTheSpanTells() {
    TestSpan span = TestSpan.chat(7).usage(100, 40);

    Tally tally = derive(List.of(call(7)), span).tally();

    assertThat(tally.llmCalls()).isEqualTo(1);
    assertThat(tally.promptTokens()).isEqualTo(100);
    assertThat(tally.completionTokens()).isEqualTo(40);
  }

  @Test
  void aSpanThatDoesNotTell_isCompletedByItsEvent() {
    Derived derived = derive(List.of(call(7)), TestSpan.chat(7));

    assertThat(derived.calls()).hasSize(1);
    assertThat(derived.calls().getFirst().usage().promptTokens()).isEqualTo(120);
    assertThat(derived.calls().getFirst().requestModel()).isEqualTo("gpt-4o-mini");
    assertThat(derived.calls().getFirst().duration()).isNotNull();
  }

  @Test
  void eventsThatDisagreeAboutOneCall_areFlagged_whicheverCameFirst() {
    SpanNote early = call(7);
    SpanNote late = note(51, CALL, 7, USAGE.replace("120", "121"));

    assertThat(flagsOf(List.of(early, late))).contains(SpanFlag.EVENTS_DISAGREE);
    assertThat(flagsOf(List.of(late, early))).contains(SpanFlag.EVENTS_DISAGREE);
    assertThat(flagsOf(List.of(early, late), TestSpan.chat(7)))
        .containsExactly(SpanFlag.EVENTS_DISAGREE);
    assertThat(derive(List.of(early, late)).tally().promptTokens()).as("the latest").isEqualTo(121);
  }

  @Test
  void eventsOfTwoAnswersInOneSpan_areFlagged() {
    SpanNote other = note(51, CALL, 7, USAGE.replace("chatcmpl-1", "chatcmpl-2"));

    assertThat(flagsOf(List.of(call(7), other))).contains(SpanFlag.EVENTS_DISAGREE);
  }

  @Test
  void aCallAndItsEventThatDisagree_areFlagged() {
    assertThat(flagsOf(List.of(call(7)), TestSpan.chat(7).usage(100, 48)))
        .containsExactly(SpanFlag.EVENTS_DISAGREE);
  }

  @Test
  void eventsThatAgree_orTellPartsOfATurn_areNotFlagged() {
    SpanNote again = note(51, CALL, 7, USAGE);
    SpanNote ofTurn = note(52, CALL, 1, USAGE);

    assertThat(flagsOf(List.of(call(7), again), TestSpan.chat(7).usage(120, 48))).isEmpty();
    assertThat(flagsOf(List.of(ofTurn), TestSpan.turn(1, "planner").usage(500, 90))).isEmpty();
  }

  private static Set<SpanFlag> flagsOf(List<SpanNote> notes, TestSpan... spans) {
    List<SpanFacts> facts = new ArrayList<>();
    for (TestSpan span : spans) {
      facts.add(span.facts());
    }
    return DERIVATION.explain(facts, notes).spans().getFirst().flags();
  }

  @Test
  void anEventWhoseSpanIsMissing_isTheCallAround_byTheIdOfItsAnswer() {
    TestSpan outer = TestSpan.chat(2).at(0, 100).with("gen_ai.response.id", "chatcmpl-1");
    SpanNote event = note(50, CALL, 7, USAGE);

    Derived derived = derive(List.of(event), outer);

    assertThat(derived.calls()).hasSize(1);
    assertThat(derived.calls().getFirst().usage().promptTokens()).isEqualTo(120);
    assertThat(derived.calls().getFirst().duration()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void anEventOfTheTurnAround_addsNothingToItsCalls() {
    TestSpan turn = TestSpan.turn(1, "planner");
    TestSpan call = TestSpan.chat(2).under(1).usage(120, 48);

    Tally tally = derive(List.of(call(1)), turn, call).tally();

    assertThat(tally.llmCalls()).isEqualTo(1);
    assertThat(tally.promptTokens()).isEqualTo(120);
  }

  @Test
  void anExceptionEvent_typesTheErrorOfItsSpan_andIsNoSecondOne() {
    SpanNote exception = note(60, EXCEPTION, 7, TIMEOUT);
    TestSpan untyped = TestSpan.chat(7).status(Status.StatusCode.STATUS_CODE_ERROR, "");
    TestSpan typed = TestSpan.chat(7).failed("429", "");
    TestSpan silent = TestSpan.chat(7);

    assertThat(failureType(derive(List.of(exception), untyped))).isEqualTo("TimeoutError");
    assertThat(failureType(derive(List.of(exception), typed))).isEqualTo("429");
    assertThat(failureType(derive(List.of(exception), silent))).isEqualTo("TimeoutError");
    for (TestSpan span : List.of(untyped, typed, silent)) {
      assertThat(derive(List.of(exception), span).tally().errors()).isEqualTo(1);
    }
  }

  private static String failureType(Derived derived) {
    Failure failure = derived.calls().getFirst().failure();
    return failure == null ? "none" : failure.type();
  }

  @Test
  void anExceptionEventAlone_isNoCallAndNoError() {
    assertThat(derive(List.of(note(60, EXCEPTION, 7, TIMEOUT))).events()).isEmpty();
    Tally tally = derive(List.of(call(7), note(60, EXCEPTION, 7, TIMEOUT))).tally();
    assertThat(tally.llmCalls()).isEqualTo(1);
    assertThat(tally.errors()).isEqualTo(1);
  }

  @Test
  void theOrderOfNotesAndSpans_doesNotMatter() {
    List<SpanNote> notes =
        new ArrayList<>(
            List.of(
                call(2),
                note(51, CALL, 2, USAGE.replace("120", "121")),
                note(60, EXCEPTION, 2, TIMEOUT),
                note(50, CALL, 9, USAGE.replace("chatcmpl-1", "chatcmpl-9")),
                note(61, EXCEPTION, 1, TIMEOUT)));
    TestSpan turn = TestSpan.turn(1, "planner");
    TestSpan chat = TestSpan.chat(2).under(1);
    List<ChatEvent> expected = derive(notes, turn, chat).events();
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(notes, new Random(seed));
      assertThat(derive(notes, turn, chat).events()).isEqualTo(expected);
      assertThat(derive(notes, chat, turn).events()).isEqualTo(expected);
    }
    assertThat(new Derived(expected).tally().promptTokens()).isEqualTo(121 + 120);
  }

  @Test
  void explains_thatAnEventStandsForItsSpan() {
    Explanation explanation = DERIVATION.explain(List.of(), List.of(call(7)));

    assertThat(explanation.spans()).hasSize(1);
    Explanation.Span span = explanation.spans().getFirst();
    assertThat(span.counted()).isTrue();
    assertThat(span.reason()).startsWith("rule 7:");
    assertThat(span.fields().get(Field.PROMPT_TOKENS))
        .isEqualTo(new SpanFacts.Source(120L, CALL + ": gen_ai.usage.input_tokens"));
  }
}
