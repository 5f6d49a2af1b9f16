// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.ArrayList;
import java.util.List;

/// Cuts spans into export requests as SDKs do: one process, at most 512 spans each.
final class ExportRequests {
  private static final int MOST_SPANS = 512;

  private ExportRequests() {}

  static List<ExportTraceServiceRequest> of(List<PlannedSpan> spans) {
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    Exporter.byProcess(spans)
        .forEach((process, own) -> {
          for (int from = 0; from < own.size(); from += MOST_SPANS) {
            List<PlannedSpan> some = own.subList(from, Math.min(own.size(), from + MOST_SPANS));
            requests.add(request(process, some));
          }
        });
    return requests;
  }

  private static ExportTraceServiceRequest request(Exporter process, List<PlannedSpan> spans) {
    SpanWriter writer = SpanWriter.of(spans.getFirst().chat().workflow().style());
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder().setScope(InstrumentationScope.newBuilder().setName(writer.scope()));
    spans.forEach(span -> scope.addSpans(writer.write(span)));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().setResource(process.resource()).addScopeSpans(scope))
        .build();
  }
}
