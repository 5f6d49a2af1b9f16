// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import static ai.mozaiks.observability.server.query.chat.Told.CHAT;
import static ai.mozaiks.observability.server.query.chat.Told.NOON;
import static ai.mozaiks.observability.server.query.chat.Told.call;
import static ai.mozaiks.observability.server.query.chat.Told.context;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.query.chat.TimelineRow.Kind;
import ai.mozaiks.observability.server.query.chat.TimelineRow.Status;
import ai.mozaiks.observability.storage.ChatRows;
import ai.mozaiks.observability.storage.EventRow;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.SpanRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
  private static final PartId TRACE = PartId.ofTrace(0, 1);
  private static final PartId DIRECT = PartId.ofDirectEvents(CHAT);
  private static final long NOON_NANOS = Nanos.of(NOON);
  private static final int NO_LIMIT = 1_000;

  private final List<SpanRow> spans = new ArrayList<>();
  private final List<EventRow> events = new ArrayList<>();
  private final List<EventRow> direct = new ArrayList<>();

  private void span(long id, long parent, double from, double to) {
    span(id, parent, from, to, 0);
  }

  private void span(long id, long parent, double from, double to, int status) {
    spans.add(new SpanRow(TRACE, id, parent, "span " + id, nanos(from), nanos(to), status));
  }

  private static long nanos(double second) {
    return NOON_NANOS + Math.round(second * 1e9);
  }

  private static ChatEvent.Context behind(long span, String kind, double at) {
    SpanRef ref = new SpanRef(TRACE.hex(), "%016x".formatted(span));
    return context(ref.spanId() + "/" + kind, at, ref);
  }

  private void event(ChatEvent event) {
    events.add(EventRow.of(TRACE, event));
  }

  private void direct(ChatEvent event) {
    direct.add(EventRow.of(DIRECT, event));
  }

  private Timeline timeline() {
    return timeline(NO_LIMIT);
  }

  private Timeline timeline(int limit) {
    return Timeline.of(
        CHAT, new ChatRows(spans, events, direct, spans.size() + (long) direct.size()), limit);
  }

  private TimelineRow row(int index) {
    return timeline().rows().get(index);
  }

  private static ChatEvent turn(long span, double at) {
    return new ChatEvent.AgentTurn(
        behind(span, "turn", at), "planner", Duration.ofSeconds(1), null);
  }

  private static ChatEvent.LlmCall callOf(long span, String kind, double at, long tokens) {
    return call(
        behind(span, kind, at), "planner", "gpt-4o", TokenUsage.of(tokens, 10), false, null);
  }

  private static ChatEvent aggregate(ChatEvent.LlmCall call) {
    return new ChatEvent.LlmCall(
        call.context(),
        call.agent(),
        call.provider(),
        call.requestModel(),
        call.responseModel(),
        call.usage(),
        call.cost(),
        call.duration(),
        null,
        false,
        false,
        true,
        List.of(),
        null,
        null);
  }

  @Test
  void spansComeInTheOfOrderTheirStart_withTheirParents() {
    span(3, 2, 2, 3);
    span(2, 1, 1, 4);
    span(1, 0, 0, 5, 1);
    span(9, 77, 0.5, 6, 2);
    Timeline timeline = timeline();
    assertThat(timeline.rows())
        .extracting(row -> row.id)
        .containsExactly(
            "0000000000000001", "0000000000000009", "0000000000000002", "0000000000000003");
    assertThat(timeline.rows())
        .extracting(row -> row.parent == null ? -1 : row.parent.index)
        .containsExactly(-1, -1, 0, 2);
    assertThat(timeline.rows())
        .extracting(row -> row.status)
        .containsExactly(Status.OK, Status.ERROR, Status.UNSET, Status.UNSET);
    assertThat(timeline.rows())
        .extracting(row -> row.durationNanos)
        .containsExactly(5_000_000_000L, 5_500_000_000L, 3_000_000_000L, 1_000_000_000L);
    assertThat(timeline.rows()).extracting(row -> row.kind).containsOnly(Kind.OTHER);
    assertThat(timeline.rows()).extracting(row -> row.counted).containsOnly(false);
    assertThat(timeline.total()).isEqualTo(4);
  }

  @Test
  void timesThatAreNotKnown_areTheEarliestOfTheTrace_andNoDuration() {
    span(1, 0, 5, 6);
    spans.add(new SpanRow(TRACE, 2, 1, "no start", 0, nanos(7), 0));
    spans.add(new SpanRow(TRACE, 3, 1, "no end", nanos(8), 0, 0));
    assertThat(timeline().rows())
        .extracting(row -> row.startNanos)
        .containsExactly(nanos(5), nanos(5), nanos(8));
    assertThat(timeline().rows().subList(1, 3))
        .extracting(row -> row.durationNanos)
        .containsOnlyNulls();
  }

  @Test
  void spansThatAreTheirOwnAncestors_makeNoRing() {
    span(1, 1, 0, 1);
    span(2, 3, 1, 2);
    span(3, 4, 2, 3);
    span(4, 2, 3, 4);
    span(5, 4, 4, 5);
    assertThat(timeline().rows())
        .extracting(row -> row.parent == null ? -1 : row.parent.index)
        .containsExactly(-1, -1, 3, 1, 3);
  }

  @Test
  void whatASpanIs_isSaidByItsEvents() {
    span(1, 0, 0, 9);
    event(new ChatEvent.WorkflowStarted(behind(1, "start", 0)));
    event(
        new ChatEvent.WorkflowEnded(behind(1, "end", 9), ChatStatus.FAILED, Duration.ofSeconds(9)));
    span(2, 1, 1, 8);
    event(turn(2, 1));
    event(aggregate(callOf(2, "usage", 1, 100)));
    span(3, 2, 2, 3);
    event(callOf(3, "llm", 2, 1_000));
    event(turn(3, 2)); // implied
    span(4, 2, 4, 5);
    event(
        new ChatEvent.ToolCall(
            behind(4, "tool", 4),
            "planner",
            "search",
            null,
            null,
            Duration.ofSeconds(1),
            new Failure("Timeout", null, true)));
    span(5, 2, 5, 6);
    event(
        new ChatEvent.ErrorOccurred(
            behind(5, "error", 5), "planner", ErrorLevel.LLM, new Failure("Broken", null, false)));
    assertThat(timeline().rows())
        .extracting(row -> row.kind)
        .containsExactly(Kind.WORKFLOW, Kind.AGENT_TURN, Kind.LLM_CALL, Kind.TOOL_CALL, Kind.ERROR);
    assertThat(timeline().rows())
        .extracting(row -> row.status)
        .containsExactly(Status.ERROR, Status.UNSET, Status.UNSET, Status.ERROR, Status.ERROR);
    assertThat(timeline().rows())
        .extracting(row -> row.figures().promptTokens())
        .containsExactly(null, 100L, 1_000L, null, null);
    assertThat(row(1).model).isEqualTo("gpt-4o");
    assertThat(row(3).tool).isEqualTo("search");
    assertThat(row(4).agent).isEqualTo("planner");
  }

  @Test
  void whatIsSuperseded_isShownWithItsFigures_andNotCounted() {
    span(1, 0, 0, 1);
    event(new ChatEvent.WorkflowStarted(behind(1, "start", 0)));
    event(new ChatEvent.Superseded(callOf(1, "llm", 0, 100)));
    span(2, 1, 1, 2);
    event(turn(2, 1));
    event(new ChatEvent.Superseded(aggregate(callOf(2, "usage", 1, 100))));
    assertThat(row(0).kind).isEqualTo(Kind.LLM_CALL);
    assertThat(row(0).counted).isFalse();
    assertThat(row(0).figures().promptTokens()).isEqualTo(100);
    assertThat(row(1).counted).isTrue();
    assertThat(row(1).figures().promptTokens()).as("no part of what counts").isNull();
  }

  @Test
  void spansBelongToTheChatOfTheNearestSpanAbove_thatAnEventNames() {
    ChatKey inner = new ChatKey("shop", "inner");
    span(1, 0, 0, 9);
    span(2, 1, 1, 8);
    span(3, 2, 2, 7);
    span(4, 3, 3, 6);
    span(5, 1, 5, 6);
    event(turn(2, 1));
    ChatEvent ofInner = turn(3, 2);
    ChatEvent.Context context = ofInner.context();
    event(
        ofInner.withContext(
            new ChatEvent.Context(context.id(), inner, null, null, context.at(), context.span())));
    assertThat(timeline().rows())
        .extracting(row -> row.chat)
        .containsExactly(CHAT, CHAT, inner, inner, CHAT);
  }

  @Test
  void callOfWhichOnlyALogEventTells_isARow() {
    span(1, 0, 0, 9);
    event(callOf(2, "llm", 1, 100));
    Timeline timeline = timeline();
    assertThat(timeline.rows()).hasSize(2);
    assertThat(timeline.total()).isEqualTo(2);
    assertThat(row(1).id).isEqualTo("0000000000000002");
    assertThat(row(1).name).isNull();
    assertThat(row(1).durationNanos).isEqualTo(500_000_000L);
    assertThat(row(1).counted).isTrue();
  }

  @Test
  void directRun_lastsUntilItsEnd() {
    direct(new ChatEvent.WorkflowStarted(context("first", 0, null)));
    direct(
        new ChatEvent.WorkflowEnded(
            context("end", 5, null), ChatStatus.FAILED, Duration.ofSeconds(5)));
    direct(new ChatEvent.WorkflowStarted(context("second", 7, null)));
    direct(call("call", "planner", 8, 100));
    Timeline timeline = timeline();
    assertThat(timeline.rows())
        .extracting(row -> row.durationNanos)
        .containsExactly(5_000_000_000L, 0L, null, 500_000_000L);
    assertThat(timeline.rows())
        .extracting(row -> row.status)
        .containsExactly(Status.ERROR, Status.ERROR, Status.UNSET, Status.OK);
    assertThat(timeline.rows()).extracting(row -> row.trace).containsOnlyNulls();
  }

  @Test
  void rowsBeyondTheLimit_areCounted_andNobodysParents() {
    span(1, 2, 0, 1);
    span(2, 0, 5, 6);
    direct(call("call", "planner", 1, 100));
    Timeline timeline = timeline(2);
    assertThat(timeline.rows())
        .extracting(row -> row.id)
        .containsExactly("0000000000000001", "call");
    assertThat(timeline.total()).isEqualTo(3);
    assertThat(Objects.requireNonNull(timeline.rows().getFirst().parent).index).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void countedRows_addUpToTheChat(long seed) {
    List<ChatEvent> all = Told.random(seed, 300);
    all.forEach(event -> {
      SpanRef span = event.context().span();
      if (span == null) {
        direct(event);
      } else {
        events.add(EventRow.of(PartId.ofTrace(span.traceId()), event));
      }
    });
    Tally chat = ChatState.fold(CHAT, all).summary().tally();
    long prompt = 0;
    BigDecimal cost = BigDecimal.ZERO;
    for (TimelineRow row : timeline().rows()) {
      if (row.counted && !row.cached) {
        prompt += orZero(row.figures().promptTokens());
      }
      BigDecimal ofRow = row.figures().cost();
      if (row.counted && ofRow != null) {
        cost = cost.add(ofRow);
      }
    }
    assertThat(prompt).isEqualTo(chat.promptTokens());
    assertThat(cost).isEqualByComparingTo(Objects.requireNonNull(chat.costUsd()));
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
