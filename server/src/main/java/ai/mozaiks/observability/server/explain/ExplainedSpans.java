// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.normalise.trace.Explanation;
import ai.mozaiks.observability.storage.PartId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is said of spans, found by their ids. For one thread.
final class ExplainedSpans {
  private final Map<PartId, Explanation> traces = new HashMap<>();
  private final Map<PartId, Map<Long, Explanation.Span>> spans = new HashMap<>();

  void add(Explanation explanation) {
    Map<Long, Explanation.Span> ofTrace = new HashMap<>();
    explanation.spans().forEach(span -> ofTrace.put(span.spanId(), span));
    traces.put(explanation.trace(), explanation);
    spans.put(explanation.trace(), ofTrace);
  }

  /// A span; null if nothing is said of it.
  Explanation.@Nullable Span span(@Nullable PartId trace, long spanId) {
    Map<Long, Explanation.Span> ofTrace = trace == null ? null : spans.get(trace);
    return ofTrace == null ? null : ofTrace.get(spanId);
  }

  /// The chat of a span, else of the outermost span of its trace; null if the trace is not here.
  @Nullable ChatKey chatOf(@Nullable PartId trace, long spanId) {
    Explanation.Span span = span(trace, spanId);
    Explanation explanation = trace == null ? null : traces.get(trace);
    if (span == null && explanation != null) {
      span = explanation.spans().getFirst();
    }
    return span == null ? null : span.chat();
  }
}
