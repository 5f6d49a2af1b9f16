// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.content.TakenContent;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the spans of a request: what the rules need of them, and the form the store keeps. Runs in
/// the sender's thread, so that the fold's single thread does not have to. Thread-safe.
final class SpanReader {

  private final Dialects dialects;
  private final @Nullable SpanContents contents;

  /// @param contents takes content out of the spans; null if they have none
  SpanReader(Dialects dialects, @Nullable SpanContents contents) {
    this.dialects = dialects;
    this.contents = contents;
  }

  ReadSpans read(ExportTraceServiceRequest request) {
    List<ArrivedSpan> spans = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    Envelope.SPANS.each(
        request,
        around ->
            span -> {
              TakenContent taken = contents == null ? null : contents.takenFrom(span);
              ArrivedSpan arrived = read(span, around.origin(), taken);
              spans.add(arrived);
              bodies.add(taken == null ? arrived.stored().body() : span.toByteArray());
            });
    return new ReadSpans(spans, bodies);
  }

  private ArrivedSpan read(Span whole, Origin origin, @Nullable TakenContent taken) {
    // The rules never see content, so that totals cannot depend on whether it is kept, nor on
    // whether the span comes from its sender, the journal or the store.
    Span span = taken == null ? whole : taken.rest();
    byte[] body = span.toByteArray();
    SpanFacts facts = dialects.read(span, origin, body);
    StoredSpan stored =
        new StoredSpan(
            facts.trace(),
            facts.spanId(),
            facts.parentSpanId(),
            facts.name(),
            UnixNanos.of(span.getStartTimeUnixNano()),
            UnixNanos.of(span.getEndTimeUnixNano()),
            span.getKindValue(),
            span.getStatus().getCodeValue(),
            origin.stored().id(),
            body);
    List<StoredContent> content =
        contents == null || taken == null ? List.of() : contents.read(taken, facts);
    return new ArrivedSpan(facts, stored, content);
  }
}
