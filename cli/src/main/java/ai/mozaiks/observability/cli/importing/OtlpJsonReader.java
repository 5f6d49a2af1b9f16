// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.otlp.OtlpKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads requests of OTLP/JSON, of any signal: one, several one after the other or a line each, or
/// an array of them.
final class OtlpJsonReader {
  private final BatchSink sink;
  private final Map<OtlpKind, OtlpJsonBatches> batches = new EnumMap<>(OtlpKind.class);

  OtlpJsonReader(BatchSink sink) {
    this.sink = sink;
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
    flush();
  }

  /// Requests in any layout, read piece by piece: only one resource's items are in memory.
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
    flush();
  }

  private void flush() throws CommandFailure, InterruptedException {
    for (OtlpJsonBatches ofSignal : batches.values()) {
      ofSignal.flush();
    }
  }

  private void fields(JsonParser parser) throws CommandFailure, InterruptedException {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      Optional<OtlpKind> signal = OtlpKind.ofField(parser.currentName());
      JsonToken token = parser.nextToken();
      if (signal.isEmpty() || token != JsonToken.START_ARRAY) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        long line = parser.currentTokenLocation().getLineNr();
        JsonNode element = parser.readValueAsTree();
        resource(signal.get(), element, line);
      }
    }
  }

  private void request(JsonNode request, long line) throws CommandFailure, InterruptedException {
    boolean any = false;
    for (OtlpKind signal : OtlpKind.values()) {
      JsonNode resources = OtlpJsonBatches.array(request, signal.resources());
      any |= resources.isArray();
      for (JsonNode resource : resources) {
        resource(signal, resource, line);
      }
    }
    if (!any) {
      sink.reject(
          ":" + line,
          "no resourceSpans, resourceLogs or resourceMetrics (expected: an OTLP request)");
    }
  }

  private void resource(OtlpKind signal, JsonNode element, long line)
      throws CommandFailure, InterruptedException {
    if (!(element instanceof ObjectNode resource)) {
      sink.reject(":" + line, "an element of " + signal.resources() + " is no object");
      return;
    }
    OtlpJsonBatches ofSignal =
        batches.computeIfAbsent(signal, _ -> new OtlpJsonBatches(signal, sink));
    for (JsonNode each : taken(resource, signal.scopes())) {
      if (!(each instanceof ObjectNode scope)) {
        sink.reject(":" + line, "an element of " + signal.scopes() + " is no object");
        continue;
      }
      JsonNode items = taken(scope, signal.items());
      ofSignal.scope(resource, scope);
      for (JsonNode item : items) {
        ofSignal.add(item, line);
      }
    }
  }

  /// Takes an array out of an object.
  private static JsonNode taken(ObjectNode object, String name) {
    JsonNode array = OtlpJsonBatches.array(object, name);
    object.remove(name);
    object.remove(OtlpKind.snakeCase(name));
    return array;
  }
}
