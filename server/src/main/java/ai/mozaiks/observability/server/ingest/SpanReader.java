// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.server.normalise.Dialects;
import ai.mozaiks.observability.server.normalise.Origin;
import ai.mozaiks.observability.server.normalise.SpanFacts;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.storage.StoredSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;

/// Reads the spans of a request: what the rules need of them, and the form the store keeps. Runs in
/// the sender's thread, so that the fold's single thread does not have to. Thread-safe.
final class SpanReader {

  private final Dialects dialects;

  SpanReader(Dialects dialects) {
    this.dialects = dialects;
  }

  List<ArrivedSpan> read(ExportTraceServiceRequest request) {
    List<ArrivedSpan> spans = new ArrayList<>();
    for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
      for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
        if (scopeSpans.getSpansCount() > 0) {
          Origin origin = Origin.of(resourceSpans, scopeSpans);
          for (Span span : scopeSpans.getSpansList()) {
            spans.add(read(span, origin));
          }
        }
      }
    }
    return spans;
  }

  private ArrivedSpan read(Span span, Origin origin) {
    byte[] body = span.toByteArray();
    SpanFacts facts = dialects.read(span, origin, body);
    StoredSpan stored =
        new StoredSpan(
            facts.trace(),
            facts.spanId(),
            facts.parentSpanId(),
            span.getName(),
            UnixNanos.of(span.getStartTimeUnixNano()),
            UnixNanos.of(span.getEndTimeUnixNano()),
            span.getKindValue(),
            span.getStatus().getCodeValue(),
            origin.stored().id(),
            body);
    return new ArrivedSpan(facts, stored);
  }
}
