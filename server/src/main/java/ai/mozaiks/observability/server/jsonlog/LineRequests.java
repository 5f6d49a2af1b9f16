// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts records of lines together to requests.
public final class LineRequests {
  private LineRequests() {}

  /// One request with all of them; each resource and scope stands in it once.
  public static ExportLogsServiceRequest of(List<LineRecord> records) {
    Map<Resource, Map<InstrumentationScope, List<LogRecord>>> groups = new LinkedHashMap<>();
    for (LineRecord each : records) {
      groups
          .computeIfAbsent(each.resource(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(each.scope(), _ -> new ArrayList<>())
          .add(each.record());
    }
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    groups.forEach((resource, scopes) -> {
      ResourceLogs.Builder ofResource = request.addResourceLogsBuilder().setResource(resource);
      scopes.forEach((scope, logs) ->
          ofResource.addScopeLogs(ScopeLogs.newBuilder().setScope(scope).addAllLogRecords(logs)));
    });
    return request.build();
  }
}
