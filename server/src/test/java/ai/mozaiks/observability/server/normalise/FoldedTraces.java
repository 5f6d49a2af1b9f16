// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.Explanation;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the spans of some requests come to, trace by trace. No price is known.
///
/// @param traces each as it is explained
public record FoldedTraces(List<Explanation> traces) {
  private static final TraceDerivation DERIVATION =
      new TraceDerivation((provider, responseModel, requestModel, usage) -> Cost.UNPRICED);

  public static FoldedTraces of(Collection<ExportTraceServiceRequest> requests) {
    return new FoldedTraces(
        factsByTrace(requests).values().stream().map(DERIVATION::explain).toList());
  }

  public static FoldedTraces ofRecording(String name) throws IOException {
    return of(Recordings.requests(name));
  }

  public static Map<String, List<SpanFacts>> factsByTrace(
      Collection<ExportTraceServiceRequest> requests) {
    Map<String, List<SpanFacts>> traces = new TreeMap<>();
    for (ExportTraceServiceRequest request : requests) {
      for (SpanFacts facts : AgentTraces.facts(request)) {
        traces.computeIfAbsent(facts.trace().hex(), _ -> new ArrayList<>()).add(facts);
      }
    }
    return traces;
  }

  public Stream<ChatEvent> events() {
    return traces.stream().flatMap(trace -> trace.events().stream());
  }

  public Stream<ChatEvent.LlmCall> calls() {
    return events().filter(ChatEvent.LlmCall.class::isInstance).map(ChatEvent.LlmCall.class::cast);
  }

  public Stream<Explanation.Span> counted(Role role) {
    return traces.stream()
        .flatMap(trace -> trace.spans().stream())
        .filter(span -> span.counted() && span.role() == role);
  }

  public Tally tally() {
    Tally tally = new Tally();
    events().forEach(tally::add);
    return tally;
  }

  /// The chats in which something happened, those within others left out: a trace's chat is that of
  /// its root.
  public Set<String> chatIds() {
    Set<String> ids = new TreeSet<>();
    for (Explanation trace : traces) {
      if (!trace.events().isEmpty()) {
        ids.add(trace.spans().getFirst().chat().chatId());
      }
    }
    return ids;
  }

  /// The chats within others: agents used as tools may have a conversation of their own.
  public long subChats() {
    return events().map(ChatEvent::chat).map(ChatKey::chatId).distinct().count() - chatIds().size();
  }

  /// The totals by the names that `truth.json` has for them; null where nobody said.
  public Map<String, @Nullable Long> totals() {
    Tally tally = tally();
    Map<String, @Nullable Long> totals = new LinkedHashMap<>();
    totals.put("chats", (long) chatIds().size());
    totals.put("sub_chats", subChats());
    totals.put("agent_turns", tally.agentTurns());
    totals.put("llm_calls", tally.llmCalls());
    totals.put("llm_errors", tally.errors(ErrorLevel.LLM));
    totals.put("prompt_tokens", tally.promptTokens());
    totals.put("completion_tokens", tally.completionTokens());
    totals.put("cached_read_tokens", cachedReadTokens());
    totals.put("reasoning_tokens", tally.reasoningTokens());
    totals.put("tool_calls", tally.toolCalls());
    totals.put("tool_errors", tally.errors(ErrorLevel.TOOL));
    return totals;
  }

  public Stream<TokenUsage> usages() {
    return events()
        .map(event ->
            switch (event) {
              case ChatEvent.LlmCall call -> call.usage();
              case ChatEvent.UsageDelta delta -> delta.usage();
              default -> TokenUsage.UNKNOWN;
            });
  }

  /// The tally cannot say that nobody said; the events can.
  private @Nullable Long cachedReadTokens() {
    List<Long> told = usages().map(TokenUsage::cachedReadTokens).filter(Objects::nonNull).toList();
    return told.isEmpty() ? null : (Long) told.stream().mapToLong(Long::longValue).sum();
  }
}
