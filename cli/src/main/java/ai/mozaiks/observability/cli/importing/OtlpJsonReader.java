// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads OTLP/JSON trace requests: one, several one after the other or a line each, or an array of
/// them.
final class OtlpJsonReader {
  private final BatchSink sink;
  private final SpanJsonBatches batches;

  OtlpJsonReader(BatchSink sink) {
    this.sink = sink;
    batches = new SpanJsonBatches(sink);
  }

  /// One request a line: a broken line costs that line only.
  void readLines(InputStream in) throws IOException, CommandFailure, InterruptedException {
    Lines source = new Lines(in);
    for (Optional<Lines.Line> next = source.next(); next.isPresent(); next = source.next()) {
      Lines.Line line = next.get();
      if (line.tooLong()) {
        sink.reject(":" + line.number(), "longer than 64 MiB (expected: one request a line)");
        continue;
      }
      try {
        request(JsonText.MAPPER.readTree(line.text().toByteArray()), line.number());
      } catch (JacksonException e) {
        sink.reject(":" + line.number(), JsonText.reason(e));
      }
    }
    batches.flush();
  }

  /// Requests in any layout, read piece by piece: only one element of `resourceSpans` is in memory.
  void readValues(InputStream in) throws CommandFailure, InterruptedException {
    try (JsonParser parser = JsonText.MAPPER.createParser(in)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          fields(parser);
        }
      }
    } catch (JacksonException e) {
      sink.reject(JsonText.place(e), JsonText.reason(e) + "; the rest of the file was not read");
    }
    batches.flush();
  }

  private void fields(JsonParser parser) throws CommandFailure, InterruptedException {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean spans = parser.currentName().equals("resourceSpans");
      JsonToken token = parser.nextToken();
      if (!spans || token != JsonToken.START_ARRAY) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        long line = parser.currentTokenLocation().getLineNr();
        JsonNode element = parser.readValueAsTree();
        resourceSpans(element, line);
      }
    }
  }

  private void request(JsonNode request, long line) throws CommandFailure, InterruptedException {
    JsonNode resources = request.path("resourceSpans");
    if (!resources.isArray()) {
      sink.reject(":" + line, "no resourceSpans (expected: an OTLP trace request)");
      return;
    }
    for (JsonNode resource : resources) {
      resourceSpans(resource, line);
    }
  }

  private void resourceSpans(JsonNode element, long line)
      throws CommandFailure, InterruptedException {
    if (!(element instanceof ObjectNode resource)) {
      sink.reject(":" + line, "an element of resourceSpans is no object");
      return;
    }
    JsonNode scopes = resource.path("scopeSpans");
    resource.remove("scopeSpans");
    for (JsonNode element2 : scopes) {
      if (!(element2 instanceof ObjectNode scope)) {
        sink.reject(":" + line, "an element of scopeSpans is no object");
        continue;
      }
      JsonNode spans = scope.path("spans");
      scope.remove("spans");
      batches.scope(resource, scope);
      for (JsonNode span : spans) {
        batches.add(span, line);
      }
    }
  }
}
