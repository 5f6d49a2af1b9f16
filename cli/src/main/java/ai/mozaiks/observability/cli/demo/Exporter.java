// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Chat;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A process whose telemetry is exported together.
record Exporter(String app, String workflow, Workflow.Style style, int instance) {

  private static Exporter of(Chat chat) {
    return new Exporter(
        chat.company().app(), chat.workflow().name(), chat.workflow().style(), chat.instance());
  }

  /// Spans by the process that has them, each in the order given.
  static Map<Exporter, List<PlannedSpan>> byProcess(List<PlannedSpan> spans) {
    Map<Exporter, List<PlannedSpan>> byProcess = new LinkedHashMap<>();
    for (PlannedSpan span : spans) {
      byProcess.computeIfAbsent(of(span.chat()), _ -> new ArrayList<>()).add(span);
    }
    return byProcess;
  }

  Resource resource() {
    Attributes attributes =
        new Attributes()
            .put("service.name", workflow)
            .put("service.instance.id", app + "-" + instance)
            .put("app.id", app)
            .put("mozaiks.demo", true)
            .put("telemetry.sdk.name", "mozaiks-demo");
    if (style == Workflow.Style.OPEN_INFERENCE) {
      attributes.put("mozaiks.workflow_name", workflow);
    }
    return Resource.newBuilder().addAllAttributes(attributes.list()).build();
  }
}
