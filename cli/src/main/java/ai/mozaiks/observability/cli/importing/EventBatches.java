// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.EventJson;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Puts events together to requests of a bounded size. For one thread.
final class EventBatches {
  private final BatchSink sink;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<Long> lines = new ArrayList<>();

  EventBatches(BatchSink sink) {
    this.sink = sink;
  }

  /// Adds an event as it is written for the server.
  void add(ChatEvent event, long line) throws CommandFailure, InterruptedException {
    add(EventJson.write(event).getBytes(StandardCharsets.UTF_8), line);
  }

  /// Adds an event in whatever form it has.
  ///
  /// @param line where it is in the file; 0 where the file has no lines
  void add(byte[] event, long line) throws CommandFailure, InterruptedException {
    if (lines.size() == Batch.MOST_ITEMS
        || (!lines.isEmpty() && body.size() + event.length > Batch.FULL_BYTES)) {
      flush();
    }
    body.writeBytes(event);
    body.write('\n');
    lines.add(line);
  }

  void flush() throws CommandFailure, InterruptedException {
    if (!lines.isEmpty()) {
      sink.accept(
          new Batch(new Batch.Kind.Events(), ByteString.copyFrom(body.toByteArray()), lines));
      body.reset();
      lines.clear();
    }
  }
}
