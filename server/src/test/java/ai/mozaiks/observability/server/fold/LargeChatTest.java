// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A trace in a chat of very many costs hardly more than in a chat of its own.
class LargeChatTest {
  private static final int TRACES = 30_000;
  private static final int TRACES_OF_A_REQUEST = 500;
  private static final ChatKey CHAT = new ChatKey("unknown", "chat-1");
  private static final long NOON_NANOS =
      Instant.parse("2026-03-01T12:00:00Z").getEpochSecond() * 1_000_000_000;

  /// A model call, later the more traces there are; its root is still to come.
  private static Span.Builder call(long trace, long id, String chat) {
    long start = NOON_NANOS + trace * 1_000_000 + id * 1_000;
    return Span.newBuilder()
        .setTraceId(
            ByteString.copyFrom(
                ByteBuffer.allocate(16).putLong(trace * 0x9E3779B97F4A7C15L).putLong(trace).flip()))
        .setSpanId(idOf(id))
        .setParentSpanId(idOf(1))
        .setName("chat")
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + 1_000)
        .addAttributes(
            attribute("gen_ai.operation.name", AnyValue.newBuilder().setStringValue("chat")))
        .addAttributes(attribute("session.id", AnyValue.newBuilder().setStringValue(chat)))
        .addAttributes(
            attribute("gen_ai.usage.input_tokens", AnyValue.newBuilder().setIntValue(10)));
  }

  private static Span.Builder root(long trace) {
    Span.Builder root = call(trace, 1, "chat-1").clearParentSpanId().setName("invoke_agent");
    root.getAttributesBuilder(0).setValue(AnyValue.newBuilder().setStringValue("invoke_agent"));
    return root.setEndTimeUnixNano(root.getStartTimeUnixNano() + 10_000_000).removeAttributes(2);
  }

  private static ByteString idOf(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static List<ArrivedSpan> read(Iterable<Span.Builder> spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    spans.forEach(scope::addSpans);
    return FoldRig.spans(
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
            .build());
  }

  /// Sends a span of each trace.
  ///
  /// @return CPU time; nanoseconds
  private static long send(FoldRig rig, int traces, LongFunction<Span.Builder> span) {
    long spent = 0;
    for (int from = 1; from <= traces; from += TRACES_OF_A_REQUEST) {
      List<Span.Builder> spans = new ArrayList<>();
      for (int trace = from; trace < from + TRACES_OF_A_REQUEST && trace <= traces; trace++) {
        spans.add(span.apply(trace));
      }
      List<ArrivedSpan> request = read(spans);
      long before = cpuNanos();
      rig.sendSpans(request);
      spent += cpuNanos() - before;
    }
    return spent;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Test
  void costsHardlyMoreThanManySmallChats() {
    send(new FoldRig(), 5_000, trace -> call(trace, 2, "chat-" + trace)); // compiles the code
    long apart = send(new FoldRig(), TRACES, trace -> call(trace, 2, "chat-" + trace));
    FoldRig rig = new FoldRig();
    long together = send(rig, TRACES, trace -> call(trace, 2, "chat-1"));

    assertThat(rig.liveChats()).containsOnlyKeys(CHAT);
    assertThat(rig.liveChats().get(CHAT))
        .satisfies(chat -> assertThat(chat.tally().promptTokens()).isEqualTo(10L * TRACES));
    assertThat(together).isLessThan(10 * apart);
  }

  /// How often each method of the store's reader was called.
  private static final class Questions {
    private final Map<String, Integer> asked = new HashMap<>();

    private @Nullable RuntimeException note(String method) {
      asked.merge(method, 1, Integer::sum);
      return null;
    }

    private int of(String method) {
      return asked.getOrDefault(method, 0);
    }
  }

  @Test
  void lateSpans_bringTheirTracesBack_withoutReadingTheWholeChat() {
    TroubledStorage storage = new TroubledStorage();
    FoldRig rig = new FoldRig(storage, FoldSettings.DEFAULT);
    int traces = 2_000;
    send(rig, traces, trace -> call(trace, 2, "chat-1"));
    send(rig, traces, LargeChatTest::root);
    rig.settle();
    assertThat(rig.movingParts()).isZero();

    Questions questions = new Questions();
    storage.readTrouble = questions::note;
    for (int trace = 1; trace <= traces; trace += 10) {
      rig.sendSpans(read(List.of(call(trace, 3, "chat-1"))));
    }
    assertThat(questions.of("spans")).isEqualTo(traces / 10);
    assertThat(questions.of("forEachEvent")).isZero();

    rig.settle();
    assertThat(rig.liveChats().get(CHAT))
        .satisfies(chat -> assertThat(chat.tally().promptTokens()).isEqualTo(11L * traces));
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
  }

  @Test
  void lateSpansOfTracesWithoutARoot_readTheChatForTheLatestOfThemOnly() {
    TroubledStorage storage = new TroubledStorage();
    FoldRig rig = new FoldRig(storage, FoldSettings.DEFAULT);
    int traces = 1_000;
    send(rig, traces, trace -> call(trace, 2, "chat-1"));
    rig.settle();

    Questions questions = new Questions();
    storage.readTrouble = questions::note;
    // None of them has ended any more: one that was the last to end leaves the second last.
    send(rig, traces, trace -> call(trace, 3, "chat-1"));
    assertThat(questions.of("forEachEvent")).isLessThan(30);

    rig.settle();
    assertThat(rig.liveChats().get(CHAT))
        .satisfies(chat -> assertThat(chat.tally().promptTokens()).isEqualTo(20L * traces));
    assertThat(rig.storedChats()).isEqualTo(rig.liveChats());
  }
}
