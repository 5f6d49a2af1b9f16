// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.LogLines;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.normalise.Pricing;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the fold does with single traces and events, step by step.
class FoldTest {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final ChatKey CHAT = new ChatKey("unknown", "chat-1");

  private final FoldRig rig = new FoldRig();

  private static Span.Builder span(long trace, long id, long parent, String operation) {
    long start = START.toEpochMilli() * 1_000_000 + id * 1_000;
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(
                ByteString.copyFrom(ByteBuffer.allocate(16).putLong(trace).putLong(7).flip()))
            .setSpanId(id(id))
            .setName(operation)
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + 1_000_000)
            .addAttributes(text("gen_ai.operation.name", operation));
    return parent == 0 ? span : span.setParentSpanId(id(parent));
  }

  private static Span.Builder call(long trace, long id, long parent, long prompt) {
    return span(trace, id, parent, "chat")
        .addAttributes(count("gen_ai.usage.input_tokens", prompt))
        .addAttributes(count("gen_ai.usage.output_tokens", 1));
  }

  private static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue count(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  private void send(Span.Builder... spans) {
    rig.sendSpans(spansOf(spans));
  }

  private static List<Arrival.ArrivedSpan> spansOf(Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return FoldRig.spans(
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
            .build());
  }

  private static ChatEvent.Context context(String id, int second, @Nullable String workflow) {
    return new ChatEvent.Context(id, CHAT, workflow, null, START.plusSeconds(second), null);
  }

  private ChatSummary only() {
    assertThat(rig.liveChats()).hasSize(1);
    return rig.liveChats().values().iterator().next();
  }

  private static ChatStatus status(ChatSummary chat) {
    return chat.status(START.plusSeconds(10), ChatTimeouts.DEFAULT);
  }

  @Test
  void showsAChatAsRunning_fromItsFirstSpanOn() {
    send(call(1, 2, 1, 10));

    assertThat(only().key().chatId()).startsWith("trace:");
    assertThat(status(only())).isEqualTo(ChatStatus.RUNNING);
  }

  @Test
  void renamesAProvisionalChat_whenTheRealIdComesLast() {
    send(call(1, 2, 1, 10));
    rig.store();
    send(span(1, 1, 0, "invoke_agent").addAttributes(text("gen_ai.conversation.id", "chat-1")));
    rig.settle();

    assertThat(rig.liveChats()).containsOnlyKeys(CHAT);
    assertThat(rig.storedChats()).containsOnlyKeys(CHAT);
    assertThat(only().tally().promptTokens()).isEqualTo(10);
    assertThat(status(only())).isEqualTo(ChatStatus.COMPLETED);
  }

  @Test
  void joinsTracesOfOneChat() {
    send(
        call(1, 2, 1, 10),
        span(1, 1, 0, "invoke_agent").addAttributes(text("session.id", "chat-1")));
    rig.settle();
    send(
        call(2, 2, 1, 5),
        span(2, 1, 0, "invoke_agent").addAttributes(text("session.id", "chat-1")));
    rig.settle();

    assertThat(only().tally().promptTokens()).isEqualTo(15);
    assertThat(only().traceIds()).hasSize(2);
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
  }

  private List<String> agentsWithPublishedCalls() {
    return rig.totals.published().entrySet().stream()
        .filter(series -> series.getValue().tally().llmCalls() > 0)
        .map(series -> series.getKey().agent())
        .toList();
  }

  @Test
  void countersWaitForTheRoot_whichNamesTheAgent() {
    send(call(1, 2, 1, 1_000));
    rig.store();
    rig.pass(Duration.ofSeconds(30));
    rig.store();
    assertThat(rig.totals.published()).isEmpty();
    assertThat(rig.totals.lifetime().promptTokens()).isEqualTo(1_000);

    send(span(1, 1, 0, "invoke_agent").addAttributes(text("gen_ai.agent.name", "planner")));
    rig.settle();

    assertThat(agentsWithPublishedCalls()).containsExactly("planner");
    assertThat(rig.publishedTotals().promptTokens()).isEqualTo(1_000);
  }

  @Test
  void countersWaitForARootNoLongerThanItsGrace_evenWhileSpansKeepComing() {
    for (int id = 2; id < 80; id++) {
      send(call(1, id, 1, 10));
      rig.pass(Duration.ofSeconds(1));
      rig.store();
    }
    assertThat(rig.publishedTotals().promptTokens()).isBetween(500L, 780L);
    rig.settle();
    assertThat(rig.publishedTotals().promptTokens()).isEqualTo(780);
  }

  @Test
  void mistakeInARule_leavesTheTraceAsItWas_andStopsNothingElse() {
    send(call(1, 2, 1, 10));
    rig.mistake = true;
    send(call(1, 3, 1, 20));
    send(span(2, 1, 0, "invoke_agent"));
    rig.settle();

    assertThat(rig.failedDerivations()).isPositive();
    assertThat(rig.totals.lifetime().promptTokens()).isEqualTo(10);
    assertThat(rig.totals.lifetime().agentTurns()).as("of the other trace").isPositive();

    rig.mistake = false;
    rig.crashAndRestart();
    rig.settle();
    assertThat(rig.totals.lifetime().promptTokens()).as("nothing was lost").isEqualTo(30);
    assertThat(rig.storedTotals().promptTokens()).isEqualTo(30);
    assertThat(rig.movingParts()).isZero();
  }

  @Test
  void directEventsThatCannotBeCompleted_countAsTheyWereSent_andLoseNothing() {
    rig.sendEvents(List.of(new ChatEvent.WorkflowStarted(context("s", 0, "Generator"))));
    ChatEvent usage =
        new ChatEvent.UsageDelta(
            context("u", 3, null), "planner", "m", TokenUsage.of(1_000, 5), Cost.UNPRICED, false);
    rig.mistake = true;
    rig.sendEvents(List.of(usage));
    rig.settle();

    assertThat(rig.failedDerivations()).isPositive();
    assertThat(only().tally().promptTokens()).isEqualTo(1_000);
    assertThat(only().tally().costUsd()).isNull();
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
    assertThat(rig.balance.of(Signal.EVENTS).read().stored()).isEqualTo(2);

    rig.crashAndRestart();
    assertThat(only().tally().promptTokens()).isEqualTo(1_000);
    assertThat(rig.sendEvents(List.of(usage)).duplicates()).isEqualTo(1);

    rig.mistake = false;
    rig.crashAndRestart();
    rig.settle();
    assertThat(only().tally().costUsd()).isEqualByComparingTo("0.00015");
    assertThat(rig.storage.reader().totals().keySet())
        .allMatch(series -> series.workflow().equals("Generator"));
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
    assertThat(rig.movingParts()).isZero();
  }

  @Test
  void rootThatComesTooLate_movesNothingBetweenCounters_andTheirSumStaysTrue() {
    send(call(1, 2, 1, 1_000));
    rig.settle();
    assertThat(publishedPrompts()).isEqualTo(Map.of("", 1_000L));

    send(span(1, 1, 0, "invoke_agent").addAttributes(text("gen_ai.agent.name", "planner")));
    rig.settle();
    send(call(1, 3, 1, 70));
    rig.settle();
    Map<String, Long> inAll = Map.of("", 1_000L, "planner", 70L);
    assertThat(publishedPrompts()).isEqualTo(inAll);
    assertThat(rig.totals.lifetime().promptTokens()).isEqualTo(1_070);

    rig.crashAndRestart();
    assertThat(publishedPrompts()).isEqualTo(inAll);
    assertThat(rig.totals.lifetime().promptTokens()).isEqualTo(1_070);
    assertThat(rig.storage.reader().totals().keySet())
        .filteredOn(series -> !series.model().isEmpty())
        .allMatch(series -> series.agent().equals("planner"));
  }

  private static final Pricing DEARER =
      (_, _, _, usage) ->
          usage.promptTokens() == null
              ? Cost.UNPRICED
              : Cost.computed(usage.promptTokens() * 1_000_000, "1.00 per million");

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }

  @Test
  void priceThatWasBooked_stays_whenALateSpanComesAfterThePricesChanged() {
    send(call(1, 2, 1, 1_000));
    rig.settle();
    assertThat(rig.storedTotals().costUsd()).isEqualByComparingTo(usd("0.00015"));

    rig.prices = DEARER;
    rig.crashAndRestart();
    // The root gives the chat its name and the call its agent, and brings another call.
    send(
        span(1, 1, 0, "invoke_agent")
            .addAttributes(text("gen_ai.conversation.id", "chat-1"))
            .addAttributes(text("gen_ai.agent.name", "planner")),
        call(1, 3, 1, 1_000));
    rig.settle();

    assertThat(rig.storedChats()).containsOnlyKeys(CHAT);
    BigDecimal both = usd("0.00015").add(usd("0.001"));
    assertThat(only().tally().costUsd()).isEqualByComparingTo(both);
    assertThat(rig.storedTotals().costUsd()).isEqualByComparingTo(both);
  }

  @Test
  void priceThatWasBooked_stays_whenAnUnfinishedTraceIsDerivedAgainAfterARestart() {
    send(call(1, 2, 1, 1_000));
    rig.store();
    rig.prices = DEARER;
    rig.crashAndRestart();
    rig.settle();

    assertThat(rig.storedTotals().costUsd()).isEqualByComparingTo(usd("0.00015"));
    assertThat(rig.totals.lifetime().costUsd()).isEqualByComparingTo(usd("0.00015"));
  }

  @Test
  void callIsPricedAnew_whenALaterVersionSaysThatItUsedOtherTokens() {
    send(call(1, 2, 1, 1_000));
    rig.settle();
    rig.prices = DEARER;
    rig.crashAndRestart();
    send(call(1, 2, 1, 2_000).setEndTimeUnixNano(Long.MAX_VALUE / 4));
    rig.settle();

    assertThat(rig.storedTotals().costUsd()).isEqualByComparingTo(usd("0.002"));
  }

  @Test
  void directEventThatHadNoPrice_hasNone_whenItsChatComesBackAfterThePricesChanged() {
    TokenUsage usage = new TokenUsage(1_000L, 1L, null, null, null);
    rig.prices = (_, _, _, _) -> Cost.UNPRICED;
    rig.sendEvents(
        List.of(
            new ChatEvent.UsageDelta(
                context("u1", 0, "flow"), null, "m", usage, Cost.UNPRICED, false)));
    rig.settle();
    rig.prices = DEARER;
    rig.crashAndRestart();
    rig.sendEvents(
        List.of(
            new ChatEvent.UsageDelta(
                context("u2", 1, "flow"), null, "m", usage, Cost.UNPRICED, false)));
    rig.settle();

    assertThat(only().tally().costUsd()).isEqualByComparingTo(usd("0.001"));
    assertThat(only().tally().unpricedReports()).isEqualTo(1);
  }

  private Map<String, Long> publishedPrompts() {
    Map<String, Long> byAgent = new HashMap<>();
    rig.totals
        .published()
        .forEach((series, totals) -> {
          Long prompts = totals.tally().promptTokens();
          if (prompts != null && prompts != 0) {
            byAgent.merge(series.agent(), prompts, Long::sum);
          }
        });
    return byAgent;
  }

  @Test
  void withdrawsWhatALateSpanMakesWrong_evenAfterAllWasSettled() {
    // A model call without usage is counted, until the call inside it turns up.
    send(call(1, 2, 1, 10), span(1, 1, 0, "invoke_agent"));
    rig.settle();
    assertThat(rig.movingParts()).isZero();
    send(call(1, 3, 2, 12));
    rig.settle();

    assertThat(only().tally().llmCalls()).isEqualTo(1);
    assertThat(only().tally().promptTokens()).isEqualTo(12);
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
    assertThat(rig.storedTotals()).isEqualTo(rig.publishedTotals());
  }

  private static List<Arrival.ArrivedSpan> fromResource(Span.Builder span, KeyValue... resource) {
    return FoldRig.spans(
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(Resource.newBuilder().addAllAttributes(List.of(resource)))
                    .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
            .build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sameSpanThroughTwoCollectors_countsOnce_forTheAppThatOneOfThemAdds(boolean plainFirst) {
    Span.Builder span = call(1, 1, 0, 10);
    List<Arrival.ArrivedSpan> plain = fromResource(span);
    List<Arrival.ArrivedSpan> enriched = fromResource(span, text("app.id", "shop"));

    rig.sendSpans(plainFirst ? plain : enriched);
    rig.settle();
    rig.sendSpans(plainFirst ? enriched : plain);
    rig.settle();
    rig.crashAndRestart();

    assertThat(only().key().app()).isEqualTo("shop");
    assertThat(only().tally().promptTokens()).isEqualTo(10);
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
  }

  @Test
  void takesTheTopmostSpanForTheRoot_whenTheGraceIsOver() {
    send(span(1, 2, 1, "invoke_agent"));
    assertThat(status(only())).isEqualTo(ChatStatus.RUNNING);

    rig.pass(rig.settings.rootGrace());

    assertThat(status(only())).isEqualTo(ChatStatus.COMPLETED);
    assertThat(only().tally().agentTurns()).isEqualTo(1);
  }

  @Test
  void keepsWaitingAgain_whenASpanComesAfterTheGrace() {
    send(span(1, 2, 1, "invoke_agent"));
    rig.settle();
    send(span(1, 3, 1, "invoke_agent"));

    assertThat(status(only())).isEqualTo(ChatStatus.RUNNING);
    rig.settle();
    assertThat(status(only())).isEqualTo(ChatStatus.COMPLETED);
    assertThat(only().tally().agentTurns()).isEqualTo(2);
  }

  @Test
  void leavesMemory_whenStoredAndQuietOnly() {
    send(call(1, 1, 0, 10));
    rig.pass(Duration.ofSeconds(3));
    assertThat(rig.movingParts()).isEqualTo(1);
    rig.store();
    rig.store();
    assertThat(rig.movingParts()).isZero();
  }

  @Test
  void letsTheLongestQuietGoEarly_whenThereIsNoRoom() {
    FoldRig small =
        new FoldRig(new InMemoryStorage(), FoldSettings.DEFAULT.withRecords(10, 100, 100));
    for (int trace = 1; trace <= 50; trace++) {
      small.sendSpans(
          FoldRig.spans(
              ExportTraceServiceRequest.newBuilder()
                  .addResourceSpans(
                      ResourceSpans.newBuilder()
                          .addScopeSpans(ScopeSpans.newBuilder().addSpans(call(trace, 2, 1, 1))))
                  .build()));
      small.store();
    }

    assertThat(small.movingParts()).isLessThanOrEqualTo(11);
    assertThat(small.totals.lifetime().promptTokens()).isEqualTo(50);
    assertThat(small.storedTotals().promptTokens()).isEqualTo(50);
  }

  @Test
  void finishesWhatHadToLeaveBeforeItsRootCame() {
    FoldRig small =
        new FoldRig(new InMemoryStorage(), FoldSettings.DEFAULT.withRecords(3, 100, 100));
    for (int trace = 1; trace <= 20; trace++) {
      small.sendSpans(spansOf(span(trace, 2, 1, "invoke_agent")));
      small.store();
    }
    assertThat(small.liveChats().values()).allMatch(chat -> !chat.isEnded());

    for (int i = 0; i < 20; i++) {
      small.settle();
    }

    assertThat(small.liveChats()).hasSize(20);
    assertThat(small.liveChats().values()).allMatch(chat -> chat.isEnded());
    assertThat(small.storedChats()).isEqualTo(small.liveChats());
    assertThat(small.movingParts()).isZero();
  }

  @Test
  void dropsNewSpansOfAFullTrace_alsoAfterItCameBack() {
    FoldRig small =
        new FoldRig(new InMemoryStorage(), FoldSettings.DEFAULT.withRecords(1_000, 3, 3));
    List<Arrival.ArrivedSpan> three =
        spansOf(call(1, 2, 1, 10), call(1, 3, 1, 20), span(1, 1, 0, "invoke_agent"));
    List<Arrival.ArrivedSpan> further = spansOf(call(1, 4, 1, 5), call(1, 5, 1, 5));
    small.sendSpans(three);
    assertThat(small.sendSpans(further)).isEqualTo(new Outcome(0, 0, 2));
    small.settle();
    assertThat(small.movingParts()).isZero();

    assertThat(small.sendSpans(further)).isEqualTo(new Outcome(0, 0, 2));
    assertThat(small.sendSpans(three)).isEqualTo(new Outcome(0, 3, 0));
    Span.Builder later = call(1, 3, 1, 40);
    later.setEndTimeUnixNano(later.getEndTimeUnixNano() + 1_000_000);
    assertThat(small.sendSpans(spansOf(later))).isEqualTo(new Outcome(1, 0, 0));
    small.settle();

    assertThat(small.storedTotals().promptTokens()).isEqualTo(50);
    Balance.Reading balance = small.balance.of(Signal.SPANS).read();
    assertThat(balance.dropped()).isEqualTo(4);
    assertThat(balance.stored()).isEqualTo(4);
    assertThat(balance.duplicates()).isEqualTo(3);
    assertThat(balance.pending()).isZero();
  }

  @Test
  void dropsNewEventsOfAFullChat() {
    FoldRig small =
        new FoldRig(new InMemoryStorage(), FoldSettings.DEFAULT.withRecords(1_000, 3, 3));
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(
          new ChatEvent.AgentTurn(context("t" + i, i, null), "a", Duration.ofSeconds(1), null));
    }
    assertThat(small.sendEvents(events)).isEqualTo(new Outcome(3, 0, 2));
    small.settle();
    assertThat(small.sendEvents(events)).isEqualTo(new Outcome(0, 3, 2));
    assertThat(small.storedTotals().agentTurns()).isEqualTo(3);
    assertThat(small.balance.of(Signal.EVENTS).read().dropped()).isEqualTo(4);
  }

  @Test
  void lineOfAFullChatIsOneLine_whateverItsIdHolds() {
    FoldRig small =
        new FoldRig(new InMemoryStorage(), FoldSettings.DEFAULT.withRecords(1_000, 3, 1));
    ChatKey hostile = new ChatKey("shop", "c\n2026-01-31 ERROR all is lost");
    List<ChatEvent> events = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      events.add(
          new ChatEvent.WorkflowStarted(
              new ChatEvent.Context(id, hostile, null, null, START, null)));
    }
    try (LogLines log = new LogLines(Admission.class)) {
      small.sendEvents(events);

      assertThat(log.all())
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "chat c\\u000a2026-01-31 ERROR all is lost of app shop is full, what is new in it is"
                  + " dropped and counted (limits.events_per_chat: 1)");
    }
  }

  @Test
  void holdsNoMoreThanItsBound_howeverManyTracesGrowAtOnce() {
    FoldRig wide = new FoldRig();
    FoldRig small =
        new FoldRig(new InMemoryStorage(), FoldSettings.DEFAULT.withRecords(100, 1_000, 1_000));
    for (int step = 2; step < 32; step++) {
      // Every request touches all traces, so that what had to leave comes back for one span.
      List<Span.Builder> spans = new ArrayList<>();
      for (int trace = 1; trace <= 40; trace++) {
        spans.add(
            step == 31
                ? span(trace, 1, 0, "invoke_agent").addAttributes(text("session.id", "c" + trace))
                : call(trace, step, 1, trace));
      }
      List<Arrival.ArrivedSpan> request = spansOf(spans.toArray(Span.Builder[]::new));
      assertThat(small.sendSpans(request)).isEqualTo(wide.sendSpans(request));
      small.store();
    }
    wide.settle();
    for (int i = 0; i < 20; i++) {
      small.settle();
    }

    assertThat(small.mostRecords()).isBetween(101, 200);
    assertThat(wide.mostRecords()).isGreaterThan(1_000);
    assertThat(small.storedChats()).isEqualTo(wide.storedChats());
    assertThat(small.liveChats()).isEqualTo(wide.liveChats());
    assertThat(small.publishedTotals()).isEqualTo(wide.publishedTotals());
    Balance.Reading balance = small.balance.of(Signal.SPANS).read();
    assertThat(balance).isEqualTo(wide.balance.of(Signal.SPANS).read());
    assertThat(balance.pending()).isZero();
  }

  @Test
  void countsDirectEventsOnce_andFillsInWhatOthersTell() {
    ChatEvent tool =
        new ChatEvent.ToolCall(
            context("t", 2, null),
            "planner",
            "search",
            null,
            null,
            Duration.ZERO,
            Failure.of("E", null));
    ChatEvent usage =
        new ChatEvent.UsageDelta(
            context("u", 3, null), "planner", "m", TokenUsage.of(1_000, 5), Cost.UNPRICED, false);
    rig.sendEvents(List.of(tool, usage));
    rig.sendEvents(List.of(new ChatEvent.WorkflowStarted(context("s", 0, "Generator")), tool));
    rig.settle();
    rig.sendEvents(List.of(usage, tool));
    rig.sendEvents(
        List.of(new ChatEvent.WorkflowEnded(context("e", 9, null), ChatStatus.COMPLETED, null)));
    rig.settle();

    assertThat(only().workflow()).isEqualTo("Generator");
    assertThat(only().tally().toolCalls()).isEqualTo(1);
    assertThat(only().tally().errors()).isEqualTo(1);
    assertThat(only().tally().costUsd()).isEqualByComparingTo("0.00015");
    assertThat(rig.totals.published().keySet()).allMatch(key -> key.workflow().equals("Generator"));
    assertThat(
            rig.totals.published().values().stream().mapToLong(t -> t.runs().sum().toNanos()).sum())
        .isEqualTo(Duration.ofSeconds(9).toNanos());
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
  }

  @Test
  void joinsTracesAndDirectEventsOfOneChat() {
    send(
        call(1, 2, 1, 10),
        span(1, 1, 0, "invoke_agent").addAttributes(text("session.id", "chat-1")));
    rig.sendEvents(
        List.of(
            new ChatEvent.LlmCall(
                context("u", 3, null),
                null,
                null,
                null,
                null,
                TokenUsage.of(5, 0),
                Cost.UNPRICED,
                null,
                null,
                false,
                false,
                false,
                List.of(),
                null,
                null)));
    rig.settle();
    rig.crashAndRestart();
    rig.settle();

    assertThat(only().tally().promptTokens()).isEqualTo(15);
  }

  @Test
  void countsFurtherSeriesTogether_whenThereAreTooMany() {
    PublishedTotals totals = new PublishedTotals();
    int series = LastingSeries.MAX + 500;
    for (int i = 0; i < series; i++) {
      totals.publish(List.of(turnOf("agent-" + i)));
    }
    Map<TotalsKey, Totals> published = totals.totals().published();
    assertThat(published).containsKey(TotalsKey.of(turnOf("agent-19999")));
    assertThat(published).hasSize(LastingSeries.MAX + 1);
    assertThat(published.values().stream().mapToLong(t -> t.tally().agentTurns()).sum())
        .isEqualTo(series);
  }

  @Test
  void standsAnEventAtTheEndOfTime() {
    // Refused at the edge; but what is in a journal already must never stop the fold.
    rig.sendEvents(
        List.of(
            new ChatEvent.AgentTurn(
                new ChatEvent.Context(
                    "t", CHAT, null, null, Instant.parse("2262-01-01T00:00:00Z"), null),
                null,
                Duration.ofDays(300),
                null)));

    assertThat(only().tally().agentTurns()).isEqualTo(1);
  }

  @Test
  void countsAPartOnce_whenItHasJustMovedOutOfAChat() {
    send(call(1, 2, 1, 10).addAttributes(text("session.id", "chat-1")));
    rig.store();
    // The store still has it in chat-1 when another trace asks what is there.
    send(span(1, 1, 0, "invoke_agent").addAttributes(text("mozaiks.chat_id", "chat-2")));
    send(call(2, 2, 1, 5).addAttributes(text("session.id", "chat-1")));

    rig.settle();

    assertThat(rig.liveChats().get(CHAT))
        .satisfies(chat -> assertThat(chat.tally().promptTokens()).isEqualTo(5));
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnWithoutASpanThatCannotBeRead_untilItIsSentAgain(boolean bodyOrOrigin) {
    TroubledStorage spoiled = new TroubledStorage();
    FoldRig other = new FoldRig(spoiled, FoldSettings.DEFAULT);
    List<Arrival.ArrivedSpan> spans =
        spansOf(call(1, 2, 1, 10), call(1, 3, 1, 20), span(1, 1, 0, "invoke_agent"));
    other.sendSpans(spans);
    other.settle();
    Map<ChatKey, ChatSummary> before = other.storedChats();

    spoiled.damagedSpan = spans.getFirst().stored().spanId();
    spoiled.damagesBody = bodyOrOrigin;
    assertThat(other.sendSpans(spansOf(call(1, 4, 1, 5))).fresh()).isEqualTo(1);
    other.settle();
    assertThat(other.storedTotals().promptTokens()).isEqualTo(25);
    assertThat(other.unreadableSpans()).isPositive();
    assertThat(other.readFailure()).isNull();

    other.sendSpans(spans.subList(0, 1));
    spoiled.damagedSpan = 0;
    other.settle();
    assertThat(other.storedTotals().promptTokens()).isEqualTo(35);
    assertThat(other.storage.stats().spans()).isEqualTo(4);
    other.crashAndRestart();
    assertThat(other.sendSpans(spans).duplicates()).isEqualTo(3);
    assertThat(other.liveChats().keySet()).isEqualTo(before.keySet());
  }

  private static ChatEvent turnOf(String agent) {
    return new ChatEvent.AgentTurn(context("t", 1, null), agent, Duration.ofSeconds(1), null);
  }
}
