// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Instant;

/// Writes planned spans with the names and attributes of one family of frameworks.
interface SpanWriter {

  /// The instrumentation scope's name.
  String scope();

  /// The span's name.
  String name(PlannedSpan span);

  /// The span's attributes.
  Attributes attributes(PlannedSpan span);

  /// The OTLP span.
  default Span write(PlannedSpan planned) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(planned.traceId())
            .setSpanId(planned.spanId())
            .setName(name(planned))
            .setKind(
                planned.work() instanceof PlannedSpan.Work.LlmCall
                    ? Span.SpanKind.SPAN_KIND_CLIENT
                    : Span.SpanKind.SPAN_KIND_INTERNAL)
            .setStartTimeUnixNano(nanos(planned.start()))
            .setEndTimeUnixNano(nanos(planned.end()))
            .addAllAttributes(attributes(planned).list());
    if (planned.parentId() != null) {
      span.setParentSpanId(planned.parentId());
    }
    PlannedSpan.Failure failure = planned.failure();
    if (failure != null) {
      span.setStatus(
          Status.newBuilder()
              .setCode(Status.StatusCode.STATUS_CODE_ERROR)
              .setMessage(failure.message()));
      span.addEvents(
          Span.Event.newBuilder()
              .setName("exception")
              .setTimeUnixNano(nanos(planned.end()))
              .addAllAttributes(
                  new Attributes()
                      .put("exception.type", failure.type())
                      .put("exception.message", failure.message())
                      .list()));
    }
    return span.build();
  }

  /// The writer of a style.
  static SpanWriter of(Workflow.Style style) {
    return switch (style) {
      case GEN_AI -> new GenAiSpanWriter();
      case OPEN_INFERENCE -> new OpenInferenceSpanWriter();
    };
  }

  /// Nanoseconds since 1970.
  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
