// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.server.normalise.Pricing;
import ai.mozaiks.observability.server.normalise.Retries;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// The events of a trace, as a pure function of the set of its spans and of the notes about them.
/// Nothing is remembered between calls, so order, repetition and re-cutting of requests cannot
/// matter; a trace that grew is simply derived again.
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
  private final UsageSources sources;

  public TraceDerivation(Pricing pricing) {
    this(pricing, UsageSources.DEFAULT);
  }

  public TraceDerivation(Pricing pricing, UsageSources sources) {
    this.pricing = pricing;
    this.sources = sources;
  }

  /// Derives the events.
  ///
  /// @param spans of one trace, each span once; may be empty
  /// @param rootGraceOver whether a root that has not come by now is not expected any more: then
  ///   the topmost agent or workflow span that is here stands for it. Changes no total, only
  ///   whether the chat has ended
  /// @return ordered by chat, start and id; empty when the trace holds no agent telemetry
  public List<ChatEvent> derive(Collection<SpanFacts> spans, boolean rootGraceOver) {
    return derive(spans, List.of(), rootGraceOver);
  }

  /// The same, with what log events tell of the spans.
  ///
  /// @param seen as there
  /// @param notes of the same trace, each record once; may be empty, and of spans that are not here
  public List<ChatEvent> derive(
      Collection<SpanFacts> seen, Collection<SpanNote> notes, boolean rootGraceOver) {
    Collection<SpanFacts> spans = SpanNotes.join(seen, notes);
    return isBackground(spans)
        ? List.of()
        : counted(new Decided(spans).events(pricing, rootGraceOver));
  }

  /// Explains what [#derive] makes of them while their root is still expected.
  ///
  /// @param spans of one trace, each span once; at least one
  public Explanation explain(Collection<SpanFacts> spans) {
    return explain(spans, List.of());
  }

  /// The same, with what log events tell of the spans.
  ///
  /// @param seen as there
  /// @param notes of the same trace; at least one span or note of a call
  public Explanation explain(Collection<SpanFacts> seen, Collection<SpanNote> notes) {
    Collection<SpanFacts> spans = SpanNotes.join(seen, notes);
    Decided decided = new Decided(spans);
    List<ChatEvent> events =
        isBackground(spans) ? List.of() : counted(decided.events(pricing, false));
    Set<String> superseded = superseded(events);
    Errors errors = Errors.of(decided.tree);
    List<Explanation.Span> explained = new ArrayList<>();
    for (SpanNode node : decided.tree.topDown()) {
      Explanation.Span span = decided.assignment.explain(node, errors.explain(node));
      boolean yields = superseded.contains(HexFormat.of().toHexDigits(span.spanId()));
      explained.add(yields ? span.superseded(sources.reasonAgainstTraces(span.chat())) : span);
    }
    return new Explanation(decided.tree.root().facts.trace(), explained, events);
  }

  private List<ChatEvent> counted(List<ChatEvent> events) {
    return Retries.marked(sources.ofTraces(events));
  }

  /// The spans whose usage another source tells.
  private static Set<String> superseded(List<ChatEvent> events) {
    Set<String> spans = new HashSet<>();
    for (ChatEvent event : events) {
      SpanRef span = event.context().span();
      if (event instanceof ChatEvent.Superseded && span != null) {
        spans.add(span.spanId());
      }
    }
    return spans;
  }

  private static boolean isBackground(Collection<SpanFacts> spans) {
    for (SpanFacts span : spans) {
      if (!span.role().isBackground()) {
        return false;
      }
    }
    return true;
  }

  /// The spans of a trace with all that the rules decided about them.
  private static final class Decided {
    private final TraceTree tree;
    private final ChatAssignment assignment;

    Decided(Collection<SpanFacts> spans) {
      tree = TraceTree.of(spans);
      Turns.decide(tree);
      UsageRecords.decide(tree);
      LlmCalls.decide(tree);
      ToolCalls.decide(tree);
      assignment = ChatAssignment.of(tree);
    }

    List<ChatEvent> events(Pricing pricing, boolean rootGraceOver) {
      List<ChatEvent> events = new ArrayList<>();
      new SpanEvents(tree, assignment, pricing).addTo(events);
      ImpliedTurns.add(tree, assignment, events);
      Runs.add(tree, assignment, rootGraceOver, events);
      events.sort(BY_CHAT_AND_START);
      return events;
    }
  }
}
