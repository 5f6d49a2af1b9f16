// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.jsonlog.LineRecord;
import ai.mozaiks.observability.server.jsonlog.LineRequests;
import ai.mozaiks.observability.server.otlp.OtlpKind;
import java.util.ArrayList;
import java.util.List;

/// Puts lines as log records together to requests of a bounded size. For one thread.
final class RecordBatches {
  private final BatchSink sink;
  private final List<LineRecord> records = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();
  private long bytes;

  RecordBatches(BatchSink sink) {
    this.sink = sink;
  }

  /// Adds a record.
  ///
  /// @param line where it is in the file; 0 where that is not known
  void add(LineRecord record, long line) throws CommandFailure, InterruptedException {
    int length = record.record().getSerializedSize();
    if (lines.size() == Batch.MOST_ITEMS
        || (!lines.isEmpty() && bytes + length > Batch.FULL_BYTES)) {
      flush();
    }
    records.add(record);
    lines.add(line);
    bytes += length;
  }

  void flush() throws CommandFailure, InterruptedException {
    if (!lines.isEmpty()) {
      sink.accept(
          new Batch(
              new Batch.Kind.Otlp(OtlpKind.LOGS, false),
              LineRequests.of(records).toByteString(),
              lines));
      records.clear();
      lines.clear();
      bytes = 0;
    }
  }
}
