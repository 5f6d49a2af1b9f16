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

/// Reads direct events: one JSON object a line, or JSON values and arrays of them. Lines are passed
/// on as they are; whether they are good events is the server's to say.
final class EventsReader {
  private final BatchSink sink;
  private final EventBatches batches;

  EventsReader(BatchSink sink) {
    this.sink = sink;
    batches = new EventBatches(sink);
  }

  void readLines(InputStream in) throws IOException, CommandFailure, InterruptedException {
    Lines source = new Lines(in);
    for (Optional<Lines.Line> next = source.next(); next.isPresent(); next = source.next()) {
      Lines.Line line = next.get();
      if (line.tooLong()) {
        sink.reject(":" + line.number(), "longer than 64 MiB (expected: one event a line)");
      } else {
        batches.add(line.text().toByteArray(), line.number());
      }
    }
    batches.flush();
  }

  void readValues(InputStream in) throws CommandFailure, InterruptedException {
    try (JsonParser parser = JsonText.MAPPER.createParser(in)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          long line = parser.currentTokenLocation().getLineNr();
          batches.add(JsonText.MAPPER.writeValueAsBytes(parser.readValueAsTree()), line);
        } else if (token.isScalarValue()) {
          sink.reject(
              ":" + parser.currentTokenLocation().getLineNr(),
              parser.getString() + " (expected: an event, a JSON object)");
        }
      }
    } catch (JacksonException e) {
      sink.reject(JsonText.place(e), JsonText.reason(e) + "; the rest of the file was not read");
    }
    batches.flush();
  }
}
