// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.FoldWait;
import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.HttpHandler;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `POST /v1/traces`: OTLP/HTTP, protobuf and JSON on one path, told apart by `Content-Type`.
public final class TracesHandler implements HttpHandler {
  private static final JsonFactory JSON = new JsonFactory();

  private final OtlpTraces traces;

  public TracesHandler(OtlpTraces traces) {
    this.traces = traces;
  }

  /// Adds the paths of OTLP/HTTP with their form of errors. Logs and metrics are refused for good,
  /// so that senders do not keep trying.
  public void addTo(Router.Builder routes) {
    routes
        .errorsUnder("/v1/", new OtlpErrors())
        .post("/v1/traces", this)
        .post("/v1/logs", _ -> unsupported("logs"))
        .post("/v1/metrics", _ -> unsupported("metrics"));
  }

  private static Answer unsupported(String signal) throws Refusal {
    throw Refusal.of(404, signal + ": not taken in by this server yet (expected: traces)");
  }

  @Override
  public Answer handle(Request request) throws Refusal, OverloadedException, InterruptedException {
    OtlpEncoding encoding = TraceRequests.encodingOf(request.header("Content-Type"));
    OtlpTraces.Exported exported = traces.export(request.body(), encoding);
    Answer answer = Answer.of(200, encoding.contentType(), encoded(exported.response(), encoding));
    return FoldWait.isAsked(request) ? answer.withHeaders(outcome(exported)) : answer;
  }

  private static Map<String, String> outcome(OtlpTraces.Exported exported)
      throws InterruptedException {
    Outcome outcome =
        exported.receipt() == null ? Outcome.NONE : FoldWait.outcome(exported.receipt());
    return outcome == null
        ? Map.of()
        : Map.of(
            "Mozaiks-Fresh", Long.toString(outcome.fresh()),
            "Mozaiks-Duplicates", Long.toString(outcome.duplicates()),
            "Mozaiks-Dropped", Long.toString(outcome.dropped()));
  }

  private static byte[] encoded(ExportTraceServiceResponse response, OtlpEncoding encoding) {
    return switch (encoding) {
      case PROTOBUF -> response.toByteArray();
      case JSON -> json(response);
    };
  }

  private static byte[] json(ExportTraceServiceResponse response) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      if (response.hasPartialSuccess()) {
        ExportTracePartialSuccess partial = response.getPartialSuccess();
        json.writeName("partialSuccess");
        json.writeStartObject();
        if (partial.getRejectedSpans() != 0) {
          json.writeStringProperty("rejectedSpans", Long.toString(partial.getRejectedSpans()));
        }
        json.writeStringProperty("errorMessage", partial.getErrorMessage());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
