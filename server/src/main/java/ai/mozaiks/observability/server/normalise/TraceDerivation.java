// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// The events of a trace, as a pure function of the set of its spans. Nothing is remembered between
/// calls, so order, repetition and re-cutting of requests cannot matter; a trace that grew is
/// simply derived again.
///
/// First the rules decide about each span ([Turns], [UsageRecords], [LlmCalls], [ToolCalls],
/// [ChatAssignment]), then the spans that count become events ([SpanEvents], [ImpliedTurns],
/// [Runs]).
///
/// Cost: linear in the spans; what looks up the tree looks at most 256 levels.
public final class TraceDerivation {
  private static final Comparator<ChatEvent> BY_CHAT_AND_START =
      Comparator.comparing(ChatEvent::chat)
          .thenComparing(ChatEvent::at)
          .thenComparing(ChatEvent::id);

  private final Pricing pricing;

  public TraceDerivation(Pricing pricing) {
    this.pricing = pricing;
  }

  /// Derives the events.
  ///
  /// @param spans of one trace, each span once; may be empty
  /// @param rootGraceOver whether a root that has not come by now is not expected any more: then
  ///   the topmost agent or workflow span that is here stands for it. Changes no total, only
  ///   whether the chat has ended
  /// @return ordered by chat, start and id; empty when the trace holds no agent telemetry
  public List<ChatEvent> derive(Collection<SpanFacts> spans, boolean rootGraceOver) {
    if (spans.stream().allMatch(span -> isBackground(span.role()))) {
      return List.of();
    }
    TraceTree tree = TraceTree.of(spans);
    Turns.decide(tree);
    UsageRecords.decide(tree);
    LlmCalls.decide(tree);
    ToolCalls.decide(tree);
    ChatAssignment assignment = ChatAssignment.of(tree);
    List<ChatEvent> events = new ArrayList<>();
    new SpanEvents(tree, assignment, pricing).addTo(events);
    ImpliedTurns.add(tree, assignment, events);
    Runs.add(tree, assignment, rootGraceOver, events);
    events.sort(BY_CHAT_AND_START);
    return events;
  }

  private static boolean isBackground(Role role) {
    return role == Role.PLAIN || role == Role.OTHER;
  }
}
