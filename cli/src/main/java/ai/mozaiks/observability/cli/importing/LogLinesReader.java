// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.ag2log.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads a log line by line, and sends the events it tells of.
final class LogLinesReader {
  private final LogReader reader;
  private final BatchSink sink;

  LogLinesReader(LogReader reader, BatchSink sink) {
    this.reader = reader;
    this.sink = sink;
  }

  void read(InputStream in) throws IOException, CommandFailure, InterruptedException {
    Lines source = new Lines(in);
    EventBatches batches = new EventBatches(sink);
    for (Optional<Lines.Line> next = source.next(); next.isPresent(); next = source.next()) {
      Lines.Line line = next.get();
      if (line.tooLong()) {
        sink.reject(":" + line.number(), "longer than 64 MiB (expected: one record a line)");
        continue;
      }
      LogReader.Result result = reader.read(line.text().toByteArray());
      if (result.rejection() != null) {
        sink.reject(":" + line.number(), result.rejection());
      }
      for (ChatEvent event : result.events()) {
        batches.add(event, line.number());
      }
    }
    batches.flush();
  }
}
