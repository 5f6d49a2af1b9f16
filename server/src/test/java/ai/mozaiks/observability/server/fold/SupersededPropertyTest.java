// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.EventIds;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A chat that is told of by spans, by a sender's usage deltas, by AG2's log and by the
/// application's log counts once on every way out, in whatever order they come, however often, and
/// with crashes between.
class SupersededPropertyTest {
  private static final Instant START = Instant.parse("2026-03-01T11:00:00Z");
  private static final ChatKey CHAT = new ChatKey("unknown", "chat-1");
  private static final int CALLS = 4;

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /// One thing to send.
  private interface Deed {
    void to(FoldRig rig);
  }

  private static List<Deed> spans() {
    List<Deed> deeds = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      List<Arrival.ArrivedSpan> trace = trace(i);
      for (Arrival.ArrivedSpan span : trace) {
        deeds.add(rig -> rig.sendSpans(List.of(span)));
      }
    }
    return deeds;
  }

  private static List<Deed> logs() {
    List<Deed> deeds = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      ChatEvent.Context ag2 = context(EventIds.RUNTIME_LOG + "call" + i);
      add(deeds, call(ag2));
      add(deeds, new ChatEvent.AgentTurn(context(EventIds.RUNTIME_LOG + "t" + i), "a", null, null));
      add(deeds, tool(EventIds.RUNTIME_LOG + "tool" + i));
      add(deeds, tool(EventIds.APPLICATION_LOG + "tool" + i));
      add(deeds, delta(EventIds.APPLICATION_LOG + "d" + i));
      add(deeds, delta("sent" + i));
    }
    return deeds;
  }

  private static void add(List<Deed> deeds, ChatEvent event) {
    deeds.add(rig -> rig.sendEvents(List.of(event)));
  }

  private static ChatEvent.Context context(String id) {
    return new ChatEvent.Context(id, CHAT, null, null, START, null);
  }

  private static ChatEvent call(ChatEvent.Context context) {
    return new ChatEvent.LlmCall(
        context,
        "a",
        null,
        "m",
        "m",
        TokenUsage.of(100, 1),
        Cost.UNPRICED,
        null,
        null,
        false,
        false,
        false,
        List.of(),
        null,
        null);
  }

  private static ChatEvent delta(String id) {
    return new ChatEvent.UsageDelta(
        context(id), "a", "m", TokenUsage.of(100, 1), Cost.UNPRICED, false);
  }

  private static ChatEvent tool(String id) {
    return new ChatEvent.ToolCall(context(id), "a", "search", null, null, null, null);
  }

  /// An agent's span around a call, both in the chat; only the agent's tells which.
  private static List<Arrival.ArrivedSpan> trace(int number) {
    ByteString trace =
        ByteString.copyFrom(ByteBuffer.allocate(16).putLong(number + 1L).putLong(7).flip());
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    scope.addSpans(
        span(trace, 1, "invoke_agent")
            .addAttributes(text("gen_ai.agent.name", "a"))
            .addAttributes(text("gen_ai.conversation.id", CHAT.chatId())));
    scope.addSpans(
        span(trace, 2, "chat")
            .setParentSpanId(id(1))
            .addAttributes(count("gen_ai.usage.input_tokens", 100))
            .addAttributes(count("gen_ai.usage.output_tokens", 1)));
    return FoldRig.spans(
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
            .build());
  }

  private static Span.Builder span(ByteString trace, long id, String operation) {
    long start = START.toEpochMilli() * 1_000_000 + id;
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(id(id))
        .setName(operation)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + 1_000_000)
        .addAttributes(text("gen_ai.operation.name", operation));
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

  @ParameterizedTest
  @MethodSource("seeds")
  void countsOnce_whateverComesFirst(long seed) {
    Random random = new Random(seed);
    List<Deed> deeds = new ArrayList<>(spans());
    deeds.addAll(logs());
    deeds.addAll(logs().subList(0, 7)); // some come twice
    Collections.shuffle(deeds, random);
    FoldRig rig = new FoldRig();
    for (Deed deed : deeds) {
      deed.to(rig);
      switch (random.nextInt(8)) {
        case 0 -> rig.store();
        case 1 -> rig.settle();
        case 2 -> rig.crashAndRestart();
        case 3 -> rig.pass(Duration.ofSeconds(3));
        default -> {}
      }
    }
    rig.settle();
    rig.settle();

    assertOnce(tally(rig.liveChats()));
    assertOnce(tally(rig.storedChats()));
    assertOnce(rig.storedTotals());
    assertThat(rig.totals.lifetime()).isEqualTo(rig.storedTotals());
    assertThat(rig.failedDerivations()).isZero();
  }

  private static Tally tally(Map<ChatKey, ChatSummary> chats) {
    return Objects.requireNonNull(chats.get(CHAT)).tally();
  }

  /// Calls and turns as the spans tell them, tools as AG2's log does, since no span tells of any.
  private static void assertOnce(Tally tally) {
    assertThat(tally.promptTokens()).isEqualTo(CALLS * 100);
    assertThat(tally.completionTokens()).isEqualTo(CALLS);
    assertThat(tally.llmCalls()).isEqualTo(CALLS);
    assertThat(tally.agentTurns()).isEqualTo(CALLS);
    assertThat(tally.toolCalls()).isEqualTo(CALLS);
  }

  @Test
  void countsWhatTheLogsTell_untilSpansCome() {
    FoldRig rig = new FoldRig();
    logs().forEach(deed -> deed.to(rig));
    rig.settle();

    // The sender's deltas speak for the tokens, AG2's log for turns and tools.
    assertThat(tally(rig.storedChats()).promptTokens()).isEqualTo(CALLS * 100);
    assertThat(tally(rig.storedChats()).llmCalls()).isZero();
    assertThat(tally(rig.storedChats()).agentTurns()).isEqualTo(CALLS);

    spans().forEach(deed -> deed.to(rig));
    rig.settle();

    assertOnce(tally(rig.storedChats()));
  }
}
