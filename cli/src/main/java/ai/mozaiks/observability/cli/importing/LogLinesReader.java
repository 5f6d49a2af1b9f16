// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.ag2log.LogContent;
import ai.mozaiks.observability.server.ag2log.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads a log line by line, and sends the events it tells of and the lines as log records.
final class LogLinesReader {
  private final LogReader reader;
  private final LogContent content;
  private final BatchSink sink;

  LogLinesReader(LogReader reader, LogContent content, BatchSink sink) {
    this.reader = reader;
    this.content = content;
    this.sink = sink;
  }

  void read(InputStream in) throws IOException, CommandFailure, InterruptedException {
    long last = 0;
    Lines source = new Lines(in);
    EventBatches events = new EventBatches(sink);
    RecordBatches records = new RecordBatches(sink);
    for (Optional<Lines.Line> next = source.next(); next.isPresent(); next = source.next()) {
      Lines.Line line = next.get();
      last = line.number();
      if (line.tooLong()) {
        sink.reject(":" + line.number(), "longer than 64 MiB (expected: one record a line)");
        continue;
      }
      LogReader.Result result =
          reader.read(line.text().toByteArray(), new LogReader.Place(content, line.offset()));
      if (result.rejection() != null) {
        String end = line.ended() ? "" : "; the file ends within this line: import it again later";
        sink.reject(":" + line.number(), result.rejection() + end);
      }
      for (ChatEvent event : result.events()) {
        events.add(event, line.number());
      }
      if (result.record() != null) {
        records.add(result.record(), line.number());
      }
    }
    for (ChatEvent event : reader.rest()) {
      events.add(event, last);
    }
    events.flush();
    records.flush();
  }
}
