// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.recorder.ChatEvent;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;

/// What one request brought, decoded, within the limits, with invalid items taken out and secrets
/// redacted.
public sealed interface Submission {

  /// How many items (spans, events, log records, points) it holds.
  int size();

  /// Spans in OTLP's own form. Every span has a valid trace id and span id.
  ///
  /// @param request the spans; also what the journal keeps
  /// @param size how many spans
  record Spans(ExportTraceServiceRequest request, int size) implements Submission {}

  /// Log records in OTLP's own form.
  ///
  /// @param request the records; also what the journal keeps
  /// @param size how many records
  record Logs(ExportLogsServiceRequest request, int size) implements Submission {}

  /// Points of metrics in OTLP's own form.
  ///
  /// @param request the metrics; also what the journal keeps
  /// @param size how many points
  record Metrics(ExportMetricsServiceRequest request, int size) implements Submission {}

  /// Direct events.
  record Events(List<ChatEvent> events) implements Submission {
    public Events {
      events = List.copyOf(events);
    }

    @Override
    public int size() {
      return events.size();
    }
  }
}
