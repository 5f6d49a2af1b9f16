// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Chat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Cuts spans into export requests as SDKs do: one process, at most 512 spans each.
final class ExportRequests {
  private static final int MOST_SPANS = 512;

  private ExportRequests() {}

  private record Exporter(String app, String workflow, int instance) {
    Exporter(Chat chat) {
      this(chat.company().app(), chat.workflow().name(), chat.instance());
    }
  }

  static List<ExportTraceServiceRequest> of(List<PlannedSpan> spans) {
    Map<Exporter, List<PlannedSpan>> byProcess = new LinkedHashMap<>();
    for (PlannedSpan span : spans) {
      byProcess.computeIfAbsent(new Exporter(span.chat()), _ -> new ArrayList<>()).add(span);
    }
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    byProcess.forEach((process, own) -> {
      for (int from = 0; from < own.size(); from += MOST_SPANS) {
        List<PlannedSpan> some = own.subList(from, Math.min(own.size(), from + MOST_SPANS));
        requests.add(request(process, some));
      }
    });
    return requests;
  }

  private static ExportTraceServiceRequest request(Exporter process, List<PlannedSpan> spans) {
    SpanWriter writer = SpanWriter.of(spans.getFirst().chat().workflow().style());
    Attributes resource =
        new Attributes()
            .put("service.name", process.workflow())
            .put("service.instance.id", process.app() + "-" + process.instance())
            .put("app.id", process.app())
            .put("mozaiks.demo", true)
            .put("telemetry.sdk.name", "mozaiks-demo");
    if (writer instanceof OpenInferenceSpanWriter) {
      resource.put("mozaiks.workflow_name", process.workflow());
    }
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder().setScope(InstrumentationScope.newBuilder().setName(writer.scope()));
    spans.forEach(span -> scope.addSpans(writer.write(span)));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(resource.list()))
                .addScopeSpans(scope))
        .build();
  }
}
