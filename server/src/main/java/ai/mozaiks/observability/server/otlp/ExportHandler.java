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
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `POST /v1/traces` and the paths of the other signals: OTLP/HTTP, protobuf and JSON on one path,
/// told apart by `Content-Type`.
public final class ExportHandler implements HttpHandler {
  private static final JsonFactory JSON = new JsonFactory();

  private final OtlpExport<?> export;

  private ExportHandler(OtlpExport<?> export) {
    this.export = export;
  }

  /// Adds the paths of OTLP/HTTP with their form of errors.
  public static void addTo(Router.Builder routes, List<OtlpExport<?>> exports) {
    routes.errorsUnder("/v1/", new OtlpErrors());
    exports.forEach(
        export -> routes.post(export.signal().kind().path(), new ExportHandler(export)));
  }

  @Override
  public Answer handle(Request request) throws Refusal, OverloadedException, InterruptedException {
    OtlpEncoding encoding = OtlpRequests.encodingOf(request.header("Content-Type"));
    OtlpExport.Exported exported = export.export(request.body(), encoding);
    Answer answer = Answer.of(200, encoding.contentType(), encoded(exported, encoding));
    return FoldWait.isAsked(request) ? answer.withHeaders(outcome(exported)) : answer;
  }

  private static Map<String, String> outcome(OtlpExport.Exported exported)
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

  private byte[] encoded(OtlpExport.Exported exported, OtlpEncoding encoding) {
    return switch (encoding) {
      case PROTOBUF -> exported.response().toByteArray();
      case JSON -> json(exported.partial(), export.signal().kind().rejected());
    };
  }

  private static byte[] json(@Nullable PartialSuccess partial, String rejectedField) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      if (partial != null) {
        json.writeName("partialSuccess");
        json.writeStartObject();
        if (partial.rejected() != 0) {
          json.writeStringProperty(rejectedField, Long.toString(partial.rejected()));
        }
        json.writeStringProperty("errorMessage", partial.message());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
