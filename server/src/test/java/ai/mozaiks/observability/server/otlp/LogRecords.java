// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.Arrays;
import java.util.HexFormat;

/// Log records to send in tests.
public final class LogRecords {
  public static final long NANOS = 1_760_000_000_000_000_000L;

  private LogRecords() {}

  /// A line at so many milliseconds after the first.
  public static LogRecord.Builder line(long number) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(NANOS + number * 1_000_000)
        .setObservedTimeUnixNano(NANOS + number * 1_000_000 + 5)
        .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)
        .setSeverityText("INFO")
        .setBody(AnyValue.newBuilder().setStringValue("line " + number));
  }

  /// An event of a span.
  public static LogRecord.Builder event(String name, ByteString traceId, long spanId) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(NANOS)
        .setEventName(name)
        .setTraceId(traceId)
        .setSpanId(Spans.id(HexFormat.of().toHexDigits(spanId)));
  }

  public static ExportLogsServiceRequest request(LogRecord.Builder... records) {
    ScopeLogs.Builder scope =
        ScopeLogs.newBuilder().setScope(InstrumentationScope.newBuilder().setName("shop.orders"));
    Arrays.stream(records).forEach(scope::addLogRecords);
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(Spans.attribute("service.name", "shop")))
                .addScopeLogs(scope))
        .build();
  }

  /// The only record of a request.
  public static LogRecord only(ExportLogsServiceRequest request) {
    return request.getResourceLogs(0).getScopeLogs(0).getLogRecords(0);
  }
}
