// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Failure;
import ai.mozaiks.observability.cli.demo.PlannedSpan.Work;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the simulated applications log: every run that ended, and everything that failed, each with
/// the trace and the span that it is about.
final class LogRequests {
  private LogRequests() {}

  static List<ExportLogsServiceRequest> of(List<PlannedSpan> spans) {
    List<ExportLogsServiceRequest> requests = new ArrayList<>();
    Exporter.byProcess(spans)
        .forEach((process, own) -> {
          ScopeLogs.Builder scope =
              ScopeLogs.newBuilder()
                  .setScope(InstrumentationScope.newBuilder().setName("demo.agents"));
          own.stream()
              .filter(LogRequests::isLogged)
              .map(LogRequests::record)
              .forEach(scope::addLogRecords);
          if (scope.getLogRecordsCount() > 0) {
            requests.add(
                ExportLogsServiceRequest.newBuilder()
                    .addResourceLogs(
                        ResourceLogs.newBuilder()
                            .setResource(process.resource())
                            .addScopeLogs(scope))
                    .build());
          }
        });
    return requests;
  }

  private static boolean isLogged(PlannedSpan span) {
    return span.failure() != null || span.work() instanceof Work.Run;
  }

  private static LogRecord record(PlannedSpan span) {
    Failure failure = span.failure();
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setTimeUnixNano(SpanWriter.nanos(span.end()))
            .setObservedTimeUnixNano(SpanWriter.nanos(span.end()))
            .setTraceId(span.traceId())
            .setSpanId(span.spanId());
    if (failure == null) {
      long millis = Duration.between(span.start(), span.end()).toMillis();
      return record
          .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)
          .setSeverityText("INFO")
          .setBody(text("answered " + span.chat().user() + " in " + millis + " ms"))
          .build();
    }
    return record
        .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
        .setSeverityText("ERROR")
        .setBody(text(what(span) + " failed: " + failure.message()))
        .addAllAttributes(
            new Attributes()
                .put("exception.type", failure.type())
                .put("exception.message", failure.message())
                .list())
        .build();
  }

  private static String what(PlannedSpan span) {
    return switch (span.work()) {
      case Work.Run _ -> "run of " + span.chat().workflow().name();
      case Work.Turn _ -> "turn";
      case Work.LlmCall _ -> "model call";
      case Work.ToolCall call -> "tool " + call.tool();
    };
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }
}
