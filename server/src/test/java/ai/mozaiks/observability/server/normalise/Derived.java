// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.Explanation;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// What some spans came to.
public record Derived(List<ChatEvent> events) {

  /// A price of one pico-dollar a token, for calls whose tokens are known.
  public static final Pricing PICO_A_TOKEN =
      (provider, responseModel, requestModel, usage) ->
          usage.promptTokens() == null || usage.completionTokens() == null
              ? Cost.UNPRICED
              : Cost.computed(usage.promptTokens() + usage.completionTokens(), "test");

  public static Derived of(TestSpan... spans) {
    return of(facts(spans), false);
  }

  /// What is left when they arrive in this order, several versions of a span among them.
  public static Derived arriving(TestSpan... spans) {
    Map<Long, SpanFacts> kept = new LinkedHashMap<>();
    for (SpanFacts span : facts(spans)) {
      kept.merge(span.spanId(), span, (old, late) -> late.replaces(old) ? late : old);
    }
    return of(List.copyOf(kept.values()), false);
  }

  /// The same in whatever order they are looked at; that is tried.
  public static Derived inAnyOrder(TestSpan... spans) {
    List<SpanFacts> facts = facts(spans);
    Derived derived = of(facts, false);
    Random random = new Random(spans.length);
    List<SpanFacts> shuffled = new ArrayList<>(facts);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(shuffled, random);
      assertThat(of(shuffled, false)).isEqualTo(derived);
    }
    return derived;
  }

  /// As if the time had passed in which a root may still come.
  public static Derived afterGrace(TestSpan... spans) {
    return of(facts(spans), true);
  }

  public static Derived of(List<SpanFacts> facts, boolean graceOver) {
    return new Derived(new TraceDerivation(PICO_A_TOKEN).derive(facts, graceOver));
  }

  /// What explain says of one of some spans.
  public static Explanation.Span explained(long spanId, TestSpan... spans) {
    return new TraceDerivation(PICO_A_TOKEN)
        .explain(facts(spans)).spans().stream()
            .filter(span -> span.spanId() == spanId)
            .findFirst()
            .orElseThrow();
  }

  public List<ChatEvent.ErrorOccurred> errors() {
    return only(ChatEvent.ErrorOccurred.class);
  }

  private static List<SpanFacts> facts(TestSpan... spans) {
    return Stream.of(spans).map(TestSpan::facts).toList();
  }

  public Tally tally() {
    Tally tally = new Tally();
    events.forEach(tally::add);
    return tally;
  }

  public List<ChatEvent.LlmCall> calls() {
    return only(ChatEvent.LlmCall.class);
  }

  public List<ChatEvent.ToolCall> tools() {
    return only(ChatEvent.ToolCall.class);
  }

  public List<ChatEvent.AgentTurn> turns() {
    return only(ChatEvent.AgentTurn.class);
  }

  public List<ChatEvent.UsageDelta> deltas() {
    return only(ChatEvent.UsageDelta.class);
  }

  public List<ChatEvent.WorkflowStarted> starts() {
    return only(ChatEvent.WorkflowStarted.class);
  }

  public List<ChatEvent.WorkflowEnded> ends() {
    return only(ChatEvent.WorkflowEnded.class);
  }

  <E extends ChatEvent> List<E> only(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// The ids of all chats, in order.
  public List<String> chatIds() {
    return events.stream().map(event -> event.chat().chatId()).distinct().toList();
  }

  /// The ids of the spans behind some events, as the small numbers that tests give them.
  public static List<Long> spanIds(List<? extends ChatEvent> events) {
    return events.stream().map(event -> Long.parseLong(event.id().substring(0, 16), 16)).toList();
  }
}
