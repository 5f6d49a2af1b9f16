// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.content.TakenContent;
import ai.mozaiks.observability.server.ingest.Envelope;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The traces of a set of requests, in the order of their first appearance: their spans, of
/// repeated ones the version that wins, and the notes about them. For one thread.
final class SentTraces {
  private final Dialects dialects;
  private final SpanContents contents;
  private final Map<PartId, SentTrace> traces = new LinkedHashMap<>();

  /// @param contents takes content out of the spans
  SentTraces(Dialects dialects, SpanContents contents) {
    this.dialects = dialects;
    this.contents = contents;
  }

  /// One trace.
  static final class SentTrace {
    private final Map<Long, SentSpan> spans = new LinkedHashMap<>();
    private final Map<RecordId, SpanNote> notes = new LinkedHashMap<>();

    Collection<SpanFacts> facts() {
      return spans.values().stream().map(SentSpan::facts).toList();
    }

    Collection<SpanNote> notes() {
      return notes.values();
    }

    /// Null for a span that only a log event tells of.
    @Nullable SentSpan span(long id) {
      return spans.get(id);
    }

    /// Whether there is anything to derive: a note of an error alone tells nothing.
    boolean isTold() {
      return !spans.isEmpty()
          || notes.values().stream().anyMatch(note -> note.kind() == SpanNote.Kind.CALL);
    }
  }

  /// One span.
  ///
  /// @param times how often it was sent
  /// @param contentApp the app that decides whether its content is kept; null if none is named
  /// @param contentItems how many there are to keep; count
  record SentSpan(SpanFacts facts, int times, @Nullable String contentApp, int contentItems) {

    SentSpan replacing(SentSpan old) {
      SentSpan winner = facts.replaces(old.facts) ? this : old;
      return new SentSpan(winner.facts, old.times + times, winner.contentApp, winner.contentItems);
    }
  }

  void add(ExportTraceServiceRequest request) {
    Envelope.SPANS.each(request, around -> span -> add(span, around.origin()));
  }

  private void add(Span whole, Origin origin) {
    TakenContent taken = contents.takenFrom(whole);
    Span span = taken == null ? whole : taken.rest();
    SpanFacts facts = dialects.read(span, origin, span.toByteArray());
    SentSpan sent =
        new SentSpan(
            facts,
            1,
            contents.appOf(span, origin),
            taken == null ? 0 : contents.read(taken, facts).size());
    of(facts.trace()).spans.merge(facts.spanId(), sent, (old, late) -> late.replacing(old));
  }

  void add(PartId trace, SpanNote note) {
    of(trace).notes.put(note.id(), note);
  }

  private SentTrace of(PartId trace) {
    return traces.computeIfAbsent(trace, _ -> new SentTrace());
  }

  Collection<SentTrace> all() {
    return traces.values();
  }
}
