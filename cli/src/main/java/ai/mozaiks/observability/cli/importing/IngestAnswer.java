// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.server.otlp.OtlpKind;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a server said about one batch.
///
/// @param fresh items it did not know; -1 if it did not say
/// @param duplicates items it knew already; -1 if it did not say
/// @param dropped items it took but had no room for in their trace or chat
/// @param rejected items it refused
/// @param reasons why
record IngestAnswer(
    long fresh, long duplicates, long dropped, long rejected, List<Reason> reasons) {

  /// Why something was refused.
  ///
  /// @param item which item of the batch, from 1; 0 for the batch as a whole
  record Reason(int item, String text) {}

  private static final int MOST_TEXT = 300;

  IngestAnswer {
    reasons = List.copyOf(reasons);
  }

  /// Reads the answer with status 200.
  static IngestAnswer of(Batch batch, HttpResponse<byte[]> response) {
    return switch (batch.kind()) {
      case Batch.Kind.Events _ -> ofEvents(response);
      case Batch.Kind.Otlp otlp ->
          ofOtlp(
              response,
              otlp.signal(),
              otlp.json()
                  ? Partial.ofJson(json(response.body()), otlp.signal())
                  : Partial.ofProtobuf(response.body()));
    };
  }

  /// A batch that was refused as a whole.
  static IngestAnswer refused(Batch batch, HttpResponse<byte[]> response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    JsonNode body = json(response.body());
    if (batch.kind() instanceof Batch.Kind.Events && body.path("errors").isArray()) {
      return ofEvents(response); // every line of it was bad, and each has its reason
    }
    for (String field : List.of("detail", "message", "title")) {
      if (body.path(field).isString()) {
        text = body.path(field).asString();
        break;
      }
    }
    text = text.replaceAll("\\p{Cntrl}+", " ").strip();
    String shown = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
    return new IngestAnswer(
        0,
        0,
        0,
        batch.items(),
        List.of(new Reason(0, "refused with status " + response.statusCode() + ": " + shown)));
  }

  private static IngestAnswer ofEvents(HttpResponse<byte[]> response) {
    JsonNode body = json(response.body());
    List<Reason> reasons = new ArrayList<>();
    for (JsonNode error : body.path("errors")) {
      reasons.add(
          new Reason(error.path("line").asInt(0), error.path("reason").asString("refused")));
    }
    return new IngestAnswer(
        body.path("fresh").asLong(-1),
        body.path("duplicates").asLong(-1),
        body.path("dropped").asLong(0),
        body.path("rejected").asLong(reasons.size()),
        reasons);
  }

  private static IngestAnswer ofOtlp(
      HttpResponse<byte[]> response, OtlpKind signal, Partial partial) {
    List<Reason> reasons = new ArrayList<>();
    if (partial.rejected() > 0) {
      reasons.add(
          new Reason(
              0, partial.rejected() + " " + signal.itemsInSentence() + ": " + partial.message()));
    }
    return new IngestAnswer(
        response.headers().firstValueAsLong("Mozaiks-Fresh").orElse(-1),
        response.headers().firstValueAsLong("Mozaiks-Duplicates").orElse(-1),
        response.headers().firstValueAsLong("Mozaiks-Dropped").orElse(0),
        partial.rejected(),
        reasons);
  }

  /// OTLP's partial success.
  private record Partial(long rejected, String message) {

    /// The answers of all signals have the same numbers for the same things.
    static Partial ofProtobuf(byte[] body) {
      try {
        ExportTracePartialSuccess partial =
            ExportTraceServiceResponse.parseFrom(body).getPartialSuccess();
        return new Partial(partial.getRejectedSpans(), partial.getErrorMessage());
      } catch (InvalidProtocolBufferException e) {
        return new Partial(0, "");
      }
    }

    static Partial ofJson(JsonNode answer, OtlpKind signal) {
      JsonNode partial = answer.path("partialSuccess");
      return new Partial(
          partial.path(signal.rejected()).asLong(0), partial.path("errorMessage").asString(""));
    }
  }

  private static JsonNode json(byte[] body) {
    try {
      return JsonText.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return JsonText.MAPPER.missingNode();
    }
  }
}
