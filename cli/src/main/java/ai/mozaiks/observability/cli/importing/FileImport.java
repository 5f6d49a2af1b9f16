// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Imports one file.
final class FileImport {
  private static final int BUFFER = 64 << 10;
  private static final int MOST_PROTOBUF_BYTES = 1 << 30;

  private final String name;
  private final @Nullable FileForm form;
  private final IngestClient client;
  private final Tally tally;

  /// @param name the file's name as shown
  /// @param form its form; null to recognise it
  FileImport(String name, @Nullable FileForm form, IngestClient client) {
    this.name = name;
    this.form = form;
    this.client = client;
    tally = new Tally(name);
  }

  /// Reads the content and sends it.
  ///
  /// @return what became of it; unreadable content is in there as rejected
  /// @throws CommandFailure if the server cannot be reached or stays busy
  Tally run(InputStream content) throws CommandFailure, InterruptedException {
    BatchSink sink = new Sending();
    try {
      InputStream in = decompressed(content);
      in.mark(FileForm.LOOK + 1);
      byte[] start = in.readNBytes(FileForm.LOOK);
      in.reset();
      FileForm recognised = form == null ? FileForm.recognise(start).orElse(null) : form;
      switch (recognised) {
        case null -> sink.reject("", "empty (expected: trace requests or events)");
        case OTLP_JSON -> {
          OtlpJsonReader reader = new OtlpJsonReader(sink);
          if (FileForm.isLines(start)) {
            reader.readLines(in);
          } else {
            reader.readValues(in);
          }
        }
        case EVENTS -> {
          EventsReader reader = new EventsReader(sink);
          if (FileForm.isLines(start)) {
            reader.readLines(in);
          } else {
            reader.readValues(in);
          }
        }
        case OTLP_PROTOBUF -> new OtlpProtobufReader(sink).read(all(in));
      }
    } catch (IOException e) {
      sink.reject("", "unreadable: " + e.getMessage());
    }
    return tally;
  }

  private static InputStream decompressed(InputStream content) throws IOException {
    BufferedInputStream in = new BufferedInputStream(content, BUFFER);
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return first == 0x1F && second == 0x8B
        ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER)
        : in;
  }

  private static byte[] all(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (bytes.size() > MOST_PROTOBUF_BYTES - count) {
        throw new IOException("more than 1 GiB of protobuf in one file; split it");
      }
      bytes.write(buffer, 0, count);
    }
    return bytes.toByteArray();
  }

  private final class Sending implements BatchSink {
    @Override
    public void accept(Batch batch) throws CommandFailure, InterruptedException {
      IngestAnswer answer = client.send(batch);
      long accepted = batch.items() - answer.rejected();
      long duplicates = Math.max(0, answer.duplicates());
      long fresh = answer.fresh() < 0 ? accepted - duplicates - answer.dropped() : answer.fresh();
      tally.add(accepted, fresh, duplicates, answer.dropped(), answer.rejected());
      for (IngestAnswer.Reason reason : answer.reasons()) {
        boolean item = reason.item() > 0 && reason.item() <= batch.items();
        long line = item ? batch.lines().get(reason.item() - 1) : 0;
        tally.reason(line > 0 ? ":" + line : batch.place(), reason.text());
      }
    }

    @Override
    public void reject(String place, String reason) {
      tally.add(0, 0, 0, 0, 1);
      tally.reason(place, reason);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
