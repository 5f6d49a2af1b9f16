// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.ingest.Envelope;
import ai.mozaiks.observability.server.ingest.Submission;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;

/// All in which the signals of OTLP differ on their way in: their messages and their words. What
/// they have in common is in [OtlpRequests] and [OtlpExport]. Immutable.
///
/// @param <Q> the request
public final class OtlpSignal<Q extends Message> {

  /// Spans.
  public static final OtlpSignal<ExportTraceServiceRequest> TRACES =
      new OtlpSignal<>(
          Signal.SPANS,
          OtlpKind.TRACES,
          TraceServiceGrpc.SERVICE_NAME,
          MessageShape.TRACES,
          ExportTraceServiceRequest.parser(),
          JsonEnvelope.of(Envelope.SPANS, JsonSpans::span),
          Submission.Spans::new,
          partial ->
              ExportTraceServiceResponse.newBuilder()
                  .setPartialSuccess(
                      ExportTracePartialSuccess.newBuilder()
                          .setRejectedSpans(partial.rejected())
                          .setErrorMessage(partial.message()))
                  .build(),
          ExportTraceServiceResponse.getDefaultInstance());

  /// Log records.
  public static final OtlpSignal<ExportLogsServiceRequest> LOGS =
      new OtlpSignal<>(
          Signal.LOGS,
          OtlpKind.LOGS,
          LogsServiceGrpc.SERVICE_NAME,
          MessageShape.LOGS,
          ExportLogsServiceRequest.parser(),
          JsonEnvelope.of(Envelope.LOGS, JsonLogs::record),
          Submission.Logs::new,
          partial ->
              ExportLogsServiceResponse.newBuilder()
                  .setPartialSuccess(
                      ExportLogsPartialSuccess.newBuilder()
                          .setRejectedLogRecords(partial.rejected())
                          .setErrorMessage(partial.message()))
                  .build(),
          ExportLogsServiceResponse.getDefaultInstance());

  /// Points of metrics.
  public static final OtlpSignal<ExportMetricsServiceRequest> METRICS =
      new OtlpSignal<>(
          Signal.METRICS,
          OtlpKind.METRICS,
          MetricsServiceGrpc.SERVICE_NAME,
          MessageShape.METRICS,
          ExportMetricsServiceRequest.parser(),
          JsonEnvelope.of(Envelope.METRICS, JsonMetrics::metric),
          Submission.Metrics::new,
          partial ->
              ExportMetricsServiceResponse.newBuilder()
                  .setPartialSuccess(
                      ExportMetricsPartialSuccess.newBuilder()
                          .setRejectedDataPoints(partial.rejected())
                          .setErrorMessage(partial.message()))
                  .build(),
          ExportMetricsServiceResponse.getDefaultInstance());

  private final Signal signal;
  private final OtlpKind kind;
  private final String service;
  private final MessageShape shape;
  private final Parser<Q> parser;
  private final JsonForm<Q> json;
  private final Submitting<Q> submitting;
  private final Answering answering;
  private final Message success;

  private OtlpSignal(
      Signal signal,
      OtlpKind kind,
      String service,
      MessageShape shape,
      Parser<Q> parser,
      JsonForm<Q> json,
      Submitting<Q> submitting,
      Answering answering,
      Message success) {
    this.signal = signal;
    this.kind = kind;
    this.service = service;
    this.shape = shape;
    // Unknown fields could bring anything past the screen and into the journal.
    this.parser = DiscardUnknownFieldsParser.wrap(parser);
    this.json = json;
    this.submitting = submitting;
    this.answering = answering;
    this.success = success;
  }

  /// Makes a submission of a request.
  @FunctionalInterface
  interface Submitting<Q> {
    Submission of(Q request, int size);
  }

  /// Makes the signal's answer.
  @FunctionalInterface
  interface Answering {
    Message of(PartialSuccess partial);
  }

  /// What the balance counts it as.
  Signal signal() {
    return signal;
  }

  /// Its words.
  OtlpKind kind() {
    return kind;
  }

  /// The name of its gRPC service.
  public String service() {
    return service;
  }

  MessageShape shape() {
    return shape;
  }

  Parser<Q> parser() {
    return parser;
  }

  JsonForm<Q> json() {
    return json;
  }

  Submission submission(Screened<Q> screened) {
    return submitting.of(screened.request(), screened.accepted());
  }

  /// The answer to a request of which something is to be said.
  Message answer(PartialSuccess partial) {
    return answering.of(partial);
  }

  /// The answer when all is well; also what an answer is read with.
  public Message success() {
    return success;
  }
}
