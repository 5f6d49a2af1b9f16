// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.entry.FoldWait;
import ai.mozaiks.observability.server.events.EventJsonReader.Form;
import ai.mozaiks.observability.server.events.EventJsonReader.ItemError;
import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.HttpHandler;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.ingest.Intake;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.server.ingest.Submission;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `POST /api/events`: NDJSON, a JSON array, or one JSON object.
public final class EventsHandler implements HttpHandler {
  private static final JsonFactory JSON = new JsonFactory();

  private final Intake intake;
  private final Balance balance;
  private final EventJsonReader reader;

  /// Joins the way in.
  ///
  /// @param balance counts rejected events; the intake counts accepted ones
  public EventsHandler(Intake intake, Balance balance, EventJsonReader reader) {
    this.intake = intake;
    this.balance = balance;
    this.reader = reader;
  }

  @Override
  public Answer handle(Request request) throws Refusal, OverloadedException, InterruptedException {
    request.allowParameters(FoldWait.PARAMETER);
    Form form = form(request.header("Content-Type"));
    EventJsonReader.Result result = reader.read(request.body(), form);
    Intake.Receipt receipt =
        result.events().isEmpty() ? null : intake.accept(new Submission.Events(result.events()));
    balance.of(Signal.EVENTS).rejected(result.rejected());
    if (receipt == null && result.rejected() > 0) {
      return Answer.of(400, "application/problem+json", json(result, form, null, true));
    }
    Outcome outcome = null;
    if (FoldWait.isAsked(request)) {
      outcome = receipt == null ? Outcome.NONE : FoldWait.outcome(receipt);
    }
    return Answer.json(json(result, form, outcome, false));
  }

  private static Form form(@Nullable String header) throws Refusal {
    String type = header == null ? "none" : header;
    int end = type.indexOf(';');
    return switch ((end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT)) {
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Form.LINES;
      case "application/json" -> Form.ARRAY;
      default ->
          throw Refusal.of(
              415,
              "Content-Type: " + type + " (expected: application/x-ndjson or application/json)");
    };
  }

  private static byte[] json(
      EventJsonReader.Result result, Form form, @Nullable Outcome outcome, boolean problem) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      if (problem) {
        json.writeStringProperty("type", "about:blank");
        json.writeStringProperty("title", "Bad Request");
        json.writeNumberProperty("status", 400);
        json.writeStringProperty("detail", "no event could be read; errors say why");
      }
      json.writeNumberProperty("accepted", result.events().size());
      json.writeNumberProperty("rejected", result.rejected());
      if (outcome != null) {
        json.writeNumberProperty("fresh", outcome.fresh());
        json.writeNumberProperty("duplicates", outcome.duplicates());
        if (outcome.dropped() > 0) {
          json.writeNumberProperty("dropped", outcome.dropped());
        }
      }
      json.writeArrayPropertyStart("errors");
      for (ItemError error : result.errors()) {
        json.writeStartObject();
        json.writeNumberProperty(form.place(), error.place());
        json.writeStringProperty("reason", error.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
